// The session cookie against those that the original sent.
#include "account/cookies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pictbook::account {
namespace {

using testing::ElementsAre;

constexpr const char* kSecret = "ref-secret-0123456789abcdef0123456789abcdef";
constexpr const char* kToken = "NUTVHjHkj742UvAhaHFxykvD3uul41dC";
constexpr const char* kValue = "NUTVHjHkj742UvAhaHFxykvD3uul41dC.ZOgJjRKRPxkftCd7RxtLUatwRQu4HxeZ13/2yV8IC0k=";
constexpr const char* kSetCookie =
    "pctsh-book-local.session_token=NUTVHjHkj742UvAhaHFxykvD3uul41dC.ZOgJjRKRPxkftCd7RxtLUatwRQu4HxeZ13%2F2yV8IC0k%3D";

SessionCookies cookies() { return SessionCookies({.environment = "local", .secret = kSecret}); }

// AUTH-5
TEST(SessionCookies, TakesTheCookiesOfTheOriginal) {
    EXPECT_EQ(cookies().token_of({kValue}), kToken);
    EXPECT_EQ(cookies().token_of({"pISaeTDENTT5qRZ9qGmcaZIKOoWWqGgn.q53baLUBj6jESs3PpaaToZ7NxcNir1Mf7e49+YVXIHY="}),
              "pISaeTDENTT5qRZ9qGmcaZIKOoWWqGgn");
}

// AUTH-9
TEST(SessionCookies, TakesNoneThatItDidNotSign) {
    std::string forged = kValue;
    forged[0] = 'M';
    EXPECT_EQ(cookies().token_of({forged}), std::nullopt);
    std::string wrong = kValue;
    wrong[40] = wrong[40] == 'x' ? 'y' : 'x';
    EXPECT_EQ(cookies().token_of({wrong}), std::nullopt);
    for (const char* value : {"", ".", "token", "token.", ".ZOgJjRKRPxkftCd7RxtLUatwRQu4HxeZ13/2yV8IC0k=", kToken})
        EXPECT_EQ(cookies().token_of({value}), std::nullopt) << value;
    const SessionCookies other({.environment = "local", .secret = "another secret"});
    EXPECT_EQ(other.token_of({kValue}), std::nullopt);
}

// AUTH-9
TEST(SessionCookies, FindsTheGoodOneAmongBroken) {
    EXPECT_EQ(cookies().token_of({"broken", "x.y", kValue, "more"}), kToken);
    EXPECT_EQ(cookies().token_of({}), std::nullopt);
}

// AUTH-4, AUTH-5, AUTH-6, AUTH-7
TEST(SessionCookies, IsSetAsTheOriginalSetsIt) {
    const std::string value = kSetCookie;
    EXPECT_THAT(cookies().set(kToken, true, true),
                ElementsAre(value + "; Max-Age=604800; Domain=localhost; Path=/; HttpOnly; SameSite=Lax"));
    EXPECT_THAT(cookies().set(kToken, true, false),
                ElementsAre(value + "; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"));
}

// AUTH-7, AUTH-8
TEST(SessionCookies, OverHttpsItIsSecureAndADomainIsNamed) {
    const SessionCookies secure(
        {.environment = "production", .secret = kSecret, .secure = true, .domain = "book.pict.sh"});
    EXPECT_EQ(secure.token_name(), "__Secure-pctsh-book-production.session_token");
    const std::vector<std::string> set = secure.set(kToken, true, true);
    ASSERT_EQ(set.size(), 1u);
    EXPECT_TRUE(set[0].starts_with("__Secure-pctsh-book-production.session_token=")) << set[0];
    EXPECT_TRUE(set[0].ends_with("; Max-Age=604800; Domain=book.pict.sh; Path=/; HttpOnly; Secure; SameSite=Lax"))
        << set[0];
}

// AUTH-25
TEST(SessionCookies, WithoutRememberingItEndsWithTheBrowserAndSaysSo) {
    const std::vector<std::string> set = cookies().set(kToken, false, true);
    ASSERT_EQ(set.size(), 2u);
    EXPECT_EQ(set[0], std::string(kSetCookie) + "; Domain=localhost; Path=/; HttpOnly; SameSite=Lax");
    EXPECT_TRUE(set[1].starts_with("pctsh-book-local.dont_remember=true.")) << set[1];
    EXPECT_EQ(set[1].find("Max-Age"), std::string::npos);
}

// AUTH-12
TEST(SessionCookies, OnlyASignedDontRememberCounts) {
    const std::string sent = cookies().set(kToken, false, true)[1];
    const std::size_t equals = sent.find('=');
    std::string value = sent.substr(equals + 1, sent.find(';') - equals - 1);
    for (const auto& [escape, plain] : {std::pair{"%2F", "/"}, {"%2B", "+"}, {"%3D", "="}})
        for (std::size_t at; (at = value.find(escape)) != std::string::npos;) value.replace(at, 3, plain);
    EXPECT_FALSE(cookies().remembers({value}));
    EXPECT_TRUE(cookies().remembers({}));
    EXPECT_TRUE(cookies().remembers({"true"}));
    EXPECT_TRUE(cookies().remembers({"true.AAAA"}));
    EXPECT_TRUE(cookies().remembers({kValue}));  // signed, but says something else
}

// AUTH-14
TEST(SessionCookies, AreClearedWithNoAge) {
    EXPECT_THAT(
        cookies().clear(true),
        ElementsAre("pctsh-book-local.session_token=; Max-Age=0; Domain=localhost; Path=/; HttpOnly; SameSite=Lax",
                    "pctsh-book-local.session_data=; Max-Age=0; Domain=localhost; Path=/; HttpOnly; SameSite=Lax",
                    "pctsh-book-local.dont_remember=; Max-Age=0; Domain=localhost; Path=/; HttpOnly; SameSite=Lax"));
}

}  // namespace
}  // namespace pictbook::account
