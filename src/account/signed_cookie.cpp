#include "account/signed_cookie.hpp"

namespace pictbook::account {

namespace {

/// A Set-Cookie text under another name.
std::string renamed(const std::string& set_cookie, const std::string& name) {
    return name + set_cookie.substr(set_cookie.find('='));
}

}  // namespace

SignedCookie::SignedCookie(const SessionCookies& cookies, std::string_view kind)
    : cookies_(cookies), name_(cookies.state_name()), prefix_(kind) {
    name_.replace(name_.rfind('.') + 1, std::string::npos, kind);
    prefix_.push_back(':');
}

std::string SignedCookie::read(const std::vector<std::string>& values) const {
    for (const std::string& value : values) {
        const std::optional<std::string> text = cookies_.signed_text({value});
        if (text && text->starts_with(prefix_)) return text->substr(prefix_.size());
    }
    return "";
}

std::string SignedCookie::set(std::string_view text, Seconds life, bool to_localhost) const {
    return renamed(cookies_.set_state(prefix_ + std::string(text), life, to_localhost), name_);
}

std::string SignedCookie::clear(bool to_localhost) const {
    return renamed(cookies_.clear_dont_remember(to_localhost), name_);
}

}  // namespace pictbook::account
