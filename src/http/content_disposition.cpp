#include "http/content_disposition.hpp"

namespace pictbook::http {

namespace {

constexpr std::size_t kMostNameCharacters = 100;
constexpr std::string_view kNotInNames = "\"*/:<>?\\|";

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// Separators and the like become hyphens.
std::string file_name_of(std::string_view name) {
    std::string out;
    std::size_t characters = 0;
    for (const char c : name) {
        if (!continues(c) && ++characters > kMostNameCharacters) break;
        if (is_control(c)) continue;
        out.push_back(kNotInNames.find(c) == kNotInNames.npos ? c : '-');
    }
    const std::size_t first = out.find_first_not_of(". "), last = out.find_last_not_of(". ");
    return first == out.npos ? std::string() : out.substr(first, last - first + 1);
}

/// RFC 8187 section 3.2.1: what is no attr-char is percent-encoded.
std::string encode(std::string_view text) {
    static constexpr std::string_view kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~";
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (kPlain.find(c) != kPlain.npos) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.push_back('%');
        out.push_back(kDigits[byte >> 4]);
        out.push_back(kDigits[byte & 15]);
    }
    return out;
}

}  // namespace

std::string content_disposition(std::string_view type, std::string_view name, std::string_view ending,
                                std::string_view fallback) {
    std::string whole = file_name_of(name);
    if (whole.empty()) whole = fallback;
    whole += ending;
    // For clients that don't know filename*: a letter of another alphabet is an underscore, a percent sign would be decoded by some.
    std::string plain;
    for (const char c : whole)
        if (!continues(c)) plain.push_back(static_cast<unsigned char>(c) < 0x80 && c != '%' ? c : '_');
    return std::string(type) + "; filename=\"" + plain + "\"; filename*=UTF-8''" + encode(whole);
}

}  // namespace pictbook::http
