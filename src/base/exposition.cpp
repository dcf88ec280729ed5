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

std::string_view name_of(Exposition::Type type) {
    switch (type) {
        case Exposition::Type::counter:
            return " counter\n";
        case Exposition::Type::gauge:
            return " gauge\n";
        case Exposition::Type::histogram:
            return " histogram\n";
    }
    return "\n";
}

/// The shortest text that gives the same number back; without an exponent if `is_fixed`, for numbers of few digits.
std::string text_of(double value, bool is_fixed = false) {
    std::array<char, 32> digits;  // the longest shortest form has 24
    char* const last = digits.data() + digits.size();
    const auto end = is_fixed ? std::to_chars(digits.data(), last, value, std::chars_format::fixed)
                              : std::to_chars(digits.data(), last, value);
    return {digits.data(), end.ptr};
}

}  // namespace

void Exposition::metric(std::string_view name, Type type, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(" ");
    append_escaped(text_, help, false);
    text_.append("\n# TYPE ").append(name).append(name_of(type));
}

void Exposition::sample(std::uint64_t value, const Labels& labels) { add("", std::to_string(value), labels); }

void Exposition::sample(double value, const Labels& labels) { add("", text_of(value), labels); }

void Exposition::histogram(const Distribution& all, const Labels& labels) {
    static const std::vector<std::string> bounds = [] {
        std::vector<std::string> texts;
        texts.reserve(kLatencyBounds.size());
        for (const auto bound : kLatencyBounds)
            texts.push_back(text_of(std::chrono::duration<double>(bound).count(), true));
        texts.emplace_back("+Inf");
        return texts;
    }();
    Labels with_bound = labels;
    with_bound.emplace_back("le", "");
    std::uint64_t so_far = 0;
    for (std::size_t i = 0; i < all.counts.size(); ++i) {
        so_far += all.counts[i];
        with_bound.back().second = bounds[i];
        add("_bucket", std::to_string(so_far), with_bound);
    }
    add("_sum", text_of(static_cast<double>(all.nanoseconds) / 1e9), labels);
    add("_count", std::to_string(so_far), labels);
}

void Exposition::add(std::string_view suffix, std::string_view value, const Labels& labels) {
    text_.append(name_).append(suffix);
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
