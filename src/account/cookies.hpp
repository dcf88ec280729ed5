// The session cookie: its name, its signed value, and the Set-Cookie texts (AUTH-4 to AUTH-14).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/former_secrets.hpp"

namespace pictbook::account {

class SessionCookies {
public:
    struct Settings {
        std::string environment;                 // PICTSHARE_BOOK_ENV
        std::string secret;                      // BETTER_AUTH_SECRET
        bool secure = false;                     // BETTER_AUTH_URL is https
        std::optional<std::string> domain = {};  // COOKIE_DOMAIN
        FormerSecrets former = {};               // also take what these signed
    };

    explicit SessionCookies(Settings settings);

    // Names, for looking a request's cookies up.
    const std::string& token_name() const { return token_name_; }
    const std::string& dont_remember_name() const { return dont_remember_name_; }
    const std::string& state_name() const { return state_name_; }

    /// The token of the first value that we signed. `values` are decoded, as http::cookie_values gives them.
    std::optional<std::string> token_of(const std::vector<std::string>& values) const { return signed_text(values); }
    /// Whether the person wishes to be remembered: there is no dont_remember cookie that we signed.
    bool remembers(const std::vector<std::string>& dont_remember_values) const;
    /// The text of the first value that we signed, with the present secret or, while they hold, a former one.
    std::optional<std::string> signed_text(const std::vector<std::string>& values, Time time = now()) const;
    /// The secret that signed that value; empty when there is none.
    std::string secret_of(const std::vector<std::string>& values, Time time = now()) const;
    /// Whether that value is signed with a former secret, so that the browser should get it anew.
    bool is_signed_formerly(const std::vector<std::string>& values, Time time = now()) const;

    // Set-Cookie values. `to_localhost`: the request went to localhost (AUTH-7).

    /// Without `remember` they end with the browser.
    std::vector<std::string> set(std::string_view token, bool remember, bool to_localhost) const;
    std::vector<std::string> clear(bool to_localhost) const;
    /// For a sign-in that wishes to be remembered after one that didn't.
    std::string clear_dont_remember(bool to_localhost) const;
    /// Ties a provider's answer to the browser that began.
    std::string set_state(std::string_view state, Seconds life, bool to_localhost) const;

private:
    struct Signed {
        std::string text;
        const std::string* secret;  // in settings_
    };
    std::optional<Signed> find_signed(const std::vector<std::string>& values, Time time) const;
    std::string sign(std::string_view text) const { return sign_with(settings_.secret, text); }
    static std::string sign_with(const std::string& secret, std::string_view text);
    std::string write(const std::string& name, std::string_view value, std::optional<Seconds> max_age,
                      bool to_localhost) const;

    Settings settings_;
    std::string token_name_, data_name_, dont_remember_name_, state_name_;
};

}  // namespace pictbook::account
