// What an ID token must say, and what is taken from it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "account/oidc.hpp"

namespace pictbook::account {
namespace {

const ProviderSettings kClaimsProvider{"work", "https://id.example", "us", "hush"};
constexpr std::int64_t kClaimedAt = 1'800'000'000;

/// The right claims with some replaced: JSON text by name, empty to leave it out.
Claims claims_with(std::map<std::string, std::string> changes, std::chrono::milliseconds later = {}) {
    std::map<std::string, std::string> claims{{"iss", R"("https://id.example")"},
                                              {"aud", R"("us")"},
                                              {"exp", std::to_string(kClaimedAt + 300)},
                                              {"iat", std::to_string(kClaimedAt)},
                                              {"nonce", R"("n")"},
                                              {"sub", R"("42")"},
                                              {"email", R"("Grace@Example.COM")"},
                                              {"email_verified", "true"},
                                              {"name", R"("Grace Hopper")"},
                                              {"picture", R"("https://id.example/grace.png")"}};
    for (const auto& [name, value] : changes) claims[name] = value;
    std::string text = "{";
    for (const auto& [name, value] : claims)
        if (!value.empty()) text += (text.size() > 1 ? ",\"" : "\"") + name + "\":" + value;
    const std::optional<schema::json::value> value = schema::parse_json(text + "}");
    return read_claims(value.value().as_object(), kClaimsProvider, "n", Time(std::chrono::seconds(kClaimedAt) + later));
}

/// The word for the log, or "none".
std::string flaw(std::map<std::string, std::string> changes, std::chrono::milliseconds later = {}) {
    const Claims claims = claims_with(std::move(changes), later);
    return claims.flaw ? claims.flaw : "none";
}

// OIDC-14
TEST(ReadClaims, GivesThePerson) {
    const Claims claims = claims_with({});
    ASSERT_EQ(claims.flaw, nullptr);
    EXPECT_EQ(claims.identity.provider, "work");
    EXPECT_EQ(claims.identity.subject, "42");
    EXPECT_EQ(claims.identity.email, "grace@example.com");
    EXPECT_TRUE(claims.identity.email_verified);
    EXPECT_EQ(claims.identity.name, "Grace Hopper");
    EXPECT_EQ(claims.identity.picture, "https://id.example/grace.png");
}

// OIDC-12
TEST(ReadClaims, IssuerAudienceAndNonceAreExact) {
    for (const char* value :
         {"", "null", R"("https://id.example/")", R"("http://id.example")", R"(["https://id.example"])"})
        EXPECT_EQ(flaw({{"iss", value}}), "iss") << value;
    for (const char* value : {"", "null", R"("them")", R"("US")", R"(["them"])", "[]", "7", R"(["us","them"])"})
        EXPECT_EQ(flaw({{"aud", value}}), "aud") << value;
    for (const char* value : {"", "null", R"("N")", R"("")", R"("nn")", R"(["n"])"})
        EXPECT_EQ(flaw({{"nonce", value}}), "nonce") << value;
}

// OIDC-12
TEST(ReadClaims, OfSeveralAudiencesTheTokenMustBeOurs) {
    EXPECT_EQ(flaw({{"aud", R"(["us"])"}}), "none");
    EXPECT_EQ(flaw({{"aud", R"(["them","us"])"}, {"azp", R"("us")"}}), "none");
    EXPECT_EQ(flaw({{"aud", R"(["them","us"])"}, {"azp", R"("them")"}}), "aud");
    EXPECT_EQ(flaw({{"azp", R"("us")"}}), "none");
    EXPECT_EQ(flaw({{"azp", R"("them")"}}), "aud");
    EXPECT_EQ(flaw({{"azp", "null"}}), "aud");
}

// OIDC-12
TEST(ReadClaims, TimesHaveAMinuteOfLeeway) {
    using std::chrono::seconds;
    EXPECT_EQ(flaw({}, seconds(359)), "none");
    EXPECT_EQ(flaw({}, seconds(360)), "exp");
    EXPECT_EQ(flaw({}, seconds(-60)), "none");
    EXPECT_EQ(flaw({}, seconds(-61)), "iat");
    EXPECT_EQ(flaw({{"exp", "1800000000.5"}, {"iat", "1.8e9"}}), "none");
    for (const char* value : {"", "null", R"("1800000300")", "true", "-1", "0", "-1e400"})
        EXPECT_EQ(flaw({{"exp", value}}), "exp") << value;
    for (const char* value : {"", "null", R"("1800000000")", "1e400", "18000000000"})
        EXPECT_EQ(flaw({{"iat", value}}), "iat") << value;
    EXPECT_EQ(flaw({{"nbf", "1800000060"}}), "none");
    for (const char* value : {"1800000061", "null", R"("1800000000")", "18000000000"})
        EXPECT_EQ(flaw({{"nbf", value}}), "nbf") << value;
}

// OIDC-12
TEST(ReadClaims, ASubjectIsAtMost255PrintableCharacters) {
    EXPECT_EQ(flaw({{"sub", "\"" + std::string(255, 'x') + "\""}}), "none");
    for (const std::string& value :
         {std::string(), std::string("7"), std::string(R"("")"), std::string(R"("a\u0000")"), std::string(R"("a\nb")"),
          std::string("\"\xC3\xA9\""), "\"" + std::string(256, 'x') + "\""})
        EXPECT_EQ(flaw({{"sub", value}}), "sub") << value;
}

// OIDC-14
TEST(ReadClaims, AnAddressIsVerifiedOnlyIfItIsSaid) {
    for (const char* value : {"true", R"("true")"})
        EXPECT_TRUE(claims_with({{"email_verified", value}}).identity.email_verified);
    for (const char* value : {"", "false", "null", "1", R"("false")", R"("TRUE")", R"([true])"})
        EXPECT_FALSE(claims_with({{"email_verified", value}}).identity.email_verified) << value;
    for (const std::string& value :
         {std::string(), std::string("null"), std::string(R"("grace")"), std::string(R"("a@b@c.de")"),
          std::string("\"gr\xC3\xA4"
                      "ce@example.com\""),
          "\"" + std::string(320, 'x') + "@example.com\""}) {
        const Claims claims = claims_with({{"email", value}});
        EXPECT_EQ(claims.flaw, nullptr);
        EXPECT_EQ(claims.identity.email, "") << value;
        EXPECT_FALSE(claims.identity.email_verified);
    }
}

// OIDC-14
TEST(ReadClaims, APictureIsAWebAddress) {
    for (const std::string& value :
         {std::string("javascript:alert(1)"), std::string("//id.example/x"), std::string("data:image/png,x"),
          std::string("https://id.example/a b"), "https://id.example/" + std::string(2048, 'x')})
        EXPECT_EQ(claims_with({{"picture", "\"" + value + "\""}}).identity.picture, "") << value;
    EXPECT_EQ(claims_with({{"picture", ""}, {"name", ""}}).identity.name, "");
}

}  // namespace
}  // namespace pictbook::account
