#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace pictbook::log {

namespace {

Format chosen_format = Format::pretty;
std::function<void(std::string_view, Fields)> error_observer;

std::shared_ptr<spdlog::logger>& logger() {
    static auto instance = [] {
        auto made = std::make_shared<spdlog::logger>("pictbook", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%v");
        return made;
    }();
    return instance;
}

spdlog::level::level_enum translate(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
        case Level::off:
            return spdlog::level::off;
    }
    return spdlog::level::off;
}

std::string_view name_of(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warning:
            return "warning";
        case Level::error:
            return "error";
        case Level::off:
            return "off";
    }
    return "off";
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// A JSON string; control characters are escaped, so a line is always one line, and so are bytes that aren't UTF-8.
void quote(std::string& out, std::string_view text) {
    const bool utf8 = is_utf8(text);
    out.push_back('"');
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (is_control(c) || (!utf8 && static_cast<unsigned char>(c) >= 0x80)) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
            out += escape;
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
}

struct WriteValue {
    std::string& out;
    Format format;
    void operator()(std::string_view text) const {
        const auto is_odd = [](char c) { return c == ' ' || c == '"' || c == '\\' || is_control(c); };
        const bool bare = format == Format::pretty && !text.empty() && is_utf8(text) &&
                          std::none_of(text.begin(), text.end(), is_odd);
        if (bare)
            out += text;
        else
            quote(out, text);
    }
    void operator()(std::int64_t number) const { out += std::to_string(number); }
    void operator()(double number) const {
        char text[32];
        std::snprintf(text, sizeof text, "%.3f", number);
        out += text;
    }
    void operator()(bool flag) const { out += flag ? "true" : "false"; }
};

void write(Level level, std::string_view message, Fields fields) {
    if (!is_on(level)) return;
    logger()->log(translate(level), "{}", format_line(chosen_format, level, to_iso(now()), message, fields));
    if (level >= Level::info) logger()->flush();
}

}  // namespace

void configure(Level level, Format format) {
    chosen_format = format;
    logger()->set_level(translate(level));
}

bool is_on(Level level) { return logger()->should_log(translate(level)); }

void observe_errors(std::function<void(std::string_view, Fields)> observe) { error_observer = std::move(observe); }

std::string format_line(Format format, Level level, std::string_view time, std::string_view message, Fields fields) {
    std::string out;
    if (format == Format::json) {
        out += R"({"time":)";
        quote(out, time);
        out += R"(,"level":)";
        quote(out, name_of(level));
        out += R"(,"message":)";
        quote(out, message);
    } else {
        out.append(time).append(" ").append(name_of(level)).append(" ").append(message);
    }
    for (const Field& field : fields) {
        if (format == Format::json) {
            out.push_back(',');
            quote(out, field.name);
            out.push_back(':');
        } else {
            out.append(" ").append(field.name).append("=");
        }
        std::visit(WriteValue{out, format}, field.value);
    }
    if (format == Format::json) out.push_back('}');
    return out;
}

std::optional<std::int64_t> Seldom::next() {
    const Monotonic::time_point time = Monotonic::now();
    if (last_ && time - *last_ < period_) {
        ++left_out_;
        return std::nullopt;
    }
    last_ = time;
    return std::exchange(left_out_, 0);
}

void debug(std::string_view message, Fields fields) { write(Level::debug, message, fields); }
void info(std::string_view message, Fields fields) { write(Level::info, message, fields); }
void warning(std::string_view message, Fields fields) { write(Level::warning, message, fields); }
void error(std::string_view message, Fields fields) {
    write(Level::error, message, fields);
    if (error_observer) error_observer(message, fields);
}

}  // namespace pictbook::log
