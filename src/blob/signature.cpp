#include "blob/signature.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace pictbook::blob {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

/// Without outer spaces and with single inner ones.
std::string canonical_value(std::string_view value) {
    std::string out;
    for (const char c : trim(value))
        if (c != ' ' || !out.ends_with(' ')) out.push_back(c);
    return out;
}

Fields sorted_headers(const SignableRequest& request) {
    Fields headers = request.headers;
    std::sort(headers.begin(), headers.end());
    return headers;
}

std::string names_of(const Fields& headers) {
    std::string out;
    for (const auto& [name, value] : headers) out += (out.empty() ? "" : ";") + name;
    return out;
}

/// What a signature is good for: a day, a region, S3.
std::string scope_of(const Credentials& credentials, Time time) {
    return to_amz_date(time).substr(0, 8) + "/" + credentials.region + "/s3/aws4_request";
}

std::string signature_of(const SignableRequest& request, std::string_view payload_hash, const Credentials& credentials,
                         Time time) {
    const std::string scope = scope_of(credentials, time);
    const std::string text = std::string(kAlgorithm) + "\n" + to_amz_date(time) + "\n" + scope + "\n" +
                             to_hex(sha256(canonical_request(request, payload_hash)));
    std::string key = hmac_sha256("AWS4" + credentials.secret_access_key, scope.substr(0, 8));
    for (const std::string_view step :
         {std::string_view(credentials.region), std::string_view("s3"), std::string_view("aws4_request")})
        key = hmac_sha256(key, step);
    return to_hex(hmac_sha256(key, text));
}

}  // namespace

std::string encode_path(std::string_view path) {
    std::string out;
    for (;;) {
        const std::size_t slash = path.find('/');
        out += percent_encode(path.substr(0, slash));
        if (slash == path.npos) return out;
        out.push_back('/');
        path.remove_prefix(slash + 1);
    }
}

std::string encode_query(const Fields& query) {
    Fields encoded;
    for (const auto& [name, value] : query) encoded.emplace_back(percent_encode(name), percent_encode(value));
    std::sort(encoded.begin(), encoded.end());
    std::string out;
    for (const auto& [name, value] : encoded) {
        if (!out.empty()) out.push_back('&');
        out.append(name).append("=").append(value);
    }
    return out;
}

std::string to_amz_date(Time time) {
    std::string out;
    for (const char c : to_iso(time).substr(0, 19))
        if (c != '-' && c != ':') out.push_back(c);
    return out + "Z";
}

std::string canonical_request(const SignableRequest& request, std::string_view payload_hash) {
    const Fields headers = sorted_headers(request);
    std::string out = request.method + "\n" + request.path + "\n" + encode_query(request.query) + "\n";
    for (const auto& [name, value] : headers) out += name + ":" + canonical_value(value) + "\n";
    return out + "\n" + names_of(headers) + "\n" + std::string(payload_hash);
}

std::string authorization(const SignableRequest& request, std::string_view payload_hash, const Credentials& credentials,
                          Time time) {
    return std::string(kAlgorithm) + " Credential=" + credentials.access_key_id + "/" + scope_of(credentials, time) +
           ",SignedHeaders=" + names_of(sorted_headers(request)) +
           ",Signature=" + signature_of(request, payload_hash, credentials, time);
}

std::string presigned_query(SignableRequest request, const Credentials& credentials, Time time, Seconds valid) {
    request.query.emplace_back("X-Amz-Algorithm", kAlgorithm);
    request.query.emplace_back("X-Amz-Credential", credentials.access_key_id + "/" + scope_of(credentials, time));
    request.query.emplace_back("X-Amz-Date", to_amz_date(time));
    request.query.emplace_back("X-Amz-Expires", std::to_string(valid.count()));
    request.query.emplace_back("X-Amz-SignedHeaders", names_of(sorted_headers(request)));
    const std::string signature = signature_of(request, kUnsignedPayload, credentials, time);
    return encode_query(request.query) + "&X-Amz-Signature=" + signature;
}

}  // namespace pictbook::blob
