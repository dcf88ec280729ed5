// A time table of five fields, as cron has it: minute, hour, day of the month, month, day of the week (0 or 7 is Sunday). Times
// are UTC.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace pictbook {

class Cron {
public:
    /// Fields stand between spaces; each is `*`, or numbers and ranges between commas, with a step if need be: `0,30 8-18/2 * * 1-5`.
    /// Nothing when the text is none, or names no day that there is (30 February).
    static std::optional<Cron> parse(std::string_view text);

    /// The first whole minute after `time` that the table names. As POSIX says: where both a day of the month and a day of the
    /// week are named, either will do.
    Time next_after(Time time) const;

private:
    using Minute = std::chrono::sys_time<std::chrono::minutes>;

    Cron() = default;
    std::optional<Minute> find(Minute first) const;
    bool has_day(std::chrono::sys_days day) const;

    std::array<std::uint64_t, 5> fields_{};  // a bit for each value
    bool any_day_ = false, any_weekday_ = false;
};

}  // namespace pictbook
