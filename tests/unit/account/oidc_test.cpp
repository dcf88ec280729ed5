#include "account/oidc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace pictbook::account {
namespace {

const std::string kIssuer = "https://id.example/realms/book";

std::string document(const std::string& more = "", const std::string& issuer = kIssuer) {
    return R"({"issuer":")" + issuer + R"(","authorization_endpoint":"https://id.example/go?a=b",)" +
           R"("token_endpoint":"https://id.example/token","jwks_uri":"https://keys.example/all")" + more + "}";
}

// OIDC-6
TEST(Discovery, StandsBelowTheIssuer) {
    EXPECT_EQ(discovery_address(kIssuer), kIssuer + "/.well-known/openid-configuration");
    EXPECT_EQ(discovery_address("https://id.example/"), "https://id.example/.well-known/openid-configuration");
}

// OIDC-6
TEST(Discovery, NamesTheEndpointsOfThatIssuerOnly) {
    const std::optional<Endpoints> read = read_discovery(document(), kIssuer);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->authorization, "https://id.example/go?a=b");
    EXPECT_EQ(read->token, "https://id.example/token");
    EXPECT_EQ(read->keys, "https://keys.example/all");
    EXPECT_TRUE(read->secret_in_header);  // the way without a list
    for (const char* issuer :
         {"https://id.example/realms/book/", "https://id.example", "https://ID.example/realms/book"})
        EXPECT_FALSE(read_discovery(document("", issuer), kIssuer)) << issuer;
    for (const char* text : {"", "{}", "[]", "<html>"}) EXPECT_FALSE(read_discovery(text, kIssuer)) << text;
}

// OIDC-6
TEST(Discovery, EndpointsAreAsSafeAsTheIssuer) {
    for (const char* name : {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
        const auto with = [&](const std::string& url, const std::string& issuer) {
            const std::string more = ",\"" + std::string(name) + "\":" + url;  // of equal members the last counts
            return read_discovery(document(more, issuer), issuer).has_value();
        };
        for (const char* url : {R"("http://id.example/x")", R"("http://127.0.0.1/x")", R"("file:///etc/passwd")",
                                R"("https://a@id.example/")", R"("//id.example")", R"("")", "null", "7"})
            EXPECT_FALSE(with(url, kIssuer)) << name << url;
        EXPECT_TRUE(with(R"("http://127.0.0.1:9/x")", "http://localhost:9"));
        EXPECT_FALSE(with(R"("http://id.example/x")", "http://localhost:9"));
    }
}

// OIDC-10
TEST(Discovery, TellsHowTheSecretIsShown) {
    const auto methods = [](const std::string& list) {
        return read_discovery(document(",\"token_endpoint_auth_methods_supported\":" + list), kIssuer);
    };
    EXPECT_TRUE(methods(R"(["client_secret_post","client_secret_basic"])")->secret_in_header);
    EXPECT_FALSE(methods(R"(["private_key_jwt","client_secret_post"])")->secret_in_header);
    EXPECT_FALSE(methods(R"(["private_key_jwt"])"));
    EXPECT_FALSE(methods("[]"));
    EXPECT_FALSE(methods(R"("client_secret_basic")"));
}

const ProviderSettings kProvider{"work", kIssuer, "us & them", "a:b c"};

Attempt attempt() {
    Attempt out;
    out.redirect_uri = "http://localhost:4000/auth/callback/work";
    out.state = "the-state";
    out.nonce = "the-nonce";
    out.code_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // RFC 7636 appendix B
    return out;
}

// OIDC-7
TEST(AuthorizationAddress, HasStateNonceAndChallenge) {
    EXPECT_EQ(authorization_address("https://id.example/go?a=b", kProvider, attempt()),
              "https://id.example/go?a=b&response_type=code&client_id=us%20%26%20them&state=the-state"
              "&scope=email%20profile%20openid&redirect_uri=http%3A%2F%2Flocalhost%3A4000%2Fauth%2Fcallback%2Fwork"
              "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&nonce=the-nonce");
}

// OIDC-10
TEST(CodeRequest, ShowsTheSecretInOnePlace) {
    Endpoints endpoints;
    endpoints.token = "https://id.example/token";
    const http::Outgoing basic = code_request(endpoints, kProvider, attempt(), "c&d");
    EXPECT_EQ(basic.url, endpoints.token);
    EXPECT_EQ(basic.basic_user, "us%20%26%20them");
    EXPECT_EQ(basic.basic_password, "a%3Ab%20c");
    EXPECT_EQ(basic.form,
              "grant_type=authorization_code&code=c%26d&redirect_uri=http%3A%2F%2Flocalhost%3A4000%2Fauth%2Fcallback%2F"
              "work&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    endpoints.secret_in_header = false;
    const http::Outgoing post = code_request(endpoints, kProvider, attempt(), "c&d");
    EXPECT_EQ(post.basic_user, "");
    EXPECT_EQ(post.form, *basic.form + "&client_id=us%20%26%20them&client_secret=a%3Ab%20c");
}

}  // namespace
}  // namespace pictbook::account
