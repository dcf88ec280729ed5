// The exact parser and the writers of numbers and texts.
#include "schema/json.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

namespace pictbook::schema {

namespace {

using namespace std::string_literals;

std::string number_text(double value) {
    std::string out;
    write_number(out, value);
    return out;
}

std::string compact(std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return "malformed";
    std::string out;
    write_json(out, *value);
    return out;
}

/// Below, at and above each exponent, and the same bits for every seed.
std::vector<double> interesting_doubles() {
    std::mt19937_64 random(20250101);
    std::vector<double> out;
    while (out.size() < 200'000) {
        const auto any = std::bit_cast<double>(random());
        if (std::isfinite(any)) out.push_back(any);
        out.push_back(static_cast<double>(static_cast<std::int64_t>(random()) >> (random() % 64)));
        out.push_back(
            std::ldexp(1.0 + static_cast<double>(random() % 1000) / 1000, static_cast<int>(random() % 60) - 30));
        out.push_back(static_cast<double>(random() % 2'000'000) / 1000 - 1000);
    }
    return out;
}

}  // namespace

TEST(JsonNumbers, ReadBackExactly) {  // ELEM-4
    for (const double value : interesting_doubles()) {
        const std::string text = number_text(value);
        const auto read = parse_json(text);
        ASSERT_TRUE(read && read->is_number()) << text;
        ASSERT_EQ(read->to_number<double>(), value) << text;
        ASSERT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
    }
}

TEST(JsonNumbers, AreReadAsTheNearestDouble) {
    for (const char* text :
         {"0.1",
          "5e-324",
          "4.9406564584124654e-324",
          "2.4703282292062327e-324",
          "2.4703282292062328e-324",
          "1.7976931348623157e308",
          "1.7976931348623158e308",
          "2.2250738585072011e-308",
          "9007199254740993",
          "9007199254740992.9999",
          "123456789012345678901234567890",
          "18446744073709551615",
          "-9223372036854775808",
          "9223372036854775807",
          "0.30000000000000004",
          "8.41e21",
          "1e23",
          "6.02214076E+23",
          "1e-400",
          "-1e-400",
          "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706"}) {
        const auto read = parse_json(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(read->to_number<double>(), std::strtod(text, nullptr)) << text;
    }
    EXPECT_TRUE(std::isinf(parse_json("1e400")->to_number<double>()));
    EXPECT_TRUE(std::isinf(parse_json("-1e400")->to_number<double>()));
    EXPECT_TRUE(std::signbit(parse_json("-0")->to_number<double>()));
    EXPECT_TRUE(std::signbit(parse_json("-0.0")->to_number<double>()));
}

TEST(JsonNumbers, ArePrintedAsJavaScriptDoes) {
    const std::vector<std::pair<double, const char*>> table{
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-1, "-1"},
        {0.5, "0.5"},
        {-2.25, "-2.25"},
        {0.1 + 0.2, "0.30000000000000004"},
        {100, "100"},
        {1e5, "100000"},
        {123456.789, "123456.789"},
        {9007199254740991, "9007199254740991"},
        {9007199254740992, "9007199254740992"},
        {9007199254740994, "9007199254740994"},
        {-9007199254740992, "-9007199254740992"},
        {1152921504606846976, "1152921504606847000"},
        {123456789012345680000.0, "123456789012345680000"},
        {1e20, "100000000000000000000"},
        {-1e20, "-100000000000000000000"},
        {999999999999999900000.0, "999999999999999900000"},
        {1e21, "1e+21"},
        {-1.5e21, "-1.5e+21"},
        {1.2345e300, "1.2345e+300"},
        {1e-6, "0.000001"},
        {1.5e-6, "0.0000015"},
        {9.99e-7, "9.99e-7"},
        {1e-7, "1e-7"},
        {-1.25e-10, "-1.25e-10"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {4.35, "4.35"},
        {1735689600000, "1735689600000"},
        {3.141592653589793, "3.141592653589793"},
        {-25.132741228718345, "-25.132741228718345"},
    };
    for (const auto& [value, text] : table) EXPECT_EQ(number_text(value), text);
}

TEST(JsonNumbers, ThatAreIntegersAreWhole) {
    std::string out;
    write_number(out, std::int64_t{-9223372036854775807} - 1);
    EXPECT_EQ(out, "-9223372036854775808");
    EXPECT_EQ(compact("[1.0,1e2,-5,18446744073709551615]"), "[1,100,-5,18446744073709552000]");
}

TEST(JsonTexts, EscapeWhatTheyMustAndNothingElse) {
    const std::vector<std::pair<std::string, std::string>> table{
        {"", R"("")"},
        {"plain", R"("plain")"},
        {"a\"b\\c/d", R"("a\"b\\c/d")"},
        {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
        {"\x01\x1F\x7F"s, "\"\\u0001\\u001f\x7F\""},
        {"\0"s, R"("\u0000")"},
        {"Zoë 日本 👩‍👩‍👧", "\"Zoë 日本 👩‍👩‍👧\""},
        {"\u2028", "\"\u2028\""},
    };
    for (const auto& [text, json] : table) {
        std::string out;
        write_string(out, text);
        EXPECT_EQ(out, json);
        EXPECT_EQ(parse_json(json)->as_string(), text);
    }
}

TEST(JsonTexts, AreReadWithEveryEscape) {
    EXPECT_EQ(parse_json(R"("\u00e9\ud83d\ude00\/\"\\\b\f\n\r\t")")->as_string(), "é😀/\"\\\b\f\n\r\t");
}

TEST(JsonTree, TakesWhatIsWellFormed) {  // HTTP-13
    EXPECT_EQ(compact(" { \"a\" : [ 1 , true , false , null ] , \"b\" : \"x\" } \r\n\t"),
              R"({"a":[1,true,false,null],"b":"x"})");
    EXPECT_EQ(compact("\xEF\xBB\xBF{\"a\":1}"), R"({"a":1})");
    EXPECT_EQ(compact("7"), "7");
    EXPECT_EQ(compact("null"), "null");
    EXPECT_EQ(compact("[]"), "[]");
    EXPECT_EQ(compact("{}"), "{}");
}

TEST(JsonTree, RefusesWhatIsMalformed) {  // HTTP-12, HTTP-17
    for (const std::string& text : {""s,
                                    " "s,
                                    "{"s,
                                    "}"s,
                                    "[1,"s,
                                    "[1,]"s,
                                    "{\"a\"}"s,
                                    "{\"a\":}"s,
                                    "{\"a\":1,}"s,
                                    "{a:1}"s,
                                    "'a'"s,
                                    "\"a"s,
                                    "tru"s,
                                    "nul"s,
                                    "NaN"s,
                                    "Infinity"s,
                                    "-"s,
                                    "01"s,
                                    "1."s,
                                    ".5"s,
                                    "+1"s,
                                    "1e"s,
                                    "0x10"s,
                                    "1 2"s,
                                    "{} {}"s,
                                    "[1]x"s,
                                    "// c\n1"s,
                                    "/**/1"s,
                                    "\"\t\""s,
                                    "\"\n\""s,
                                    "\"\\x\""s,
                                    "\"\\u12\""s,
                                    "\"\\ud800\""s,
                                    "\"\\udc00\""s,
                                    "\"\\ud800\\u0041\""s,
                                    "\"\xFF\""s,
                                    "\"\xC0\x80\""s,
                                    "\"\xED\xA0\x80\""s,
                                    "\"\xF4\x90\x80\x80\""s,
                                    "\"\xE2\x82\""s,
                                    "\xEF\xBB"s,
                                    "\xEF\xBB\xBF\xEF\xBB\xBF"
                                    "1"s,
                                    "1\0"s,
                                    "\0"s})
        EXPECT_EQ(parse_json(text), std::nullopt) << text;
}

TEST(JsonTree, IsAtMost32LevelsDeep) {  // HTTP-15
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_TRUE(parse_json(nested(32)));
    EXPECT_FALSE(parse_json(nested(33)));
    EXPECT_FALSE(parse_json(nested(300)));
    EXPECT_FALSE(parse_json(std::string(40'000, '[')));
    std::string objects;
    for (int i = 0; i < 33; ++i) objects += "{\"a\":";
    EXPECT_FALSE(parse_json(objects + "1" + std::string(33, '}')));
}

TEST(JsonTree, KeepsTheLastOfEqualKeys) {  // HTTP-19
    EXPECT_EQ(compact(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
    EXPECT_EQ(compact(R"({"a":{"x":1},"\u0061":[2]})"), R"({"a":[2]})");
    EXPECT_EQ(compact(R"({"__proto__":{"x":1},"constructor":2})"), R"({"__proto__":{"x":1},"constructor":2})");
}

TEST(JsonTree, IsWrittenInTheOrderItWasRead) {
    EXPECT_EQ(compact(R"({"z":1,"a":2,"m":{"y":1,"b":2}})"), R"({"z":1,"a":2,"m":{"y":1,"b":2}})");
}

TEST(JsonTree, IsWrittenForPeopleToo) {
    EXPECT_EQ(pretty_json(*parse_json(R"({"a":[1,{"b":"x"}],"c":[],"d":{}})")),
              "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x\"\n    }\n  ],\n  \"c\": [],\n  \"d\": {}\n}\n");
}

TEST(JsonTree, WritesNullForWhatIsNoNumber) {
    std::string out;
    write_json(out, json::array{std::numeric_limits<double>::infinity(), std::nan("")});
    EXPECT_EQ(out, "[null,null]");
}

}  // namespace pictbook::schema
