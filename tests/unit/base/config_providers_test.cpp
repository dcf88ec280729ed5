// Providers are described whole or not at all.
#include "base/config_providers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/config.hpp"

namespace pictbook {
namespace {

using Values = std::map<std::string, std::string>;

std::string refusal(Values values) {
    try {
        read_providers(Environment(std::move(values)));
    } catch (const BadConfig& error) {
        return error.what();
    }
    return "taken";
}

// OIDC-1
TEST(ReadProviders, GoogleHasItsIssuerUnlessAnotherIsNamed) {
    EXPECT_TRUE(read_providers(Environment(Values())).empty());
    Values values{{"GOOGLE_CLIENT_ID", "us"}, {"GOOGLE_CLIENT_SECRET", "hush"}};
    const std::vector<ProviderSettings> google = read_providers(Environment(values));
    ASSERT_EQ(google.size(), 1u);
    EXPECT_EQ(google[0].id, "google");
    EXPECT_EQ(google[0].issuer, "https://accounts.google.com");
    EXPECT_EQ(google[0].client_id, "us");
    EXPECT_EQ(google[0].client_secret, "hush");
    values["GOOGLE_ISSUER"] = "http://127.0.0.1:8080";
    EXPECT_EQ(read_providers(Environment(values))[0].issuer, "http://127.0.0.1:8080");
}

// OIDC-2
TEST(ReadProviders, AnyNumberHaveNames) {
    const std::vector<ProviderSettings> all =
        read_providers(Environment({{"OIDC_KEYCLOAK_ISSUER", "https://id.example/"},
                                    {"OIDC_KEYCLOAK_CLIENT_ID", "a"},
                                    {"OIDC_KEYCLOAK_CLIENT_SECRET", "b"},
                                    {"OIDC_My_2_CLIENT_ISSUER", "http://[::1]:1/x"},
                                    {"OIDC_My_2_CLIENT_CLIENT_ID", "c"},
                                    {"OIDC_My_2_CLIENT_CLIENT_SECRET", "d"},
                                    {"OIDC_ISSUER", "of another program"},
                                    {"OIDC__CLIENT_ID", "of another program"}}));
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].id, "keycloak");
    EXPECT_EQ(all[0].issuer, "https://id.example/");  // exactly as it is written
    EXPECT_EQ(all[1].id, "my_2_client");
    EXPECT_EQ(all[1].client_id, "c");
    EXPECT_EQ(all[1].client_secret, "d");
}

// OIDC-2
TEST(ReadProviders, OneThatIsDescribedInPartIsNamed) {
    for (const char* prefix : {"GOOGLE", "OIDC_WORK"}) {
        const Values whole{{prefix + std::string("_ISSUER"), "https://id.example"},
                           {prefix + std::string("_CLIENT_ID"), "us"},
                           {prefix + std::string("_CLIENT_SECRET"), "hush"}};
        EXPECT_EQ(refusal(whole), "taken");
        for (const char* name : {"_CLIENT_ID", "_CLIENT_SECRET", "_ISSUER"}) {
            if (prefix == std::string("GOOGLE") && name == std::string("_ISSUER")) continue;  // it has a default
            for (const bool empty : {false, true}) {
                Values part = whole;
                part.erase(prefix + std::string(name));
                if (empty) part[prefix + std::string(name)] = "";
                EXPECT_EQ(refusal(part),
                          prefix + std::string(name) + " must be set when another of " + prefix + "_* is");
            }
        }
    }
    EXPECT_EQ(refusal({{"GOOGLE_ISSUER", "https://id.example"}}),
              "GOOGLE_CLIENT_ID must be set when another of GOOGLE_* is");
}

// OIDC-3
TEST(ReadProviders, IssuersAreHttpsOrOnThisMachine) {
    const auto said = [](const std::string& issuer) {
        return refusal({{"OIDC_X_ISSUER", issuer}, {"OIDC_X_CLIENT_ID", "a"}, {"OIDC_X_CLIENT_SECRET", "b"}});
    };
    for (const char* issuer : {"https://id.example", "https://id.example:8443/realms/book", "http://localhost:1",
                               "http://127.9.9.9", "http://[::1]:8080/x", "HTTPS://id.example"})
        EXPECT_EQ(said(issuer), "taken") << issuer;
    for (const char* issuer :
         {"http://id.example", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "http://0.0.0.0",
          "http://127.1", "http://user@localhost", "https://user:word@id.example", "https://", "id.example",
          "ftp://id.example", "https://id.example?x", "https://id.example#x", "https://id.example:80.evil.example",
          "http://[::2]", "https://a b", "https:id.example"})
        EXPECT_THAT(said(issuer), testing::StartsWith("OIDC_X_ISSUER must be an https:// address")) << issuer;
}

// OIDC-2
TEST(ReadProviders, NamesAreBoundedAndMeanOneProvider) {
    const auto named = [](const std::string& name) { return refusal({{"OIDC_" + name + "_ISSUER", "https://a.b"}}); };
    for (const char* name :
         {"a-b", "a b", "\xC3\xA9", "GOOGLE", "Google", "credential", "123456789012345678901234567890123"})
        EXPECT_THAT(named(name), testing::HasSubstr("_ISSUER must be named")) << name;
    EXPECT_EQ(refusal({{"OIDC_B_ISSUER", "https://a.b"},
                       {"OIDC_B_CLIENT_ID", "a"},
                       {"OIDC_B_CLIENT_SECRET", "b"},
                       {"OIDC_b_ISSUER", "https://a.b"}}),
              "OIDC_b_* and OIDC_B_* must not name the same provider");
    Values many;
    for (int i = 0; i < 33; ++i) {
        const std::string prefix = "OIDC_P" + std::to_string(i);
        many[prefix + "_ISSUER"] = "https://a.b";
        many[prefix + "_CLIENT_ID"] = many[prefix + "_CLIENT_SECRET"] = "x";
    }
    EXPECT_EQ(refusal(many), "OIDC_<NAME>_ISSUER must not be set for more than 32 providers");
}

}  // namespace
}  // namespace pictbook
