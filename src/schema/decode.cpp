#include "schema/decode.hpp"

#include <cmath>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace pictbook::schema {

namespace {

std::string quoted(std::string_view text) {
    std::string out;
    write_string(out, text);
    return out;
}

std::string number_text(double value) {
    std::string out;
    write_number(out, value);
    return out;
}

/// A cut of the value that is itself valid JSON: scalars as they are, long texts and containers as a short text.
std::string excerpt(const json::value& value) {
    if (const json::string* text = value.if_string()) return quoted(cut_utf8(*text, Context::kFoundBytes));
    if (const json::array* array = value.if_array(); array && !array->empty())
        return quoted("array of " + std::to_string(array->size()));
    if (const json::object* object = value.if_object(); object && !object->empty()) {
        std::string names;
        for (const auto& [key, item] : *object) {
            if (names.size() > Context::kFoundBytes) break;
            names += (names.empty() ? "" : ", ") + std::string(key);
        }
        return quoted("object with " + std::string(cut_utf8(names, Context::kFoundBytes)));
    }
    std::string out;
    write_json(out, value);
    return out;
}

}  // namespace

void Context::fail(std::string_view message, std::string example, const json::value* found) {
    if (issues.size() >= kMostIssues) return;
    Issue issue;
    issue.property = path.empty() ? "root" : std::string(cut_utf8(path, kFoundBytes));
    issue.message = message;
    const std::string name = path.empty() ? "The value" : "Property '" + issue.property.substr(1) + "'";
    issue.summary = found ? name + ": " + issue.message : name + " is missing";
    issue.expected = std::move(example);
    issue.found = found ? excerpt(*found) : "null";
    issues.push_back(std::move(issue));
}

Context::Step::Step(Context& context, std::string_view name) : context_(context), size_(context.path.size()) {
    context_.path.append("/").append(name);
}

Context::Step::Step(Context& context, std::size_t index) : Step(context, std::to_string(index)) {}

bool read_text(const json::value& from, const TextRule& rule, std::string& out, Context& context) {
    const json::string* text = from.if_string();
    if (!text) {
        context.fail("Expected string", quoted(rule.example), &from);
        return false;
    }
    const std::string_view view = *text;
    if (rule.is_stored && view.find('\0') != view.npos) {
        context.fail("Expected string without U+0000", quoted(rule.example), &from);
        return false;
    }
    const std::size_t units = rule.min > 0 || rule.max < view.size() ? utf16_length(view) : 0;
    if (rule.min > 0 && units < rule.min) {
        context.fail("Expected string length greater or equal to " + std::to_string(rule.min), quoted(rule.example),
                     &from);
        return false;
    }
    if (units > rule.max) {
        context.fail("Expected string length less or equal to " + std::to_string(rule.max), quoted(rule.example),
                     &from);
        return false;
    }
    out = view;
    return true;
}

bool read_number(const json::value& from, const NumberRule& rule, double& out, Context& context) {
    if (from.is_number()) {
        out = from.to_number<double>();
        if (std::isfinite(out)) return true;
    }
    context.fail("Expected number", number_text(rule.example), &from);
    return false;
}

bool read_integer(const json::value& from, const IntegerRule& rule, std::int32_t& out, Context& context) {
    const double value = from.is_number() ? from.to_number<double>() : std::nan("");
    if (!(value == std::trunc(value)) || std::isinf(value)) {
        context.fail("Expected integer", number_text(rule.example), &from);
        return false;
    }
    if (value < rule.min || value > rule.max) {
        const bool low = value < rule.min;
        const std::string bound = std::to_string(low ? rule.min : rule.max);
        context.fail("Expected integer to be " + std::string(low ? "greater" : "less") + " or equal to " + bound,
                     number_text(rule.example), &from);
        return false;
    }
    out = static_cast<std::int32_t>(value);
    return true;
}

bool read_bool(const json::value& from, bool& out, Context& context) {
    if (const bool* flag = from.if_bool()) return out = *flag, true;
    context.fail("Expected boolean", "true", &from);
    return false;
}

bool read_time(const json::value& from, Time& out, Context& context) {
    const json::string* text = from.if_string();
    const std::optional<Time> time = text ? parse_time(*text) : std::nullopt;
    if (time) return out = *time, true;
    context.fail("Expected Date", R"("2025-01-01T00:00:00.000Z")", &from);
    return false;
}

}  // namespace pictbook::schema
