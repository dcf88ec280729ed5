#include "account/addresses.hpp"

#include <algorithm>

namespace pictbook::account {

namespace {

constexpr std::size_t kMostAddressBytes = 320;  // 64 before the @ and 255 after it (RFC 5321 section 4.5.3.1)

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }
bool is_local(char c) { return is_alphanumeric(c) || c == '_' || c == '+' || c == '-' || c == '\'' || c == '.'; }

bool is_local_part(std::string_view text) {
    if (text.empty() || text.front() == '.' || text.back() == '.' || text.back() == '\'') return false;
    return text.find("..") == text.npos && std::all_of(text.begin(), text.end(), is_local);
}

/// One name between the dots of a domain.
bool is_label(std::string_view text) {
    const auto fits = [](char c) { return is_alphanumeric(c) || c == '-'; };
    return !text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), fits);
}

bool is_domain(std::string_view text) {
    const std::size_t last = text.rfind('.');
    if (last == text.npos) return false;
    const std::string_view top = text.substr(last + 1);
    if (top.size() < 2 || !std::all_of(top.begin(), top.end(), is_letter)) return false;
    for (std::string_view rest = text.substr(0, last);;) {
        const std::size_t dot = rest.find('.');
        if (!is_label(rest.substr(0, dot))) return false;
        if (dot == rest.npos) return true;
        rest.remove_prefix(dot + 1);
    }
}

}  // namespace

bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    if (at == text.npos || text.size() > kMostAddressBytes) return false;
    return is_local_part(text.substr(0, at)) && is_domain(text.substr(at + 1));
}

}  // namespace pictbook::account
