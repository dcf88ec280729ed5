#include "base/exposition.hpp"

#include <array>
#include <charconv>

namespace pictbook {

namespace {

/// A backslash before backslashes and line feeds, and before quotes where the text stands between them.
void append_escaped(std::string& out, std::string_view text, bool quoted) {
    for (const char letter : text) {
        if (letter == '\n') {
            out += "\\n";
            continue;
        }
        if (letter == '\\' || (quoted && letter == '"')) out += '\\';
        out += letter;
    }
}

}  // namespace

void Exposition::metric(std::string_view name, Type type, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(" ");
    append_escaped(text_, help, false);
    text_.append("\n# TYPE ").append(name).append(type == Type::counter ? " counter\n" : " gauge\n");
}

void Exposition::sample(std::uint64_t value, const Labels& labels) { add(std::to_string(value), labels); }

void Exposition::sample(double value, const Labels& labels) {
    std::array<char, 32> digits;  // the longest shortest form has 24
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    add({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())}, labels);
}

void Exposition::add(std::string_view value, const Labels& labels) {
    text_ += name_;
    char before = '{';
    for (const auto& [label, content] : labels) {
        text_ += before;
        text_.append(label).append("=\"");
        append_escaped(text_, content, true);
        text_ += '"';
        before = ',';
    }
    if (!labels.empty()) text_ += '}';
    text_.append(" ").append(value).append("\n");
}

}  // namespace pictbook
