#include "schema/json.hpp"

#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace pictbook::schema {

namespace {

/// Builds the tree; the text of a number is kept until it is whole, then read exactly.
class Builder {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1) >> 1;
    static constexpr std::size_t max_array_size = std::size_t(-1) >> 1;
    static constexpr std::size_t max_key_size = std::size_t(-1) >> 1;
    static constexpr std::size_t max_string_size = std::size_t(-1) >> 1;

    explicit Builder(json::storage_ptr storage) { stack_.reset(std::move(storage)); }
    json::value release() { return stack_.release(); }

    using Code = json::error_code;
    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) { return true; }
    bool on_object_end(std::size_t n, Code&) { return stack_.push_object(n), true; }
    bool on_array_begin(Code&) { return true; }
    bool on_array_end(std::size_t n, Code&) { return stack_.push_array(n), true; }
    bool on_key_part(json::string_view s, std::size_t, Code&) { return stack_.push_chars(s), true; }
    bool on_key(json::string_view s, std::size_t, Code&) { return stack_.push_key(s), true; }
    bool on_string_part(json::string_view s, std::size_t, Code&) { return stack_.push_chars(s), true; }
    bool on_string(json::string_view s, std::size_t, Code&) { return stack_.push_string(s), true; }
    bool on_number_part(json::string_view s, Code&) { return number_.append(s), true; }
    bool on_int64(std::int64_t value, json::string_view s, Code&) {
        if (value == 0 && (s.starts_with('-') || number_.starts_with('-')))
            stack_.push_double(-0.0);
        else
            stack_.push_int64(value);
        number_.clear();
        return true;
    }
    bool on_uint64(std::uint64_t value, json::string_view, Code&) {
        stack_.push_double(static_cast<double>(value));
        number_.clear();
        return true;
    }
    bool on_double(double, json::string_view s, Code&) {
        number_.append(s);
        stack_.push_double(exact(number_));
        number_.clear();
        return true;
    }
    bool on_bool(bool value, Code&) { return stack_.push_bool(value), true; }
    bool on_null(Code&) { return stack_.push_null(), true; }
    bool on_comment_part(json::string_view, Code&) { return true; }
    bool on_comment(json::string_view, Code&) { return true; }

private:
    /// from_chars says only "out of range" for both ends of the scale; strtod tells infinity from zero.
    static double exact(const std::string& text) {
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() ? value : std::strtod(text.c_str(), nullptr);
    }

    json::value_stack stack_;
    std::string number_;
};

/// A number whose shortest digits don't reach its units, or begin far behind the point: from 1e21 and below 1e-6 as
/// `1.5e+300` and `1e-7`, in between with zeros at the end.
void write_far_number(std::string& out, double value) {
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific).ptr;
    const std::string_view whole(text.data(), static_cast<std::size_t>(end - text.data()));
    const std::size_t mark = whole.find('e');
    const std::string_view mantissa = whole.substr(0, mark);
    int exponent = 0;
    std::from_chars(text.data() + mark + (whole[mark + 1] == '+' ? 2 : 1), end, exponent);
    if (exponent < 0 || exponent >= 21) {
        out.append(mantissa).append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
        return;
    }
    const std::size_t start = out.size();
    for (const char c : mantissa)
        if (c != '.') out.push_back(c);
    const std::size_t digits = out.size() - start - (value < 0 ? 1 : 0);
    out.append(static_cast<std::size_t>(exponent) + 1 - digits, '0');
}

void indent_to(std::string& out, std::size_t depth) {
    out.push_back('\n');
    out.append(depth * 2, ' ');
}

void pretty(std::string& out, const json::value& value, std::size_t depth) {
    if (const json::object* object = value.if_object(); object && !object->empty()) {
        out.push_back('{');
        for (bool first = true; const auto& [key, item] : *object) {
            if (!std::exchange(first, false)) out.push_back(',');
            indent_to(out, depth + 1);
            write_string(out, key);
            out += ": ";
            pretty(out, item, depth + 1);
        }
        indent_to(out, depth);
        out.push_back('}');
    } else if (const json::array* array = value.if_array(); array && !array->empty()) {
        out.push_back('[');
        for (bool first = true; const json::value& item : *array) {
            if (!std::exchange(first, false)) out.push_back(',');
            indent_to(out, depth + 1);
            pretty(out, item, depth + 1);
        }
        indent_to(out, depth);
        out.push_back(']');
    } else {
        write_json(out, value);
    }
}

}  // namespace

std::optional<json::value> parse_json(std::string_view text, json::storage_ptr storage) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    json::parse_options options;
    options.max_depth = kDeepestJson;
    json::basic_parser<Builder> parser(options, std::move(storage));
    json::error_code error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (error || used != text.size() || !parser.done()) return std::nullopt;
    return parser.handler().release();
}

void write_string(std::string& out, std::string_view text) {
    out.push_back('"');
    std::size_t plain = 0;  // start of what needs no escape
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text.substr(plain, i - plain));
        plain = i + 1;
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\b':
                out += "\\b";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += "\\u00";
                out.push_back("0123456789abcdef"[c >> 4]);
                out.push_back("0123456789abcdef"[c & 15]);
        }
    }
    out.append(text.substr(plain));
    out.push_back('"');
}

void write_number(std::string& out, std::int64_t value) {
    std::array<char, 24> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    out.append(text.data(), end);
}

void write_number(std::string& out, double value) {
    assert(std::isfinite(value));
    constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
    if (value == std::trunc(value) && std::abs(value) < kExactIntegers) {
        write_number(out, static_cast<std::int64_t>(value));  // -0 is printed as 0, as JavaScript does
        return;
    }
    const double size = std::abs(value);
    if (size >= kExactIntegers || size < 1e-6) return write_far_number(out, value);
    std::array<char, 64> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
    out.append(text.data(), end);
}

void write_json(std::string& out, const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            out += "null";
            return;
        case json::kind::bool_:
            out += value.get_bool() ? "true" : "false";
            return;
        case json::kind::int64:
            write_number(out, value.get_int64());
            return;
        case json::kind::uint64:
            write_number(out, static_cast<double>(value.get_uint64()));
            return;
        case json::kind::double_:
            if (std::isfinite(value.get_double()))
                write_number(out, value.get_double());
            else
                out += "null";  // as JSON.stringify does
            return;
        case json::kind::string:
            write_string(out, value.get_string());
            return;
        case json::kind::array:
            out.push_back('[');
            for (bool first = true; const json::value& item : value.get_array()) {
                if (!std::exchange(first, false)) out.push_back(',');
                write_json(out, item);
            }
            out.push_back(']');
            return;
        case json::kind::object:
            out.push_back('{');
            for (bool first = true; const auto& [key, item] : value.get_object()) {
                if (!std::exchange(first, false)) out.push_back(',');
                write_string(out, key);
                out.push_back(':');
                write_json(out, item);
            }
            out.push_back('}');
            return;
    }
}

std::string pretty_json(const json::value& value) {
    std::string out;
    pretty(out, value, 0);
    out.push_back('\n');
    return out;
}

}  // namespace pictbook::schema
