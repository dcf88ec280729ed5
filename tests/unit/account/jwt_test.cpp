#include "account/jwt.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace pictbook::account {
namespace {

/// A token of that header and those claims, whose signature is four letters.
std::string token(const std::string& header, const std::string& claims = R"({"sub":"grace"})") {
    return to_base64url(header) + "." + to_base64url(claims) + ".c2ln";
}

// OIDC-12
TEST(ReadJwt, TakesATokenApart) {
    const std::string text = token(R"({"alg":"RS256","kid":"a","typ":"JWT"})");
    const std::optional<Jwt> read = read_jwt(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->algorithm, Algorithm::rs256);
    EXPECT_EQ(read->key_id, "a");
    EXPECT_EQ(read->signed_text + ".c2ln", text);
    EXPECT_EQ(read->signature, "sig");
    EXPECT_EQ(text_in(read->claims, "sub"), "grace");
    EXPECT_EQ(read_jwt(token(R"({"alg":"ES256"})"))->algorithm, Algorithm::es256);
    EXPECT_EQ(read_jwt(token(R"({"alg":"ES256"})"))->key_id, "");
}

// OIDC-12
TEST(ReadJwt, TakesTwoAlgorithmsOnly) {
    for (const char* name : {"none", "None", "HS256", "HS512", "RS384", "RS512", "PS256", "ES384", "ES256K", "EdDSA",
                             "rs256", "RS256 ", ""})
        EXPECT_FALSE(read_jwt(token(R"({"alg":")" + std::string(name) + R"("})"))) << name;
    for (const char* header :
         {R"({})", R"({"alg":null})", R"({"alg":["RS256"]})", R"({"ALG":"RS256"})", "[]", "7", "",
          R"({"alg":"RS256","crit":["exp"]})", R"({"alg":"RS256","crit":[]})", R"({"alg":"RS256")"})
        EXPECT_FALSE(read_jwt(token(header))) << header;
}

// OIDC-12: of equal members the last counts (RFC 7515 section 4), for the header and for the claims.
TEST(ReadJwt, OfEqualMembersTheLastCounts) {
    EXPECT_FALSE(read_jwt(token(R"({"alg":"RS256","alg":"none"})")));
    const std::optional<Jwt> read =
        read_jwt(token(R"({"alg":"none","alg":"RS256","kid":"a","kid":"b"})", R"({"sub":"ada","sub":"grace"})"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->key_id, "b");
    EXPECT_EQ(text_in(read->claims, "sub"), "grace");
}

// OIDC-12
TEST(ReadJwt, WhatIsCutOrOversizeIsNone) {
    const std::string whole = token(R"({"alg":"RS256"})");
    ASSERT_TRUE(read_jwt(whole));
    for (std::size_t size = 0; size <= whole.rfind('.'); ++size) EXPECT_FALSE(read_jwt(whole.substr(0, size))) << size;
    for (const std::string& text : {whole + ".", "." + whole, whole + ".c2ln", std::string("..."), std::string("..")})
        EXPECT_FALSE(read_jwt(text)) << text;
    const std::string head = token(R"({"alg":"RS256"})", "{}");
    std::string claims = R"({"sub":")" + std::string(kLongestJwt * 3 / 4 - head.size() - 64, 'x') + R"("})";
    EXPECT_TRUE(read_jwt(token(R"({"alg":"RS256"})", claims)));
    claims.insert(8, std::string(256, 'x'));
    EXPECT_FALSE(read_jwt(token(R"({"alg":"RS256"})", claims)));
}

// OIDC-12
TEST(ReadJwt, Base64IsTheUrlFormWithoutPadding) {
    const std::string head = to_base64url(R"({"alg":"RS256"})"), claims = to_base64url(R"({"sub":"??>>"})");
    ASSERT_TRUE(read_jwt(head + "." + claims + ".c2ln"));
    ASSERT_TRUE(read_jwt(head + "." + claims + ".c2k"));
    // The last two have bits that no byte takes.
    for (const char* signature : {"c2ln=", "c2k=", "c", "c2 n", "c2l+", "c2l/", "c2\nn", "c2ln\xC3\xA9", "c2l", "Zh"})
        EXPECT_FALSE(read_jwt(head + "." + claims + "." + signature)) << signature;
    EXPECT_FALSE(read_jwt(head + "=." + claims + ".c2ln"));
    EXPECT_FALSE(read_jwt(head + "." + claims + "=.c2ln"));
}

// OIDC-12
TEST(ReadJwt, ClaimsAreOneObject) {
    for (const char* claims :
         {"", "[]", "null", "{} ", "{}{}", R"({"sub":"\ud800"})", "{\"sub\":\"\xFF\"}", "{'sub':1}"})
        EXPECT_EQ(read_jwt(token(R"({"alg":"RS256"})", claims)).has_value(), std::string(claims) == "{} ") << claims;
    std::string deep;
    for (int i = 0; i < 40; ++i) deep += R"({"a":)";
    EXPECT_FALSE(read_jwt(token(R"({"alg":"RS256"})", deep + "1" + std::string(40, '}'))));
}

}  // namespace
}  // namespace pictbook::account
