// What an ID token says, checked claim by claim: Core section 3.1.3.7.
#include <algorithm>
#include <limits>

#include "account/addresses.hpp"
#include "account/oidc.hpp"
#include "base/bytes.hpp"

namespace pictbook::account {

namespace {

using schema::json::object;
using schema::json::value;

constexpr std::size_t kLongestSubject = 255;  // section 2
constexpr std::size_t kLongestEmail = 320;
constexpr std::size_t kLongestPicture = 2048;

/// Seconds since the epoch (RFC 7519 section 2), which may have a fraction.
std::optional<double> seconds_in(const object& claims, std::string_view name) {
    const value* found = claims.if_contains(name);
    if (!found || !found->is_number()) return std::nullopt;
    return found->to_number<double>();
}

/// One text, or a list that holds only texts; with several, or whenever it is there, `azp` must be us too.
bool is_for(const object& claims, std::string_view client_id) {
    const value* audience = claims.if_contains("aud");
    if (!audience) return false;
    std::size_t others = 0;
    bool named = audience->is_string() && audience->as_string() == client_id;
    if (const schema::json::array* list = audience->if_array()) {
        const auto is_us = [&](const value& item) { return item.is_string() && item.as_string() == client_id; };
        named = std::any_of(list->begin(), list->end(), is_us);
        others = list->size() - 1;
    }
    if (!named) return false;
    const bool has_party = claims.contains("azp");
    return (others == 0 && !has_party) || text_in(claims, "azp") == client_id;
}

bool is_subject(std::string_view text) {
    const auto is_printable = [](char c) { return c >= ' ' && c < 0x7F; };
    return !text.empty() && text.size() <= kLongestSubject && std::all_of(text.begin(), text.end(), is_printable);
}

/// Some providers write it as a text.
bool is_true(const object& claims, std::string_view name) {
    const value* found = claims.if_contains(name);
    return found && ((found->is_bool() && found->as_bool()) || (found->is_string() && found->as_string() == "true"));
}

const char* flaw_of(const object& claims, const ProviderSettings& provider, std::string_view nonce, double now) {
    const auto leeway = static_cast<double>(kClockLeeway.count());
    const std::optional<double> ends = seconds_in(claims, "exp"), issued = seconds_in(claims, "iat");
    if (text_in(claims, "iss") != provider.issuer) return "iss";
    if (!is_for(claims, provider.client_id)) return "aud";
    if (!ends || !(*ends + leeway > now)) return "exp";
    if (!issued || !(*issued - leeway <= now)) return "iat";
    if (claims.contains("nbf") &&
        !(seconds_in(claims, "nbf").value_or(std::numeric_limits<double>::infinity()) - leeway <= now))
        return "nbf";
    if (!equal_in_constant_time(text_in(claims, "nonce").value_or(""), nonce)) return "nonce";
    if (!is_subject(text_in(claims, "sub").value_or(""))) return "sub";
    return nullptr;
}

std::string email_in(const object& claims) {
    const std::string email = to_lower_ascii(text_in(claims, "email").value_or(""));
    return email.size() <= kLongestEmail && is_email(email) ? email : "";
}

std::string picture_in(const object& claims) {
    const std::string url = text_in(claims, "picture").value_or("");
    const bool is_web = url.starts_with("https://") || url.starts_with("http://");
    const bool is_plain = std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7F; });
    return is_web && is_plain && url.size() <= kLongestPicture ? url : "";
}

}  // namespace

Claims read_claims(const object& claims, const ProviderSettings& provider, std::string_view nonce, Time now) {
    Claims out;
    const double seconds = std::chrono::duration<double>(now.time_since_epoch()).count();
    out.flaw = flaw_of(claims, provider, nonce, seconds);
    if (out.flaw) return out;
    out.identity.provider = provider.id;
    out.identity.subject = *text_in(claims, "sub");
    out.identity.email = email_in(claims);
    out.identity.email_verified = !out.identity.email.empty() && is_true(claims, "email_verified");
    out.identity.name = text_in(claims, "name").value_or("");
    out.identity.picture = picture_in(claims);
    return out;
}

}  // namespace pictbook::account
