// JSON text: an exact parser into Boost.JSON's tree and the writers of strings and numbers.
// Boost.JSON's own number reader is off by one unit in the last place for about 10 % of doubles (boostorg/json 599),
// so numbers are read by std::from_chars here.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pictbook::schema {

namespace json = boost::json;

/// Deepest nesting that is read; deeper text is malformed.
inline constexpr std::size_t kDeepestJson = 32;

/// Nothing when the text is malformed: bad UTF-8, a lone surrogate escape, too deep, trailing text. A UTF-8 byte order
/// mark is skipped; of equal keys the last wins; 1e400 is an infinity, which every schema refuses.
std::optional<json::value> parse_json(std::string_view text, json::storage_ptr storage = {});

void write_string(std::string& out, std::string_view text);
/// As JavaScript prints it: shortest digits that read back the same, `100000`, `1e+21`. `value` is finite.
void write_number(std::string& out, double value);
void write_number(std::string& out, std::int64_t value);
void write_json(std::string& out, const json::value& value);
/// Two spaces an indent level, for people and for golden files.
std::string pretty_json(const json::value& value);

}  // namespace pictbook::schema
