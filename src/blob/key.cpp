#include "blob/key.hpp"

#include <algorithm>
#include <cstddef>

namespace pictbook::blob {

namespace {

constexpr std::size_t kMostKeyBytes = 512;
constexpr std::size_t kMostSegmentBytes = 255;           // NAME_MAX of Linux
constexpr std::size_t kIdLength = 25, kDateDigits = 13;  // a cuid; the milliseconds since 1970 until the year 2286

/// Takes the characters of `set` off the front; gives how many.
std::size_t take(std::string_view& text, std::string_view set) {
    const std::size_t size = std::min(text.find_first_not_of(set), text.size());
    text.remove_prefix(size);
    return size;
}

bool take_word(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

}  // namespace

bool is_valid_key(std::string_view key) {
    using namespace std::string_view_literals;
    if (key.size() > kMostKeyBytes || key.find_first_of("\\\0"sv) != key.npos) return false;
    for (;;) {
        const std::size_t slash = key.find('/');
        const std::string_view segment = key.substr(0, slash);
        if (segment.empty() || segment.size() > kMostSegmentBytes || segment.front() == '.') return false;
        if (slash == key.npos) return true;
        key.remove_prefix(slash + 1);
    }
}

bool is_photo_key(std::string_view key) {
    constexpr std::string_view kDigits = "0123456789", kSmall = "abcdefghijklmnopqrstuvwxyz0123456789";
    return key.starts_with('c') && take(key, kSmall) == kIdLength && take_word(key, "/images/") &&
           take(key, kDigits) == kDateDigits && take_word(key, "-") && take(key, kSmall) > 0 && take_word(key, ".") &&
           take(key, kSmall) > 0 && key.empty();
}

}  // namespace pictbook::blob
