// A short signed cookie beside the session's, with the same attributes. Its name is part of what is signed, so none can be
// sent in the place of another.
#pragma once

#include "account/cookies.hpp"

namespace pictbook::account {

class SignedCookie {
public:
    /// `cookies` outlives it; `kind` is the end of its name and has static storage, such as `two_factor`.
    SignedCookie(const SessionCookies& cookies, std::string_view kind);

    const std::string& name() const { return name_; }
    /// The text of the first value that we signed for this name; else empty. `values` as http::cookie_values gives them.
    std::string read(const std::vector<std::string>& values) const;

    // Set-Cookie values. `to_localhost`: the request went to localhost (AUTH-7).
    std::string set(std::string_view text, Seconds life, bool to_localhost) const;
    std::string clear(bool to_localhost) const;

private:
    const SessionCookies& cookies_;
    std::string name_, prefix_;
};

}  // namespace pictbook::account
