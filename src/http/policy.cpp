#include "http/policy.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <charconv>

#include "base/bytes.hpp"

namespace pictbook::http {

namespace ip = boost::asio::ip;

namespace {

/// IPv4 as it appears on a dual-stack socket is IPv4.
ip::address plain(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped_t::v4_mapped, address.to_v6());
    return address;
}

template <class Bytes>
bool same_prefix(const Bytes& a, const Bytes& b, unsigned bits) {
    for (unsigned i = 0; i < bits; ++i) {
        const unsigned shift = 7 - i % 8;
        if ((a[i / 8] >> shift & 1) != (b[i / 8] >> shift & 1)) return false;
    }
    return true;
}

}  // namespace

std::optional<Network> parse_network(const std::string& text) {
    const std::size_t slash = text.find('/');
    boost::system::error_code error;
    const ip::address address = ip::make_address(text.substr(0, slash), error);
    if (error) return std::nullopt;
    const unsigned all = address.is_v4() ? 32 : 128;
    unsigned bits = all;
    if (slash != text.npos) {
        const char* end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data() + slash + 1, end, bits);
        if (parsed.ec != std::errc() || parsed.ptr != end || bits > all) return std::nullopt;
    }
    return Network{address, bits};
}

bool contains(const Network& network, const ip::address& address) {
    const ip::address other = plain(address);
    if (network.address.is_v4() != other.is_v4()) return false;
    if (other.is_v4()) return same_prefix(network.address.to_v4().to_bytes(), other.to_v4().to_bytes(), network.bits);
    return same_prefix(network.address.to_v6().to_bytes(), other.to_v6().to_bytes(), network.bits);
}

std::optional<std::string> origin_of(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || parsed->host().empty()) return std::nullopt;
    // Boost.URL 1.81 takes what follows a port as the path: `http://a:80.evil.example` is no URL.
    if (!parsed->encoded_path().empty() && parsed->encoded_path().front() != '/') return std::nullopt;
    const std::string scheme = to_lower_ascii(parsed->scheme());
    if (scheme != "http" && scheme != "https") return std::nullopt;
    std::string out = scheme + "://" + to_lower_ascii(parsed->encoded_host());
    const std::string port = parsed->port();
    if (!port.empty() && port != (scheme == "http" ? "80" : "443")) out += ":" + port;
    return out;
}

bool is_listed(const std::vector<std::string>& origins, std::string_view origin) {
    return std::find(origins.begin(), origins.end(), origin) != origins.end();
}

std::string client_address(const Settings& settings, const ip::address& peer, const Headers& headers) {
    const auto trusted = [&](const ip::address& address) {
        return std::any_of(settings.trusted_proxies.begin(), settings.trusted_proxies.end(),
                           [&](const Network& network) { return contains(network, address); });
    };
    ip::address current = plain(peer);
    const std::string forwarded = headers.joined("X-Forwarded-For");
    std::string_view rest = forwarded;
    while (!rest.empty() && trusted(current)) {
        const std::size_t comma = rest.rfind(',');
        const std::string_view last = trim(comma == rest.npos ? rest : rest.substr(comma + 1));
        boost::system::error_code error;
        const ip::address next = ip::make_address(std::string(last), error);
        if (error) break;
        current = plain(next);
        rest = comma == rest.npos ? std::string_view() : rest.substr(0, comma);
    }
    return current.to_string();
}

std::string_view bearer_token(std::string_view authorization) {
    static constexpr std::string_view kScheme = "Bearer ";
    if (!equal_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) return {};
    return trim(authorization.substr(kScheme.size()));
}

std::string_view bearer_key(const Settings& settings, const Headers& headers) {
    if (settings.key_prefix.empty()) return {};
    for (const auto& [name, value] : headers.all()) {
        if (!equal_ignoring_case(name, "Authorization")) continue;
        const std::string_view token = bearer_token(value);
        if (token.starts_with(settings.key_prefix)) return token;
    }
    return {};
}

bool is_cross_site(const Settings& settings, const Request& request, bool takes_keys) {
    if (request.verb == Verb::get || request.verb == Verb::head || request.verb == Verb::options) return false;
    if (takes_keys && !bearer_key(settings, request.headers).empty()) return false;
    const bool is_guarded = !settings.guarded_path.empty() && request.path.starts_with(settings.guarded_path);
    const bool has_cookie = !cookie_values(request.headers, settings.session_cookie).empty();
    if (!has_cookie && !is_guarded) return false;
    if (request.headers.has("Origin")) return !is_listed(settings.trusted_origins, request.headers.get("Origin"));
    if (!has_cookie || !request.headers.has("Referer")) return false;
    const std::optional<std::string> origin = origin_of(request.headers.get("Referer"));
    return !origin || !is_listed(settings.trusted_origins, *origin);
}

bool is_foreign_origin(const Settings& settings, const Request& request) {
    if (!bearer_key(settings, request.headers).empty()) return false;
    return request.headers.has("Origin") && !is_listed(settings.trusted_origins, request.headers.get("Origin"));
}

void add_cors_headers(const Settings& settings, const Request& request, std::string& head) {
    const std::string_view origin = request.headers.get("Origin");
    if (!origin.empty() && is_listed(settings.allowed_origins, origin)) {
        head.append("Access-Control-Allow-Origin: ").append(origin).append("\r\n");
        head +=
            "Access-Control-Allow-Credentials: true\r\nAccess-Control-Expose-Headers: X-Request-Id, Retry-After, "
            "ETag\r\n";
    }
    head += "Vary: Origin\r\n";
}

void add_preflight_headers(std::string& head) {
    head +=
        "Access-Control-Allow-Methods: GET, POST, PUT, PATCH, DELETE, OPTIONS\r\n"
        "Access-Control-Allow-Headers: Content-Type, Authorization, sentry-trace, baggage, Idempotency-Key\r\n"
        "Access-Control-Max-Age: 600\r\n";
}

void add_security_headers(std::string& head) {
    head +=
        "X-Content-Type-Options: nosniff\r\n"
        "Strict-Transport-Security: max-age=15552000; includeSubDomains\r\n"
        "X-Permitted-Cross-Domain-Policies: none\r\n"
        "X-DNS-Prefetch-Control: off\r\n"
        "Referrer-Policy: strict-origin-when-cross-origin\r\n";
}

void add_cautious_headers(const Response& response, std::string& head) {
    const auto says = [&](std::string_view wanted) {
        return std::any_of(response.headers.begin(), response.headers.end(),
                           [&](const auto& header) { return header.first == wanted; });
    };
    if (!says("Cache-Control")) head += "Cache-Control: no-store\r\n";
    if (!says("Content-Security-Policy"))
        head.append("Content-Security-Policy: ").append(kNothingAllowed).append("\r\n");
}

std::vector<std::string> cookie_values(const Headers& headers, std::string_view name) {
    std::vector<std::string> out;
    for (const auto& [key, header] : headers.all()) {
        if (!equal_ignoring_case(key, "Cookie")) continue;
        std::string_view rest = header;
        while (!rest.empty()) {
            const std::size_t end = rest.find(';');
            const std::string_view pair = trim(rest.substr(0, end));
            rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
            const std::size_t equals = pair.find('=');
            if (equals == pair.npos || trim(pair.substr(0, equals)) != name) continue;
            std::string_view value = trim(pair.substr(equals + 1));
            if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
                value = value.substr(1, value.size() - 2);
            out.push_back(percent_decode(value).value_or(std::string(value)));
        }
    }
    return out;
}

}  // namespace pictbook::http
