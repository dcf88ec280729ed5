// How a sign-in at a provider begins, and how it ends when the provider says no or can't be reached.
#include <signal.h>

#include <fstream>
#include <memory>
#include <thread>

#include "provider_calls.hpp"
#include "support/comes_true.hpp"
#include "support/program.hpp"
namespace pictbook::test {
namespace {

TestServer& google_server() {
    static TestServer server({{"GOOGLE_CLIENT_ID", "our client & id"}, {"GOOGLE_CLIENT_SECRET", "hush"}});
    return server;
}

// OIDC-7, OIDC-8
TEST(SocialSignIn, BeginsAtGoogleAsTheOriginalDoes) {
    const Person nobody = google_server().nobody();
    const Reply reply = nobody.post("/auth/sign-in/social", R"({"provider":"google","callbackURL":"/projects"})");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.at("/redirect"), "true");
    const std::string url = reply.at("/url");
    EXPECT_TRUE(url.starts_with(
        "https://accounts.google.com/o/oauth2/auth?response_type=code&client_id=our%20client%20%26%20id&state="));
    for (const char* part :
         {"&scope=email%20profile%20openid&", "%2Fauth%2Fcallback%2Fgoogle&", "&code_challenge_method=S256&"})
        EXPECT_NE(url.find(part), std::string::npos) << url;
    const auto size_of = [&](const std::string& name) {
        const std::size_t at = url.find("&" + name + "=") + name.size() + 2;
        return std::min(url.find('&', at), url.size()) - at;
    };
    EXPECT_EQ(size_of("state"), 32u);
    EXPECT_EQ(size_of("code_challenge"), 43u);
    EXPECT_EQ(size_of("nonce"), 43u);
    const std::string cookie = set_cookie(reply, "pctsh-book-local.state");
    EXPECT_NE(cookie.find("; HttpOnly"), std::string::npos);
    EXPECT_TRUE(cookie.starts_with("pctsh-book-local.state=" + url.substr(url.find("&state=") + 7, 32) + "."));
    EXPECT_EQ(reply.body.find("hush"), std::string::npos);
    const Reply waiting = nobody.post("/auth/sign-in/social", R"({"provider":"google","disableRedirect":true})");
    EXPECT_EQ(waiting.at("/redirect"), "false");
    EXPECT_NE(waiting.at("/url"), url);
}

// OIDC-7
TEST(SocialSignIn, KnowsTheProvidersThatAreSetUp) {
    const Person nobody = client_server().nobody();
    expect_error(nobody.post("/auth/sign-in/social", R"({"provider":"google"})"), 404, "Provider not found",
                 "PROVIDER_NOT_FOUND");
    expect_error(nobody.post("/auth/sign-in/social", R"({"provider":"WORK"})"), 400, "Invalid provider",
                 "INVALID_PROVIDER");
    const std::string url = begin(nobody);
    EXPECT_TRUE(url.starts_with(provider().issuer() + "/authorize?from=discovery&response_type=code&")) << url;
}

// OIDC-8
TEST(SocialSignIn, ForeignTargetsAreRefused) {
    const Person ada = client_server().sign_up();
    for (const char* name : {"callbackURL", "errorCallbackURL", "newUserCallbackURL"}) {
        const std::string body = R"({"provider":"work",")" + std::string(name) + R"(":"https://evil.example/"})";
        const Reply reply = ada.post("/auth/sign-in/social", body);
        EXPECT_EQ(reply.status, 403) << name;
        EXPECT_EQ(set_cookie(reply, "pctsh-book-local.state"), "");
        if (name != std::string("newUserCallbackURL")) EXPECT_EQ(ada.post("/auth/link-social", body).status, 403);
    }
}

// OIDC-13
TEST(ProviderCallback, TheProvidersErrorGoesToThePageThatWasWished) {
    provider().tell(R"({"refuse":"access_denied"})");
    const Person person = client_server().nobody();
    const Reply plain = sign_in_at_provider(person);
    EXPECT_TRUE(plain.header("Location")
                    .ends_with("/auth/error?error=access_denied&error_description=The%20person%20said%20no"))
        << plain.header("Location");
    const std::string path = provider().visit(begin(person, R"("errorCallbackURL":"/sorry?a=b")"));
    EXPECT_EQ(person.get(path).header("Location"),
              "/sorry?a=b&error=access_denied&error_description=The%20person%20said%20no");
    EXPECT_TRUE(person.get(path).header("Location").find("/auth/error?") != std::string::npos);  // it served once
}

// OIDC-13
TEST(ProviderCallback, AnAnswerWithoutACodeSaysSo) {
    tell_person(new_subject(), new_email());
    const Person person = client_server().nobody();
    std::string path = provider().visit(begin(person, R"("errorCallbackURL":"/sorry")"));
    path.replace(path.find("code="), 5, "odd=");
    EXPECT_EQ(person.get(path).header("Location"), "/sorry?error=no_code");
}

/// The error when one of the provider's paths does that, at a server that knows nothing of it yet.
std::string error_when_odd(const std::string& path, const std::string& oddity) {
    provider().tell("{}");
    const TestServer server(provider().settings("OIDC_WORK"));
    const Person person = server.nobody();
    const std::string back = provider().visit(begin(person));
    provider().tell(R"({"odd":{")" + path + R"(":")" + oddity + R"("}})");
    const Reply reply = person.get(back);
    EXPECT_EQ(set_cookie(reply, kToken), "");
    EXPECT_FALSE(is_signed_in(person));
    provider().tell("{}");
    return error_of(reply);
}

// OIDC-13
TEST(ProviderTrouble, TokensAndKeysThatAreNoneAreRefused) {
    EXPECT_EQ(error_when_odd("/token", "garbage"), "unable_to_get_user_info");
    EXPECT_EQ(error_when_odd("/token", "elsewhere"), "invalid_code");
    for (const char* oddity : {"failure", "huge"}) EXPECT_EQ(error_when_odd("/token", oddity), "provider_unreachable");
    for (const char* oddity : {"failure", "huge", "garbage", "elsewhere"})
        EXPECT_EQ(error_when_odd("/keys", oddity), "provider_unreachable") << oddity;
    EXPECT_EQ(provider().count("/elsewhere"), 0);
}

// OIDC-5, OIDC-13
TEST(ProviderTrouble, AProviderThatHangsIsGivenUpAndHoldsUpNobody) {
    tell_person(new_subject(), new_email(), true, R"("odd":{"/token":"hang"})");
    const Person person = client_server().nobody(), ada = client_server().sign_up();
    const std::string back = provider().visit(begin(person));
    std::string error;
    std::thread waiting([&] { error = error_of(person.get(back)); });
    EXPECT_TRUE(is_signed_in(ada));
    waiting.join();
    EXPECT_EQ(error, "provider_unreachable");
    provider().tell("{}");
}

// OIDC-13
TEST(ProviderTrouble, AProviderThatIsAwayIsSaidToBe) {
    auto own = std::make_unique<OidcServer>();
    const TestServer server(own->settings("OIDC_WORK"));
    const Person person = server.nobody();
    const std::string back = own->visit(begin(person, R"("errorCallbackURL":"/sorry")"));
    own->kill();
    EXPECT_EQ(person.get(back).header("Location"), "/sorry?error=provider_unreachable");
    // One that was never reached can't even begin.
    const TestServer other(own->settings("OIDC_WORK"));
    const Reply reply = other.nobody().post("/auth/sign-in/social", R"({"provider":"work"})");
    expect_error(reply, 503, "Provider unreachable", "PROVIDER_UNREACHABLE");
    EXPECT_EQ(set_cookie(reply, "pctsh-book-local.state"), "");
}

// OIDC-5
TEST(ProviderTrouble, AProviderThatGaveNoAnswerIsLeftAloneForAWhile) {
    constexpr int kSignIns = 40;
    const TestServer server(provider().settings("OIDC_WORK"));
    const auto begins = [&] { return server.nobody().post("/auth/sign-in/social", R"({"provider":"work"})").status; };
    provider().tell(R"({"odd":{"/.well-known/openid-configuration":"huge"}})");
    const int before = provider().count("/.well-known/openid-configuration");
    for (int i = 0; i < kSignIns; ++i) EXPECT_EQ(begins(), 503);
    const int asked = provider().count("/.well-known/openid-configuration") - before;
    EXPECT_GE(asked, 1);
    EXPECT_LT(asked, kSignIns / 2) << "once in five seconds";
    provider().tell("{}");
    EXPECT_TRUE(comes_true([&] { return begins() == 200; }, Milliseconds(30'000)));
}

// OIDC-6
TEST(ProviderTrouble, AConfigurationOfAnotherIssuerIsNone) {
    for (const char* document : {R"({"issuer":"https://evil.example"})",
                                 R"({"token_endpoint":"http://id.example/token"})", R"({"jwks_uri":null})"}) {
        provider().tell(R"({"document":)" + std::string(document) + "}");
        const TestServer server(provider().settings("OIDC_WORK"));
        EXPECT_EQ(server.nobody().post("/auth/sign-in/social", R"({"provider":"work"})").status, 503) << document;
    }
    provider().tell("{}");
}

// OIDC-4, OIDC-23
TEST(ProviderLog, HoldsNoSecret) {
    const TemporaryFolder folder;
    std::ofstream file(folder.path() / ".env");
    for (const auto& [name, value] : provider().settings("OIDC_WORK")) file << name << "=\"" << value << "\"\n";
    file.close();
    const Program::Variables variables{
        {"PORT", "0"}, {"HOST", "127.0.0.1"}, {"LOG_LEVEL", "debug"}, {"RATE_LIMIT", "off"}};
    Program server(folder.path(), {"serve"}, variables);
    ASSERT_TRUE(server.wait_for_output("listens on"));
    const std::string email = new_email(), subject = new_subject();
    const Person person(server.port());
    std::vector<std::string> secrets{email, subject, OidcServer::kSecret, "hush"};
    for (const char* told :
         {R"("alg":"none")", R"("odd":{"/token":"failure"})", R"("odd":{"/token":"garbage"})", R"("alg":"RS256")"}) {
        tell_person(subject, email, true, told);
        const std::string back = provider().visit(begin(person));
        for (const char* name : {"code=", "state="}) {
            const std::size_t at = back.find(name) + std::string(name).size();
            secrets.push_back(back.substr(at, back.find('&', at) - at));
        }
        person.get(back);
    }
    EXPECT_TRUE(is_signed_in(person));
    server.signal(SIGTERM);
    EXPECT_EQ(server.wait(), 0);
    const std::string log = server.errors();
    EXPECT_NE(log.find("invalid_id_token"), std::string::npos) << log;
    EXPECT_NE(log.find("a provider can't be reached"), std::string::npos) << log;
    for (const std::string& secret : secrets) EXPECT_EQ(log.find(secret), std::string::npos) << secret;
}

}  // namespace
}  // namespace pictbook::test
