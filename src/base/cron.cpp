#include "base/cron.hpp"

#include <cassert>
#include <charconv>
#include <vector>

#include "base/bytes.hpp"

namespace pictbook {

namespace {

enum Field : std::size_t { minute, hour, day, month, weekday };

struct Range {
    unsigned low, high;
};
constexpr std::array<Range, 5> kRanges{{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}}};
/// 29 February may be eight years away (2096 to 2104).
constexpr std::chrono::days kFarthest(8 * 366);

std::optional<unsigned> read_number(std::string_view text, Range range) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < range.low || value > range.high)
        return std::nullopt;
    return value;
}

/// The bits of `*`, `5`, `1-5`, and those with `/2` behind them.
std::optional<std::uint64_t> read_item(std::string_view text, Range range) {
    unsigned step = 1;
    const std::size_t slash = text.find('/');
    if (slash != text.npos) {
        const std::optional<unsigned> number = read_number(text.substr(slash + 1), {1, range.high});
        if (!number) return std::nullopt;
        step = *number;
        text = text.substr(0, slash);
    }
    const std::size_t dash = text.find('-');
    std::optional<unsigned> low = range.low, high = range.high;
    if (text != "*") {
        low = read_number(text.substr(0, dash), range);
        high = dash == text.npos ? low : read_number(text.substr(dash + 1), range);
        if (dash == text.npos && slash != text.npos) return std::nullopt;
    }
    if (!low || !high || *low > *high) return std::nullopt;
    std::uint64_t bits = 0;
    for (unsigned value = *low; value <= *high; value += step) bits |= std::uint64_t{1} << value;
    return bits;
}

std::optional<std::uint64_t> read_field(std::string_view text, Range range) {
    std::uint64_t bits = 0;
    for (;;) {
        const std::size_t comma = text.find(',');
        const std::optional<std::uint64_t> item = read_item(text.substr(0, comma), range);
        if (!item) return std::nullopt;
        bits |= *item;
        if (comma == text.npos) return bits;
        text.remove_prefix(comma + 1);
    }
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (text = trim(text); !text.empty(); text = trim(text)) {
        const std::string_view word = text.substr(0, text.find_first_of(" \t"));
        words.push_back(word);
        text.remove_prefix(word.size());
    }
    return words;
}

}  // namespace

std::optional<Cron> Cron::parse(std::string_view text) {
    const std::vector<std::string_view> words = words_of(text);
    Cron cron;
    if (words.size() != cron.fields_.size()) return std::nullopt;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::optional<std::uint64_t> bits = read_field(words[i], kRanges[i]);
        if (!bits) return std::nullopt;
        cron.fields_[i] = *bits;
    }
    if (cron.fields_[weekday] >> 7 & 1) cron.fields_[weekday] |= 1;
    cron.any_day_ = words[day].starts_with('*');
    cron.any_weekday_ = words[weekday].starts_with('*');
    if (!cron.find(Minute())) return std::nullopt;
    return cron;
}

Time Cron::next_after(Time time) const {
    const std::optional<Minute> found = find(std::chrono::floor<std::chrono::minutes>(time) + std::chrono::minutes(1));
    assert(found);  // parse() has seen that there are days
    return *found;
}

bool Cron::has_day(std::chrono::sys_days date) const {
    const std::chrono::year_month_day parts(date);
    const auto has = [this](Field field, unsigned value) { return (fields_[field] >> value & 1) != 0; };
    if (!has(month, static_cast<unsigned>(parts.month()))) return false;
    const bool in_month = has(day, static_cast<unsigned>(parts.day()));
    const bool in_week = has(weekday, std::chrono::weekday(date).c_encoding());
    return any_day_ || any_weekday_ ? in_month && in_week : in_month || in_week;
}

std::optional<Cron::Minute> Cron::find(Minute first) const {
    const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(first);
    for (std::chrono::sys_days date = today; date <= today + kFarthest; date += std::chrono::days(1)) {
        if (!has_day(date)) continue;
        for (Minute at = std::max<Minute>(first, date); at < date + std::chrono::days(1);
             at += std::chrono::minutes(1)) {
            const auto of_day = static_cast<unsigned>((at - date).count());
            if ((fields_[hour] >> of_day / 60 & 1) != 0 && (fields_[minute] >> of_day % 60 & 1) != 0) return at;
        }
    }
    return std::nullopt;
}

}  // namespace pictbook
