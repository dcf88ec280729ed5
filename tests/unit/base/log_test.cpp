// A line of the log: one event, one line, whatever its fields hold.
#include "base/log.hpp"

#include <gtest/gtest.h>

#include "schema/json.hpp"

namespace pictbook::log {
namespace {

constexpr std::string_view kTime = "2025-01-01T00:00:00.000Z";

TEST(LogLine, PrettyIsReadable) {
    EXPECT_EQ(format_line(Format::pretty, Level::info, kTime, "request",
                          {{"path", "/projects"}, {"status", std::int64_t{200}}, {"ms", 1.25}, {"late", false}}),
              "2025-01-01T00:00:00.000Z info request path=/projects status=200 ms=1.250 late=false");
}

TEST(LogLine, PrettyQuotesWhatIsNotOneWord) {
    EXPECT_EQ(
        format_line(Format::pretty, Level::warning, kTime, "odd", {{"a", ""}, {"b", "two words"}, {"c", "say \"x\""}}),
        R"(2025-01-01T00:00:00.000Z warning odd a="" b="two words" c="say \"x\"")");
}

TEST(LogLine, JsonIsJson) {
    const std::string line = format_line(Format::json, Level::error, kTime, "it \"broke\"",
                                         {{"path", "/a\\b"}, {"count", std::int64_t{-3}}, {"ms", 0.5}, {"last", true}});
    EXPECT_EQ(line, R"({"time":"2025-01-01T00:00:00.000Z","level":"error","message":"it \"broke\"",)"
                    R"("path":"/a\\b","count":-3,"ms":0.500,"last":true})");
    EXPECT_TRUE(schema::parse_json(line));
}

/// Whoever sends a line end in a path must not write a line of their own.
TEST(LogLine, StaysOneLine) {
    const std::string text = "a\nb\rc\x1b[31m\x7f" + std::string(1, '\0') + "\td";
    for (const Format format : {Format::pretty, Format::json}) {
        const std::string line = format_line(format, Level::info, kTime, "odd", {{"field", text}});
        for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) << line;
        EXPECT_NE(line.find(R"(a\u000ab\u000dc\u001b[31m\u007f\u0000\u0009d)"), line.npos) << line;
    }
}

/// One control character alone, and a path that is no UTF-8.
TEST(LogLine, HasNoRawControlsAndIsAlwaysUtf8) {
    EXPECT_EQ(
        format_line(Format::pretty, Level::info, kTime, "m", {{"a", "\x1b[2J"}, {"b", "/\xff"}, {"c", "\xC3\xA9"}}),
        std::string(kTime) + " info m a=\"\\u001b[2J\" b=\"/\\u00ff\" c=\xC3\xA9");
    const std::string line = format_line(Format::json, Level::info, kTime, "m", {{"path", "/\xff\xC3\xA9"}});
    EXPECT_TRUE(schema::parse_json(line)) << line;
}

TEST(LogLine, NamesEveryLevel) {
    const std::pair<Level, const char*> rows[] = {
        {Level::debug, "debug"}, {Level::info, "info"}, {Level::warning, "warning"}, {Level::error, "error"}};
    for (const auto& [level, name] : rows)
        EXPECT_EQ(format_line(Format::pretty, level, kTime, "m", {}), std::string(kTime) + " " + name + " m");
}

TEST(Seldom, LetsOneThroughInItsTimeAndCountsTheOthers) {  // DB-48
    Seldom seldom(Milliseconds(20));
    EXPECT_EQ(seldom.next(), 0);
    std::int64_t left_out = 0;
    std::optional<std::int64_t> told;
    while (!(told = seldom.next())) ++left_out;
    EXPECT_EQ(told, left_out);
    Seldom hardly_ever(std::chrono::hours(1));
    EXPECT_EQ(hardly_ever.next(), 0);
    EXPECT_EQ(hardly_ever.next(), std::nullopt);
}

}  // namespace
}  // namespace pictbook::log
