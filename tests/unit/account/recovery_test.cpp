#include "account/recovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace pictbook::account {
namespace {

// FACTOR-9
TEST(RecoveryCodes, AreTenOfAHundredAndTwentyBits) {
    const std::vector<std::string> codes = make_recovery_codes();
    EXPECT_EQ(codes.size(), 10u);
    EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10u);
    for (const std::string& code : codes) EXPECT_THAT(code, testing::MatchesRegex("([a-z2-7]{4}-){5}[a-z2-7]{4}"));
}

// FACTOR-9
TEST(RecoveryCodes, AreTheSameHoweverTheyAreTyped) {
    const std::string hash = recovery_hash("ada", "abcd-efgh-ijkl-mnop");
    EXPECT_EQ(hash.size(), 64u);
    EXPECT_EQ(recovery_hash("ada", "ABCDEFGH ijklmnop"), hash);
    EXPECT_NE(recovery_hash("grace", "abcd-efgh-ijkl-mnop"), hash);
    EXPECT_NE(recovery_hash("ada", "abcd-efgh-ijkl-mnoq"), hash);
}

}  // namespace
}  // namespace pictbook::account
