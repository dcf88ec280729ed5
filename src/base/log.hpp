// The log: one line an event, with named fields. Never a secret, cookie, token or mail address.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.hpp"

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

/// Whether lines of that level are written.
bool is_on(Level level);
/// `observe` is called for each error line, whether it is written or not, on its thread; it doesn't wait and writes no error line
/// itself. Called before the first thread and, with nothing, after the last.
void observe_errors(std::function<void(std::string_view message, Fields fields)> observe);

void debug(std::string_view message, Fields fields = {});
void info(std::string_view message, Fields fields = {});
void warning(std::string_view message, Fields fields = {});
void error(std::string_view message, Fields fields = {});

/// Thins out a line that a lasting fault would write thousands of times a second. For one thread at a time.
class Seldom {
public:
    explicit Seldom(Milliseconds period) : period_(period) {}
    /// Nothing while the line is to be left out; else how many were since the last that was not.
    std::optional<std::int64_t> next();

private:
    const Milliseconds period_;
    std::optional<Monotonic::time_point> last_;
    std::int64_t left_out_ = 0;
};

/// The line as it would be written: JSON escapes, or `key=value` pairs.
std::string format_line(Format format, Level level, std::string_view time, std::string_view message, Fields fields);

}  // namespace pictbook::log
