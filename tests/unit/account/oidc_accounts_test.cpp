#include "account/oidc_accounts.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace pictbook::account {
namespace {

// OIDC-14
TEST(FittingName, IsWhatTheProviderSaysOrTheAddress) {
    EXPECT_EQ(fitting_name("Grace Hopper", "grace@example.com"), "Grace Hopper");
    EXPECT_EQ(fitting_name("  Grace\r\n\t\x01 ", "grace@example.com"), "Grace");
    EXPECT_EQ(fitting_name("", "grace@example.com"), "grace");
    EXPECT_EQ(fitting_name("G", "grace@example.com"), "grace");
    EXPECT_EQ(fitting_name(std::string(3, '\0'), "g@example.com"), "g@example.com");
}

// OIDC-14
TEST(FittingName, IsCutBetweenCharactersToAHundredUnits) {
    EXPECT_EQ(fitting_name(std::string(101, 'x'), "grace@example.com"), std::string(100, 'x'));
    std::string clefs, umlauts;
    for (int i = 0; i < 60; ++i) clefs += "\xF0\x9D\x84\x9E";  // two units each
    for (int i = 0; i < 120; ++i) umlauts += "\xC3\xA4";
    EXPECT_EQ(fitting_name(clefs, "grace@example.com"), clefs.substr(0, 200));
    EXPECT_EQ(fitting_name("x" + clefs, "grace@example.com"), "x" + clefs.substr(0, 196));
    EXPECT_EQ(utf16_length(fitting_name(umlauts, "grace@example.com")), 100u);
    EXPECT_EQ(fitting_name("", std::string(300, 'x') + "@example.com"), std::string(100, 'x'));
    EXPECT_EQ(fitting_name(std::string(1u << 20, 'x'), "grace@example.com").size(), 100u);
}

}  // namespace
}  // namespace pictbook::account
