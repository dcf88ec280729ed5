#include "schema/scan.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "base/bytes.hpp"

namespace pictbook::schema {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::size_t kSurelyFinite = 300;      // digits; the largest double has 309
constexpr std::ptrdiff_t kLongestExponent = 3;  // digits; the decoder takes no exponent that passes an int

/// Of a text's characters: those that need a closer look.
bool is_special(unsigned char c) { return c < 0x20 || c >= 0x80 || c == '"' || c == '\\'; }

/// Empty when it is beyond the doubles, or so small that only strtod knows what it is.
std::optional<double> to_double(std::string_view digits) {
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc()) return std::nullopt;
    return value;
}

}  // namespace

/// To the next character that needs a closer look, or the end.
void Scanner::to_special() {
    static_assert(std::endian::native == std::endian::little);
    constexpr std::uint64_t kEach = 0x0101010101010101, kHigh = 0x8080808080808080;
    for (std::uint64_t word = 0; end_ - at_ >= 8; at_ += 8) {
        std::memcpy(&word, at_, sizeof(word));
        const std::uint64_t quote = word ^ kEach * '"', backslash = word ^ kEach * '\\';
        // The high bit of a special byte is set; above the first of them, where a borrow may come from below, any may be.
        const std::uint64_t special = (word | (word - kEach * 0x20) | (quote - kEach) | (backslash - kEach)) & kHigh;
        if (special == 0) continue;
        at_ += std::countr_zero(special) / 8;
        return;
    }
    while (at_ != end_ && !is_special(static_cast<unsigned char>(*at_))) ++at_;
}

bool Scanner::raw_text() {
    if (!take('"')) return false;
    has_escapes_ = false;
    const char* begin = at_;
    bool is_ascii = true;
    for (to_special(); at_ != end_ && *at_ != '"'; to_special()) {
        if (static_cast<unsigned char>(*at_) < 0x20) return false;
        if (*at_ == '\\') {
            has_escapes_ = true;
            if (!escape()) return false;
        } else {
            is_ascii = false;
            ++at_;
        }
    }
    if (at_ == end_) return false;
    raw_ = {begin, static_cast<std::size_t>(at_ - begin)};
    ++at_;
    return is_ascii || is_utf8(raw_);
}

/// Of one character, never U+0000; surrogates in pairs.
bool Scanner::escape() {
    ++at_;  // the backslash
    if (at_ == end_) return false;
    if (*at_ != 'u') return std::string_view("\"\\/bfnrt").find(*at_++) != std::string_view::npos;
    const std::optional<unsigned> unit = code_unit();
    if (!unit || *unit == 0) return false;
    if (*unit < 0xD800 || *unit > 0xDFFF) return true;
    if (*unit > 0xDBFF || at_ == end_ || *at_ != '\\') return false;
    ++at_;
    const std::optional<unsigned> second = code_unit();
    return second && *second >= 0xDC00 && *second <= 0xDFFF;
}

/// `uXXXX`
std::optional<unsigned> Scanner::code_unit() {
    constexpr std::ptrdiff_t kLength = 5;
    if (end_ - at_ < kLength || *at_ != 'u') return std::nullopt;
    unsigned unit = 0;
    const auto [end, error] = std::from_chars(at_ + 1, at_ + kLength, unit, 16);
    if (error != std::errc() || end != at_ + kLength) return std::nullopt;
    at_ += kLength;
    return unit;
}

std::optional<std::string_view> Scanner::plain_text() {
    if (!raw_text() || has_escapes_) return std::nullopt;
    return raw_;
}

std::optional<std::string_view> Scanner::name() {
    const std::optional<std::string_view> name = plain_text();
    return name && take(':') ? name : std::nullopt;
}

bool Scanner::text(const TextRule& rule) {
    if (!raw_text()) return false;
    if (rule.min == 0 && raw_.size() <= rule.max) return true;  // no unit without a byte
    if (has_escapes_) return false;
    const std::size_t units = utf16_length(raw_);
    return units >= rule.min && units <= rule.max;
}

bool Scanner::digits() {
    const char* begin = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != begin;
}

bool Scanner::raw_number() {
    const char* begin = next();
    is_whole_ = true;
    has_exponent_ = false;
    if (at_ != end_ && *at_ == '-') ++at_;
    if (at_ != end_ && *at_ == '0')
        ++at_;
    else if (!digits())
        return false;
    if (at_ != end_ && *at_ == '.') {
        is_whole_ = false;
        ++at_;
        if (!digits()) return false;
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
        is_whole_ = false;
        has_exponent_ = true;
        ++at_;
        if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
        const char* exponent = at_;
        if (!digits() || at_ - exponent > kLongestExponent) return false;
    }
    raw_ = {begin, static_cast<std::size_t>(at_ - begin)};
    return true;
}

bool Scanner::number() {
    if (!raw_number()) return false;
    return (!has_exponent_ && raw_.size() <= kSurelyFinite) || to_double(raw_).has_value();
}

bool Scanner::integer(const IntegerRule& rule) {
    if (!raw_number()) return false;
    std::int64_t whole = 0;
    if (is_whole_) {
        const auto [end, error] = std::from_chars(raw_.data(), raw_.data() + raw_.size(), whole);
        return error == std::errc() && whole >= rule.min && whole <= rule.max;
    }
    const std::optional<double> value = to_double(raw_);
    return value && *value == std::trunc(*value) && *value >= rule.min && *value <= rule.max;
}

bool Scanner::time() {
    const std::optional<std::string_view> text = plain_text();
    return text && parse_time(*text).has_value();
}

bool Scanner::word(std::string_view word) {
    const char* begin = next();
    if (!std::string_view(begin, static_cast<std::size_t>(end_ - begin)).starts_with(word)) return false;
    at_ += word.size();
    return true;
}

bool Scanner::scalar() {
    if (next() == end_) return false;
    if (*at_ == '"') return raw_text();
    if (*at_ == '-' || is_digit(*at_)) return number();
    return word("null") || word("true") || word("false");
}

std::optional<std::string_view> Scanner::tag() const {
    Scanner ahead = *this;
    if (!ahead.take('{')) return std::nullopt;
    do {
        const std::optional<std::string_view> name = ahead.name();
        if (!name) return std::nullopt;
        if (*name == "type") return ahead.plain_text();
    } while (ahead.skip() && ahead.take(','));
    return std::nullopt;
}

/// To the comma or the bracket behind a value; it may be no value at all.
bool Scanner::skip() {
    for (std::size_t depth = 0; next() != end_;) {
        if (*at_ == '"') {
            if (!raw_text()) return false;
            continue;
        }
        if (depth == 0 && (*at_ == ',' || *at_ == '}' || *at_ == ']')) return true;
        if (*at_ == '{' || *at_ == '[') ++depth;
        if (*at_ == '}' || *at_ == ']') --depth;
        ++at_;
    }
    return false;
}

namespace detail {

bool OtherNames::add(std::string_view name) {
    const auto end = names_.begin() + static_cast<std::ptrdiff_t>(count_);
    if (count_ == names_.size() || std::find(names_.begin(), end, name) != end) return false;
    names_[count_++] = name;
    return true;
}

std::size_t index_of(std::span<const std::string_view> names, std::string_view name, std::size_t expected) {
    for (std::size_t i = expected; i < names.size(); ++i)
        if (names[i] == name) return i;
    for (std::size_t i = 0; i < expected; ++i)
        if (names[i] == name) return i;
    return names.size();
}

}  // namespace detail

}  // namespace pictbook::schema
