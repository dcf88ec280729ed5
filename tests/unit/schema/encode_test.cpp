#include "schema/encode.hpp"

#include <gtest/gtest.h>

#include "unit/schema/sample.hpp"

namespace pictbook::schema {

using namespace sample;

TEST(Encode, WritesWhatWasRead) {
    const Result<Tree> tree = decode<Tree>(parse_json(kTree).value(), "body");
    ASSERT_TRUE(tree);
    EXPECT_EQ(to_json(*tree), kTree);
}

TEST(Encode, WritesUnionsWithTheirType) {
    const std::string cat = R"({"type":"CAT","title":"Tom","lives":9})", dog = R"({"type":"DOG","trick":null})";
    const auto pets = decode<std::vector<Pet>>(parse_json("[" + cat + "," + dog + "]").value(), "body");
    ASSERT_TRUE(pets);
    EXPECT_EQ(to_json(*pets), "[" + cat + "," + dog + "]");
}

TEST(Encode, WritesPlainValues) {
    EXPECT_EQ(to_json(std::string("a\"b")), R"("a\"b")");
    EXPECT_EQ(to_json(true), "true");
    EXPECT_EQ(to_json(nullptr), "null");
    EXPECT_EQ(to_json(std::int64_t{-5}), "-5");
    EXPECT_EQ(to_json(1e-7), "1e-7");
    EXPECT_EQ(to_json(std::optional<double>()), "null");
    EXPECT_EQ(to_json(std::vector<int>()), "[]");
    EXPECT_EQ(to_json(Mood::SAD), "\"SAD\"");
    EXPECT_EQ(to_json(json::value(json::object{{"a", 1}})), R"({"a":1})");
    EXPECT_EQ(to_json(*parse_time("2025-01-01T00:00:00Z")), "\"2025-01-01T00:00:00.000Z\"");  // HTTP-27
}

}  // namespace pictbook::schema
