#include "account/oidc.hpp"

#include <algorithm>

#include "account/targets.hpp"
#include "base/bytes.hpp"
#include "base/web_address.hpp"

namespace pictbook::account {

namespace {

using schema::json::object;

std::string endpoint_in(const object& document, std::string_view name, std::string_view issuer) {
    const std::string url = text_in(document, name).value_or("");
    const bool fits = is_https(url) || (is_http_loopback(issuer) && is_http_loopback(url));
    return fits ? url : "";
}

bool lists(const schema::json::value& list, std::string_view word) {
    const schema::json::array* array = list.if_array();
    return array && std::any_of(array->begin(), array->end(), [&](const schema::json::value& item) {
               return item.is_string() && item.as_string() == word;
           });
}

/// Whether the secret goes into the header; nothing when neither way is offered. Without a list it does (section 3).
std::optional<bool> secret_in_header(const object& document) {
    const schema::json::value* methods = document.if_contains("token_endpoint_auth_methods_supported");
    if (!methods || lists(*methods, "client_secret_basic")) return true;
    if (lists(*methods, "client_secret_post")) return false;
    return std::nullopt;
}

std::string with_parameters(std::string_view url,
                            std::initializer_list<std::pair<const char*, std::string_view>> list) {
    std::string out(url);
    for (const auto& [name, value] : list) out = add_query(out, name, value);
    return out;
}

}  // namespace

std::string discovery_address(std::string_view issuer) {
    while (issuer.ends_with('/')) issuer.remove_suffix(1);
    return std::string(issuer) + "/.well-known/openid-configuration";
}

std::optional<Endpoints> read_discovery(std::string_view json, std::string_view issuer) {
    const std::optional<schema::json::value> value = schema::parse_json(json);
    const object* document = value ? value->if_object() : nullptr;
    if (!document || text_in(*document, "issuer") != issuer) return std::nullopt;
    const std::optional<bool> in_header = secret_in_header(*document);
    Endpoints out;
    out.authorization = endpoint_in(*document, "authorization_endpoint", issuer);
    out.token = endpoint_in(*document, "token_endpoint", issuer);
    out.keys = endpoint_in(*document, "jwks_uri", issuer);
    if (!in_header || out.authorization.empty() || out.token.empty() || out.keys.empty()) return std::nullopt;
    out.secret_in_header = *in_header;
    return out;
}

std::string authorization_address(std::string_view endpoint, const ProviderSettings& provider, const Attempt& attempt) {
    const std::string challenge = to_base64url(sha256(attempt.code_verifier));
    return with_parameters(endpoint, {{"response_type", "code"},
                                      {"client_id", provider.client_id},
                                      {"state", attempt.state},
                                      {"scope", "email profile openid"},
                                      {"redirect_uri", attempt.redirect_uri},
                                      {"code_challenge_method", "S256"},
                                      {"code_challenge", challenge},
                                      {"nonce", attempt.nonce}});
}

http::Outgoing code_request(const Endpoints& endpoints, const ProviderSettings& provider, const Attempt& attempt,
                            std::string_view code) {
    http::Outgoing out;
    out.url = endpoints.token;
    std::string form = with_parameters("", {{"grant_type", "authorization_code"},
                                            {"code", code},
                                            {"redirect_uri", attempt.redirect_uri},
                                            {"code_verifier", attempt.code_verifier}});
    if (endpoints.secret_in_header) {  // RFC 6749 section 2.3.1: encoded first
        out.basic_user = percent_encode(provider.client_id);
        out.basic_password = percent_encode(provider.client_secret);
    } else {
        form = with_parameters(form, {{"client_id", provider.client_id}, {"client_secret", provider.client_secret}});
    }
    out.form = form.substr(1);  // without the question mark
    return out;
}

}  // namespace pictbook::account
