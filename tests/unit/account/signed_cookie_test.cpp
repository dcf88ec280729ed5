#include "account/signed_cookie.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace pictbook::account {
namespace {

std::string value_of(const std::string& set_cookie) {
    const std::size_t begin = set_cookie.find('=') + 1;
    return *percent_decode(set_cookie.substr(begin, set_cookie.find(';') - begin));
}

// FACTOR-5
TEST(SignedCookie, SaysWhatWasSigned) {
    const SessionCookies cookies({.environment = "test", .secret = "s", .secure = true});
    const SignedCookie cookie(cookies, "two_factor");
    EXPECT_EQ(cookie.name(), "__Secure-pctsh-book-test.two_factor");
    const std::string line = cookie.set("token", Seconds(600), false);
    EXPECT_TRUE(line.starts_with("__Secure-pctsh-book-test.two_factor=")) << line;
    EXPECT_TRUE(line.ends_with("; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax")) << line;
    EXPECT_EQ(cookie.read({"forged.signature", value_of(line)}), "token");
    EXPECT_EQ(cookie.clear(false),
              "__Secure-pctsh-book-test.two_factor=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax");
}

// FACTOR-5
TEST(SignedCookie, IsNoOther) {
    const SessionCookies cookies({.environment = "test", .secret = "s"});
    const SignedCookie one(cookies, "two_factor"), other(cookies, "trust_device");
    const std::string value = value_of(one.set("token", Seconds(600), false));
    EXPECT_EQ(other.read({value}), "");
    EXPECT_EQ(one.read({value_of(cookies.set_state("token", Seconds(600), false))}), "");
    EXPECT_NE(cookies.token_of({value}), "token");
    const SessionCookies foreign({.environment = "test", .secret = "another"});
    EXPECT_EQ(SignedCookie(foreign, "two_factor").read({value}), "");
}

}  // namespace
}  // namespace pictbook::account
