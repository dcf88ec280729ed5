// The form of identifiers, and which texts can be one.
#include "base/ids.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

namespace pictbook {
namespace {

using testing::MatchesRegex;

// HTTP-28
TEST(Ids, CuidsAreACAndTwentyFourLowerLettersAndDigits) {
    for (int i = 0; i < 200; ++i) EXPECT_THAT(make_cuid(), MatchesRegex("c[a-z0-9]{24}"));
}

// HTTP-28
TEST(Ids, TokensAreLettersAndDigits) {
    for (int i = 0; i < 200; ++i) EXPECT_THAT(make_token(), MatchesRegex("[A-Za-z0-9]{32}"));
    EXPECT_THAT(make_token(7), MatchesRegex("[A-Za-z0-9]{7}"));
    EXPECT_THAT(make_lower_token(50), MatchesRegex("[a-z0-9]{50}"));
    EXPECT_EQ(make_token(0), "");
}

TEST(Ids, NeverComeTwice) {
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) seen.insert(make_cuid());
    EXPECT_EQ(seen.size(), 10'000u);
}

/// How often the rarest character was drawn for each time that the commonest was.
double evenness(const std::string& text, std::string_view alphabet) {
    std::array<int, 256> counts{};
    for (const char c : text) ++counts[static_cast<unsigned char>(c)];
    const auto less = [&](char a, char b) {
        return counts[static_cast<unsigned char>(a)] < counts[static_cast<unsigned char>(b)];
    };
    const auto [rarest, commonest] = std::minmax_element(alphabet.begin(), alphabet.end(), less);
    return static_cast<double>(counts[static_cast<unsigned char>(*rarest)]) /
           counts[static_cast<unsigned char>(*commonest)];
}

// Without rejection sampling the last characters of 62 would come a fifth less often than the first, of 36 an eighth.
TEST(Ids, EveryCharacterIsEquallyLikely) {
    const std::string lower = "abcdefghijklmnopqrstuvwxyz0123456789";
    EXPECT_GT(evenness(make_token(1'000'000), lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 0.91);
    EXPECT_GT(evenness(make_lower_token(1'000'000), lower), 0.91);
}

TEST(Ids, RandomBytesHaveTheirSize) {
    EXPECT_EQ(random_bytes(0), "");
    EXPECT_EQ(random_bytes(33).size(), 33u);
    EXPECT_NE(random_bytes(16), random_bytes(16));
}

// HTTP-5
TEST(Ids, WhatCanNotBeAnIdIsSeen) {
    for (const std::string& good :
         {make_cuid(), make_token(), std::string("a"), std::string("A-Z_0-9"), std::string(64, 'x')})
        EXPECT_TRUE(is_plausible_id(good)) << good;
    const std::string bad[] = {"",    std::string(65, 'x'), std::string(2000, 'x'), "a b", "a/b", "..", "%zz",
                               "a'b", "\xC3\xA9",           std::string("a\0b", 3), "a\nb"};
    for (const std::string& each : bad) EXPECT_FALSE(is_plausible_id(each)) << each;
}

}  // namespace
}  // namespace pictbook
