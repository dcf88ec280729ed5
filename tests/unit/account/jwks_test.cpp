#include "account/jwks.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "signed_tokens.hpp"

namespace pictbook::account {
namespace {

constexpr const char* kClaims = R"({"sub":"grace"})";

const SigningKey& rsa() {
    static const SigningKey key = SigningKey::rsa();
    return key;
}
const SigningKey& p256() {
    static const SigningKey key = SigningKey::p256();
    return key;
}
const SigningKey& other_rsa() {
    static const SigningKey key = SigningKey::rsa();
    return key;
}

std::size_t keys_in(const std::string& json) {
    const std::optional<KeySet> set = KeySet::read(json);
    return set ? set->size() : 999;
}

bool has_signed(const std::string& set, const std::string& token) {
    const std::optional<Jwt> read = read_jwt(token);
    return read && KeySet::read(set).value().has_signed(*read);
}

/// With one byte of the decoded part changed.
std::string tampered(const std::string& token, std::size_t part, std::size_t byte) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < part; ++i) begin = token.find('.', begin) + 1;
    const std::size_t end = std::min(token.find('.', begin), token.size());
    std::string bytes = *from_base64url(token.substr(begin, end - begin));
    bytes[byte % bytes.size()] = static_cast<char>(bytes[byte % bytes.size()] ^ 1);
    return token.substr(0, begin) + to_base64url(bytes) + token.substr(end);
}

// OIDC-12
TEST(KeySet, KnowsWhatItsKeysHaveSigned) {
    const std::string set =
        key_set({rsa().jwk(R"(,"kid":"r","use":"sig","alg":"RS256")"), p256().jwk(R"(,"kid":"e")")});
    EXPECT_EQ(keys_in(set), 2u);
    EXPECT_TRUE(has_signed(set, rsa().token(R"({"alg":"RS256","kid":"r"})", kClaims)));
    for (int i = 0; i < 20; ++i)  // r and s may begin with zeros
        EXPECT_TRUE(has_signed(set, p256().token(R"({"alg":"ES256","kid":"e"})", kClaims)));
}

// OIDC-12
TEST(KeySet, WhatWasChangedIsNotSigned) {
    const std::string set = key_set({rsa().jwk(R"(,"kid":"r")"), p256().jwk(R"(,"kid":"e")")});
    for (const std::string& token : {rsa().token(R"({"alg":"RS256","kid":"r"})", kClaims),
                                     p256().token(R"({"alg":"ES256","kid":"e"})", kClaims)}) {
        ASSERT_TRUE(has_signed(set, token));
        for (std::size_t byte = 0; byte < 64; ++byte) EXPECT_FALSE(has_signed(set, tampered(token, 2, byte))) << byte;
        for (std::size_t byte = 8; byte < 15; ++byte) EXPECT_FALSE(has_signed(set, tampered(token, 1, byte))) << byte;
        const std::size_t dot = token.rfind('.') + 1;
        const std::string signature = *from_base64url(token.substr(dot));
        for (const std::string& wrong : {std::string(), signature.substr(1), signature.substr(0, signature.size() - 1),
                                         signature + '\0', std::string(signature.size(), '\0')})
            EXPECT_FALSE(has_signed(set, token.substr(0, dot) + to_base64url(wrong)));
    }
}

// OIDC-12
TEST(KeySet, AnotherKeyOrAnotherAlgorithmSignsNothing) {
    const std::string set = key_set({rsa().jwk(R"(,"kid":"r")"), p256().jwk(R"(,"kid":"e")")});
    EXPECT_FALSE(has_signed(set, other_rsa().token(R"({"alg":"RS256","kid":"r"})", kClaims)));
    EXPECT_FALSE(has_signed(set, SigningKey::p256().token(R"({"alg":"ES256","kid":"e"})", kClaims)));
    // The right key under another's name or with another's algorithm.
    EXPECT_FALSE(has_signed(set, rsa().token(R"({"alg":"RS256","kid":"e"})", kClaims)));
    EXPECT_FALSE(has_signed(set, rsa().token(R"({"alg":"ES256","kid":"r"})", kClaims)));
    EXPECT_FALSE(has_signed(set, p256().token(R"({"alg":"RS256","kid":"e"})", kClaims)));
    EXPECT_FALSE(has_signed(set, rsa().token(R"({"alg":"RS256","kid":"R"})", kClaims)));
    // A public key is no secret: an HMAC with it, or with nothing, proves nothing.
    const std::string head = to_base64url(R"({"alg":"HS256","kid":"r"})") + "." + to_base64url(kClaims);
    for (const std::string& secret : {rsa().jwk(), rsa().number("n"), std::string()})
        EXPECT_FALSE(has_signed(set, head + "." + to_base64url(hmac_sha256(secret, head))));
    // A key that the token itself brings is not asked.
    const SigningKey own = SigningKey::p256();
    EXPECT_FALSE(has_signed(set, own.token(R"({"alg":"ES256","kid":"e","jwk":)" + own.jwk() + "}", kClaims)));
}

