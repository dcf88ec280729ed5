#include "account/cookies.hpp"

#include "account/sessions.hpp"
#include "base/bytes.hpp"

namespace pictbook::account {

namespace {

constexpr std::string_view kDontRemember = "true";

}  // namespace

SessionCookies::SessionCookies(Settings settings) : settings_(std::move(settings)) {
    const std::string prefix = (settings_.secure ? "__Secure-" : "") + ("pctsh-book-" + settings_.environment) + ".";
    token_name_ = prefix + "session_token";
    data_name_ = prefix + "session_data";
    dont_remember_name_ = prefix + "dont_remember";
    state_name_ = prefix + "state";
}

std::string SessionCookies::sign_with(const std::string& secret, std::string_view text) {
    return std::string(text) + "." + to_base64(hmac_sha256(secret, text));
}

std::optional<SessionCookies::Signed> SessionCookies::find_signed(const std::vector<std::string>& values,
                                                                  Time time) const {
    const bool former_hold = settings_.former.hold(time);
    for (const std::string& value : values) {
        const std::size_t dot = value.rfind('.');
        if (dot == value.npos || dot == 0) continue;
        std::string text = value.substr(0, dot);
        if (equal_in_constant_time(sign(text), value)) return Signed{std::move(text), &settings_.secret};
        if (!former_hold) continue;
        for (const std::string& secret : settings_.former.secrets)
            if (equal_in_constant_time(sign_with(secret, text), value)) return Signed{std::move(text), &secret};
    }
    return std::nullopt;
}

std::optional<std::string> SessionCookies::signed_text(const std::vector<std::string>& values, Time time) const {
    std::optional<Signed> found = find_signed(values, time);
    if (!found) return std::nullopt;
    return std::move(found->text);
}

bool SessionCookies::is_signed_formerly(const std::vector<std::string>& values, Time time) const {
    const std::optional<Signed> found = find_signed(values, time);
    return found && found->secret != &settings_.secret;
}

std::string SessionCookies::secret_of(const std::vector<std::string>& values, Time time) const {
    const std::optional<Signed> found = find_signed(values, time);
    return found ? *found->secret : std::string();
}

bool SessionCookies::remembers(const std::vector<std::string>& dont_remember_values) const {
    return signed_text(dont_remember_values) != kDontRemember;
}

std::string SessionCookies::write(const std::string& name, std::string_view value, std::optional<Seconds> max_age,
                                  bool to_localhost) const {
    std::string out = name + "=" + percent_encode(value);
    if (max_age) out += "; Max-Age=" + std::to_string(max_age->count());
    if (settings_.domain)
        out += "; Domain=" + *settings_.domain;
    else if (to_localhost)
        out += "; Domain=localhost";
    out += "; Path=/; HttpOnly";
    if (settings_.secure) out += "; Secure";
    return out + "; SameSite=Lax";
}

std::vector<std::string> SessionCookies::set(std::string_view token, bool remember, bool to_localhost) const {
    if (remember) return {write(token_name_, sign(token), kSessionLife, to_localhost)};
    return {write(token_name_, sign(token), std::nullopt, to_localhost),
            write(dont_remember_name_, sign(kDontRemember), std::nullopt, to_localhost)};
}

std::vector<std::string> SessionCookies::clear(bool to_localhost) const {
    std::vector<std::string> out;
    for (const std::string& name : {token_name_, data_name_, dont_remember_name_})
        out.push_back(write(name, "", Seconds(0), to_localhost));
    return out;
}

std::string SessionCookies::clear_dont_remember(bool to_localhost) const {
    return write(dont_remember_name_, "", Seconds(0), to_localhost);
}

std::string SessionCookies::set_state(std::string_view state, Seconds life, bool to_localhost) const {
    return write(state_name_, sign(state), life, to_localhost);
}

}  // namespace pictbook::account
