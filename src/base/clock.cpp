#include "base/clock.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace pictbook {

namespace {

struct Parts {
    int year;
    unsigned month, day;
    int hour, minute, second, millisecond, weekday;
};

Parts split(Time time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    return {static_cast<int>(date.year()),
            static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day()),
            static_cast<int>(clock.hours().count()),
            static_cast<int>(clock.minutes().count()),
            static_cast<int>(clock.seconds().count()),
            static_cast<int>(clock.subseconds().count()),
            static_cast<int>(std::chrono::weekday(day).c_encoding())};
}

/// `value` as exactly `digits` decimal digits; printf is ten times slower and stood out in a profile of listings.
void put(std::string& out, int value, std::size_t digits) {
    const std::size_t begin = out.size();
    out.resize(begin + digits);
    for (std::size_t i = digits; i-- > 0; value /= 10) out[begin + i] = static_cast<char>('0' + value % 10);
}

void print(std::string& out, Time time, char between) {
    const Parts p = split(time);
    put(out, p.year, 4);
    out.push_back('-');
    put(out, static_cast<int>(p.month), 2);
    out.push_back('-');
    put(out, static_cast<int>(p.day), 2);
    out.push_back(between);
    put(out, p.hour, 2);
    out.push_back(':');
    put(out, p.minute, 2);
    out.push_back(':');
    put(out, p.second, 2);
    out.push_back('.');
    put(out, p.millisecond, 3);
}

/// Reads exactly `digits` decimal digits at `at` and moves past them.
bool take(std::string_view text, std::size_t& at, std::size_t digits, int& out) {
    if (at + digits > text.size()) return false;
    out = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        const char c = text[at + i];
        if (c < '0' || c > '9') return false;
        out = out * 10 + (c - '0');
    }
    at += digits;
    return true;
}

bool skip(std::string_view text, std::size_t& at, std::string_view one_of) {
    if (at >= text.size() || one_of.find(text[at]) == std::string_view::npos) return false;
    ++at;
    return true;
}

}  // namespace

Time now() { return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()); }

void append_iso(std::string& out, Time time) {
    print(out, time, 'T');
    out.push_back('Z');
}

std::string to_iso(Time time) {
    std::string out;
    append_iso(out, time);
    return out;
}

std::string to_sql(Time time) {
    std::string out;
    print(out, time, ' ');
    return out;
}

std::optional<Time> parse_time(std::string_view text) {
    std::size_t at = 0;
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millis = 0;
    const bool shape = take(text, at, 4, year) && skip(text, at, "-") && take(text, at, 2, month) &&
                       skip(text, at, "-") && take(text, at, 2, day) && skip(text, at, "T ") &&
                       take(text, at, 2, hour) && skip(text, at, ":") && take(text, at, 2, minute) &&
                       skip(text, at, ":") && take(text, at, 2, second);
    if (!shape || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    if (skip(text, at, ".")) {
        int digits = 0;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9' && digits < 9) {
            if (digits < 3) millis = millis * 10 + (text[at] - '0');
            ++digits, ++at;
        }
        if (digits == 0) return std::nullopt;
        for (; digits < 3; ++digits) millis *= 10;
    }
    const std::string_view zone = text.substr(at);
    if (!zone.empty() && zone != "Z" && zone != "+00" && zone != "+00:00") return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    return Time{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           Seconds{second} + Milliseconds{millis};
}

std::string to_http(Time time) {
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Parts p = split(time);
    std::array<char, 48> out;
    const int n = std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                                days[static_cast<std::size_t>(p.weekday)], p.day, months[p.month - 1], p.year, p.hour,
                                p.minute, p.second);
    return {out.data(), static_cast<std::size_t>(n)};
}

}  // namespace pictbook