// OIDC-12
TEST(KeySet, ATokenWithoutANameAsksForTheOnlyKey) {
    const std::string token = rsa().token(R"({"alg":"RS256"})", kClaims);
    EXPECT_TRUE(has_signed(key_set({rsa().jwk(R"(,"kid":"r")"), p256().jwk()}), token));
    EXPECT_FALSE(has_signed(key_set({rsa().jwk(R"(,"kid":"r")"), other_rsa().jwk(R"(,"kid":"s")")}), token));
    EXPECT_FALSE(has_signed(key_set({}), token));
}

// OIDC-12
TEST(KeySet, KeysMayShareAName) {
    const std::string set =
        key_set({other_rsa().jwk(R"(,"kid":"a")"), rsa().jwk(R"(,"kid":"a")"), p256().jwk(R"(,"kid":"a")")});
    EXPECT_TRUE(has_signed(set, rsa().token(R"({"alg":"RS256","kid":"a"})", kClaims)));
    EXPECT_TRUE(has_signed(set, p256().token(R"({"alg":"ES256","kid":"a"})", kClaims)));
    EXPECT_FALSE(has_signed(set, SigningKey::rsa().token(R"({"alg":"RS256","kid":"a"})", kClaims)));
}

// OIDC-12
TEST(KeySet, LeavesOutWhatIsOfNoUse) {
    const std::string good = rsa().jwk(), n = to_base64url(rsa().number("n"));
    const std::string x = to_base64url(p256().number("x")), y = to_base64url(p256().number("y"));
    const auto rsa_key = [](const std::string& modulus, const std::string& exponent) {
        return R"({"kty":"RSA","n":")" + modulus + R"(","e":")" + exponent + R"("})";
    };
    const auto ec_key = [](const std::string& curve, const std::string& at_x, const std::string& at_y) {
        return R"({"kty":"EC","crv":")" + curve + R"(","x":")" + at_x + R"(","y":")" + at_y + R"("})";
    };
    EXPECT_EQ(keys_in(key_set({rsa_key(n, "AQAB"), ec_key("P-256", x, y)})), 2u);
    for (const std::string& bad :
         {rsa().jwk(R"(,"use":"enc")"),
          rsa().jwk(R"(,"alg":"RS512")"),
          rsa().jwk(R"(,"alg":"RSA-OAEP")"),
          p256().jwk(R"(,"alg":"ES384")"),
          SigningKey::rsa(1024).jwk(),
          rsa_key(n, "AQ"),
          rsa_key(n, "Ag"),
          rsa_key(n, ""),
          rsa_key("", "AQAB"),
          rsa_key(n + "=", "AQAB"),
          rsa_key(n, std::string(24, 'B')),
          rsa_key(to_base64url(std::string(1025, '\x81')), "AQAB"),
          ec_key("P-384", x, y),
          ec_key("P-256", y, x),
          ec_key("P-256", x, x),
          ec_key("P-256", x, ""),
          ec_key("P-256", "AA" + x, y),
          ec_key("P-256", to_base64url(std::string(32, '\0')), to_base64url(std::string(32, '\0'))),
          std::string(R"({"kty":"oct","k":"aHVzaA"})"),
          std::string(R"({"kty":"RSA"})"),
          std::string("7"),
          std::string("null")})
        EXPECT_EQ(keys_in(key_set({bad, good})), 1u) << bad;
    for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":null})", "<html>", R"({"keys":[)"})
        EXPECT_FALSE(KeySet::read(text)) << text;
    std::string many = R"({"keys":[)" + p256().jwk();
    for (int i = 0; i < 100; ++i) many += "," + p256().jwk();
    EXPECT_EQ(keys_in(many + "]}"), KeySet::kMostKeys);
}

// OIDC-12: RFC 7515 appendix A.3, the one example of its kind that others have signed.
TEST(KeySet, TakesTheExampleOfTheStandard) {
    const std::string set = key_set({R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                                     R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})"});
    const std::string token =
        "eyJhbGciOiJFUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    EXPECT_TRUE(has_signed(set, token));
    EXPECT_FALSE(has_signed(set, tampered(token, 1, 9)));
}

}  // namespace
}  // namespace pictbook::account
