#include "account/api_keys.hpp"

#include <gmock/gmock.h>

namespace pictbook::account {
namespace {

// KEY-1
TEST(ApiKeys, AreLongRandomAndOfOneForm) {
    EXPECT_THAT(make_api_key(), testing::MatchesRegex("pb_[A-Za-z0-9]{40}"));
    EXPECT_NE(make_api_key(), make_api_key());
}

// KEY-6
TEST(ApiKeys, AreKeptAsTheirSha256) {
    // printf pb_key | sha256sum
    EXPECT_EQ(hash_of_api_key("pb_key"), "081060be1f55e5ccd82bef466454870ae775fb33c6931bcf487041d6cecf7146");
    EXPECT_NE(hash_of_api_key("pb_key "), hash_of_api_key("pb_key"));
    EXPECT_EQ(hash_of_api_key("").size(), 64u);
}

// KEY-13
TEST(ApiKeys, HaveTheirUseNotedAMinuteApart) {
    const Time then = *parse_time("2026-01-02T03:04:05.678Z");
    EXPECT_TRUE(is_use_due(std::nullopt, then));
    EXPECT_FALSE(is_use_due(then, then));
    EXPECT_FALSE(is_use_due(then, then + Seconds(60) - Milliseconds(1)));
    EXPECT_TRUE(is_use_due(then, then + Seconds(60)));
}

}  // namespace
}  // namespace pictbook::account
