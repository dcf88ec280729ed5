// Times are milliseconds since the epoch in UTC, as the wire and the database have them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace pictbook {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
using Monotonic = std::chrono::steady_clock;  // for deadlines: never jumps

Time now();

/// `2025-01-01T00:00:00.000Z`
std::string to_iso(Time time);
void append_iso(std::string& out, Time time);
/// `2025-01-01 00:00:00.000`: how both databases take it.
std::string to_sql(Time time);
/// Takes both forms, with 0 to 9 digits of a second's fraction, with or without a final Z or +00[:00]. Years 0000-9999.
std::optional<Time> parse_time(std::string_view text);
/// `Thu, 01 Jan 2025 00:00:00 GMT` (RFC 9110 section 5.6.7)
std::string to_http(Time time);

}  // namespace pictbook
