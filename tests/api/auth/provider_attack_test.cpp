// What a sign-in at a provider refuses: forged and replayed returns, and tokens that prove nothing.
#include "base/clock.hpp"
#include "provider_calls.hpp"

namespace pictbook::test {
namespace {

/// The error of a whole sign-in while the provider does what it is told; nobody may be signed in by it.
std::string error_when(const std::string& told) {
    tell_person(new_subject(), new_email(), true, told);
    const Person person = client_server().nobody();
    const Reply reply = sign_in_at_provider(person);
    EXPECT_EQ(set_cookie(reply, kToken), "") << told;
    EXPECT_FALSE(is_signed_in(person)) << told;
    return error_of(reply);
}

/// Whether a whole sign-in goes well.
bool succeeds_when(const std::string& told) {
    tell_person(new_subject(), new_email(), true, told);
    const Person person = client_server().nobody();
    return error_of(sign_in_at_provider(person)).empty() && is_signed_in(person);
}

std::string claim(const std::string& name, const std::string& value) {
    return R"("claims":{")" + name + "\":" + value + "}";
}

std::string seconds_from_now(int seconds) {
    return std::to_string(std::chrono::duration_cast<Seconds>(now().time_since_epoch()).count() + seconds);
}

// OIDC-9
TEST(ProviderCallback, AStateServesOnceAndOnlyItsBrowser) {
    tell_person(new_subject(), new_email());
    const Person person = client_server().nobody();
    const std::string path = provider().visit(begin(person));
    EXPECT_EQ(error_of(client_server().nobody().get(path)), "please_restart_the_process");
    const int asked = provider().count("/token");
    std::string tampered = path;
    const std::size_t at = tampered.find("state=") + 6;
    tampered[at] = tampered[at] == 'x' ? 'y' : 'x';
    EXPECT_EQ(error_of(person.get(tampered)), "please_restart_the_process");
    const Person other = client_server().nobody();
    begin(other);  // a cookie of its own doesn't help
    EXPECT_EQ(error_of(other.get(path)), "please_restart_the_process");
    EXPECT_EQ(provider().count("/token"), asked);

    EXPECT_EQ(error_of(person.get(path)), "");
    EXPECT_TRUE(is_signed_in(person));
    const Reply replayed = person.get(path);
    EXPECT_EQ(error_of(replayed), "please_restart_the_process");
    EXPECT_EQ(set_cookie(replayed, kToken), "");
    EXPECT_EQ(provider().count("/token"), asked + 1);
}

// OIDC-9
TEST(ProviderCallback, AForgedStateCookieIsNone) {
    const Person person = client_server().nobody();
    const std::string path = provider().visit(begin(person)), cookie = "pctsh-book-local.state";
    const std::string right = person.cookies[cookie];
    for (const std::string& wrong : {right.substr(0, right.find('.')), right.substr(0, right.find('.') + 1) + "AAAA",
                                     std::string(), std::string(".")}) {
        person.cookies[cookie] = wrong;
        EXPECT_EQ(error_of(person.get(path)), "please_restart_the_process") << wrong;
    }
}

// OIDC-9
TEST(ProviderCallback, TheRowKeepsNoSecret) {
    const Person person = client_server().nobody();
    const std::string address = begin(person, R"("callbackURL":"/found-by-this-target")");
    const std::string state = address.substr(address.find("&state=") + 7, 32);
    const std::string row =
        sql(client_server(), R"(SELECT "identifier" || "value" FROM "Verification" WHERE "value" LIKE )"
                             "'%found-by-this-target%'");
    EXPECT_NE(row, "");
    EXPECT_EQ(row.find(state), std::string::npos);
    EXPECT_EQ(row.find("erifier"), std::string::npos);
}

// OIDC-9
TEST(ProviderCallback, AStateIsForTheProviderWhereItBegan) {
    std::map<std::string, std::string> settings = provider().settings("OIDC_WORK");
    settings.merge(provider().settings("GOOGLE"));
    const TestServer server(settings);
    tell_person(new_subject(), new_email());
    const Person person = server.nobody();
    const auto come_back = [&](const std::string& from, const std::string& to, const std::string& more = "") {
        std::string path = provider().visit(begin(person)) + more;
        path.replace(path.find(from), from.size(), to);
        return error_of(person.get(path));
    };
    EXPECT_EQ(come_back("/work", "/google"), "please_restart_the_process");
    EXPECT_EQ(come_back("/work", "/nobody"), "oauth_provider_not_found");
    EXPECT_EQ(come_back("/work", "/work", "&iss=https%3A%2F%2Fevil.example"), "please_restart_the_process");
    EXPECT_EQ(come_back("/work", "/work", "&iss=" + provider().issuer()), "");
    const std::string path = provider().visit(begin(person, "", "/auth/sign-in/social", "google"));
    EXPECT_TRUE(path.starts_with("/auth/callback/google?"));
    EXPECT_EQ(error_of(person.get(path)), "");
    EXPECT_EQ(person.get("/auth/list-accounts").at("/1/provider"),
              "google");  // the same subject is another account there
}

// OIDC-12
TEST(ProviderToken, MustBeSignedByTheProvider) {
    EXPECT_TRUE(succeeds_when(R"("alg":"RS256")"));
    EXPECT_TRUE(succeeds_when(R"("alg":"ES256")"));
    for (const char* told :
         {R"("alg":"none")", R"("alg":"HS256")", R"("alg":"RS256","sign":"wrong")", R"("alg":"ES256","sign":"wrong")"})
        EXPECT_EQ(error_when(told), "invalid_id_token") << told;
}

// OIDC-12
TEST(ProviderToken, MustBeForUsForNowAndForThisSignIn) {
    EXPECT_EQ(error_when(claim("nonce", R"("another")")), "invalid_id_token");
    EXPECT_EQ(error_when(claim("nonce", "null")), "invalid_id_token");
    EXPECT_EQ(error_when(claim("iss", R"("https://evil.example")")), "invalid_id_token");
    EXPECT_EQ(error_when(claim("aud", R"("somebody else")")), "invalid_id_token");
    EXPECT_EQ(error_when(claim("exp", seconds_from_now(-120))), "invalid_id_token");
    EXPECT_EQ(error_when(claim("iat", seconds_from_now(120))), "invalid_id_token");
    EXPECT_EQ(error_when(claim("sub", "null")), "invalid_id_token");
    EXPECT_TRUE(succeeds_when(claim("exp", seconds_from_now(-30))));
    EXPECT_TRUE(succeeds_when(claim("iat", seconds_from_now(30))));
}

// OIDC-13
TEST(ProviderToken, WithoutAnAddressIsOfNoUse) {
    EXPECT_EQ(error_when(claim("email", "null")), "email_not_found");
    EXPECT_EQ(error_when(claim("email", R"("grace")")), "email_not_found");
}

// OIDC-10
TEST(ProviderExchange, ShowsTheSecretAsTheProviderWishes) {
    provider().tell(R"({"method":"client_secret_post"})");
    const TestServer server(provider().settings("OIDC_WORK"));
    tell_person(new_subject(), new_email(), true, R"("method":"client_secret_post")");
    const Person person = server.nobody();
    EXPECT_EQ(error_of(sign_in_at_provider(person)), "");
    EXPECT_TRUE(is_signed_in(person));
}

// OIDC-10
TEST(ProviderExchange, ACodeThatTheProviderRefusesIsInvalid) {
    tell_person(new_subject(), new_email());
    const Person person = client_server().nobody();
    std::string path = provider().visit(begin(person));
    const std::size_t code = path.find("code=") + 5;
    path.replace(code, path.find('&') - code, "guessed");
    EXPECT_EQ(error_of(person.get(path)), "invalid_code");
    // Another's code belongs to another's PKCE verifier.
    const Person victim = client_server().nobody(), thief = client_server().nobody();
    const std::string stolen = provider().visit(begin(victim)), own = provider().visit(begin(thief));
    const auto part = [](const std::string& whole, const char* name) {
        const std::size_t at = whole.find(name);
        return whole.substr(at, whole.find('&', at) - at);
    };
    EXPECT_EQ(error_of(thief.get("/auth/callback/work?" + part(stolen, "code=") + "&" + part(own, "state="))),
              "invalid_code");
    EXPECT_FALSE(is_signed_in(thief));
}

// OIDC-11
TEST(ProviderKeys, ANewKeyIsFetchedOnceAMinute) {
    OidcServer own;
    const TestServer server(own.settings("OIDC_WORK"));
    const auto sign_in = [&] {
        const Person person = server.nobody();
        return error_of(person.get(own.visit(begin(person))));
    };
    EXPECT_EQ(sign_in(), "");
    EXPECT_EQ(sign_in(), "");
    EXPECT_EQ(own.count("/keys"), 1);
    EXPECT_EQ(own.count("/.well-known/openid-configuration"), 1);
    own.rotate_keys();
    EXPECT_EQ(sign_in(), "");
    EXPECT_EQ(sign_in(), "");
    EXPECT_EQ(own.count("/keys"), 2);
    own.rotate_keys();
    EXPECT_EQ(sign_in(), "invalid_id_token");
    EXPECT_EQ(sign_in(), "invalid_id_token");
    EXPECT_EQ(own.count("/keys"), 2);
}

}  // namespace
}  // namespace pictbook::test
