// The log: one line an event, with named fields. Never a secret, cookie, token or mail address.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace pictbook::log {

enum class Level { debug, info, warning, error, off };
enum class Format { pretty, json };

struct Field {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double, bool> value;
};
using Fields = std::initializer_list<Field>;

/// Called once, before the first thread. Lines go to standard error.
void configure(Level level, Format format);

void debug(std::string_view message, Fields fields = {});
void info(std::string_view message, Fields fields = {});
void warning(std::string_view message, Fields fields = {});
void error(std::string_view message, Fields fields = {});

/// The line as it would be written: JSON escapes, or `key=value` pairs.
std::string format_line(Format format, Level level, std::string_view time, std::string_view message, Fields fields);

}  // namespace pictbook::log
