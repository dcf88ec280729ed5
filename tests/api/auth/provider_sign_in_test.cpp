// Whom a sign-in at a provider signs in: new people, those who come again, and those who are here already.
#include <thread>

#include "factors.hpp"
#include "mail_house.hpp"
#include "provider_calls.hpp"

namespace pictbook::test {
namespace {

std::string users_with(const std::string& email) {
    return sql(client_server(), R"(SELECT COUNT(*) FROM "User" WHERE "email" = ')" + email + "'");
}

std::string accounts_of(const std::string& subject) {
    return sql(client_server(), R"(SELECT COUNT(*) FROM "Account" WHERE "accountId" = ')" + subject + "'");
}

// OIDC-15, OIDC-16, OIDC-19
TEST(ProviderSignIn, ANewPersonGetsAnAccountAndASession) {
    const std::string email = new_email(), subject = new_subject();
    std::string upper = email;
    upper[0] = 'N';
    provider().tell(R"({"person":{"sub":")" + subject + R"(","email":")" + upper +
                    R"(","email_verified":true,"name":"Grace Hopper","picture":"https://id.example/grace.png"}})");
    const Person grace = client_server().nobody();
    const Reply reply = sign_in_at_provider(grace, R"("callbackURL":"/projects?a=b","newUserCallbackURL":"/welcome")");
    EXPECT_EQ(reply.status, 302);
    EXPECT_EQ(reply.header("Location"), "/welcome");
    const std::string cookie = set_cookie(reply, kToken);
    EXPECT_NE(cookie.find("; Max-Age=604800; "), std::string::npos) << cookie;
    EXPECT_NE(cookie.find("; HttpOnly; SameSite=Lax"), std::string::npos) << cookie;
    const Reply session = grace.get("/auth/get-session");
    EXPECT_EQ(session.at("/user/email"), email);
    EXPECT_EQ(session.at("/user/name"), "Grace Hopper");
    EXPECT_EQ(session.at("/user/image"), "https://id.example/grace.png");
    EXPECT_EQ(session.at("/user/emailVerified"), "true");
    const Reply accounts = grace.get("/auth/list-accounts");
    EXPECT_EQ(accounts.at("/0/provider"), "work");
    EXPECT_EQ(accounts.at("/0/accountId"), subject);
    EXPECT_EQ(accounts.at("/1"), "");
}

// OIDC-17
TEST(ProviderSignIn, WhoComesAgainIsTheSamePersonWhateverTheAddressIsNow) {
    const std::string email = new_email(), subject = new_subject();
    tell_person(subject, email);
    const Person first = client_server().nobody(), second = client_server().nobody();
    sign_in_at_provider(first);
    tell_person(subject, new_email(), false);
    const Reply reply = sign_in_at_provider(second, R"("callbackURL":"/projects","newUserCallbackURL":"/welcome")");
    EXPECT_EQ(reply.header("Location"), "/projects");
    EXPECT_EQ(user_id(second), user_id(first));
    EXPECT_EQ(email_of(second), email);
    EXPECT_NE(token_of(second), token_of(first));
}

// OIDC-16
TEST(ProviderSignIn, GoesToTheFrontEndUnlessSaidOtherwise) {
    tell_person(new_subject(), new_email());
    const Person grace = client_server().nobody();
    EXPECT_EQ(sign_in_at_provider(grace).header("Location"), "http://localhost:3000");
    EXPECT_EQ(sign_in_at_provider(grace, R"("callbackURL":"http://localhost:3000/projects#x")").header("Location"),
              "http://localhost:3000/projects#x");
}

// OIDC-18
TEST(ProviderSignIn, AnUnverifiedAddressTakesNobodysAccount) {
    const Person ada = client_server().sign_up();
    const std::string email = email_of(ada);
    for (const bool here : {false, true}) {
        if (here) verify_here(email);
        for (const bool there : {false, true}) {
            if (here && there) continue;
            const std::string subject = new_subject();
            tell_person(subject, email, there);
            const Person thief = client_server().nobody();
            const Reply reply = sign_in_at_provider(thief);
            EXPECT_EQ(error_of(reply), "account_not_linked");
            EXPECT_TRUE(reply.header("Location").find("/auth/error?") != std::string::npos);
            EXPECT_EQ(set_cookie(reply, kToken), "");
            EXPECT_FALSE(is_signed_in(thief));
            EXPECT_EQ(accounts_of(subject), "0");
        }
    }
    EXPECT_EQ(ada.get("/auth/list-accounts").at("/1"), "");
}

// OIDC-18
TEST(ProviderSignIn, AnAddressThatBothSidesVerifiedLinks) {
    const Person ada = client_server().sign_up();
    const std::string email = email_of(ada), subject = new_subject();
    verify_here(email);
    tell_person(subject, email);
    const Person browser = client_server().nobody();
    const Reply reply = sign_in_at_provider(browser, R"("callbackURL":"/projects","newUserCallbackURL":"/welcome")");
    EXPECT_EQ(reply.header("Location"), "/projects");
    EXPECT_EQ(user_id(browser), user_id(ada));
    EXPECT_EQ(ada.get("/auth/list-accounts").at("/1/accountId"), subject);
    EXPECT_TRUE(is_signed_in(sign_in_again(ada)));
}

// OIDC-19
TEST(ProviderSignIn, AProviderThatVerifiesNothingGivesAnUnverifiedAccount) {
    tell_person(new_subject(), new_email(), false);
    const Person grace = client_server().nobody();
    EXPECT_EQ(error_of(sign_in_at_provider(grace)), "");
    EXPECT_EQ(grace.get("/auth/get-session").at("/user/emailVerified"), "false");
}

// MAIL-50
TEST(ProviderSignIn, WhoseAddressIsVerifiedJoinsWhereTheyAreInvited) {
    const TestServer server(settings_with(mailbox(), provider().settings("OIDC_WORK")));
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    for (const bool verified : {false, true}) {
        const std::string email = new_email();
        const std::string body = R"({"email":")" + email + R"(","role":"VIEWER"})";
        EXPECT_EQ(owner.post("/projects/" + book + "/users", body).at("/userId"), "");
        tell_person(new_subject(), email, verified);
        const Person grace = server.nobody();
        EXPECT_EQ(error_of(sign_in_at_provider(grace)), "");
        EXPECT_EQ(grace.get("/projects/" + book).status, verified ? 200 : 404);
    }
}

// OIDC-20
TEST(ProviderSignIn, WhoComesTwiceAtOnceIsOnePerson) {
    for (int round = 0; round < 6; ++round) {
        const bool is_here = round % 2 == 1;  // then it is one link that is made
        const std::string email = is_here ? email_of(client_server().sign_up()) : new_email(), subject = new_subject();
        if (is_here) verify_here(email);
        tell_person(subject, email);
        std::vector<Person> browsers(6, client_server().nobody());
        std::vector<std::string> paths;
        for (const Person& each : browsers) paths.push_back(provider().visit(begin(each)));
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < browsers.size(); ++i)
            threads.emplace_back([&, i] { EXPECT_EQ(error_of(browsers[i].get(paths[i])), ""); });
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(users_with(email), "1");
        EXPECT_EQ(accounts_of(subject), "1");
        for (const Person& each : browsers) EXPECT_EQ(user_id(each), user_id(browsers[0]));
    }
}

// OIDC-21
TEST(ProviderLink, AddsTheAccountToWhoeverIsSignedIn) {
    const Person ada = client_server().sign_up();
    const std::string subject = new_subject();
    tell_person(subject, email_of(ada), false);
    const std::string token = token_of(ada);
    const Reply reply = link_at_provider(ada, R"("callbackURL":"/settings")");
    EXPECT_EQ(reply.header("Location"), "/settings");
    EXPECT_EQ(set_cookie(reply, kToken), "");
    EXPECT_EQ(token_of(ada), token);
    EXPECT_EQ(ada.get("/auth/list-accounts").at("/1/accountId"), subject);
    EXPECT_EQ(error_of(link_at_provider(ada)), "");  // it is there already
    EXPECT_EQ(accounts_of(subject), "1");
    const Person browser = client_server().nobody();
    sign_in_at_provider(browser);
    EXPECT_EQ(user_id(browser), user_id(ada));
}

// OIDC-22
TEST(ProviderLink, RefusesSomebodyElsesAccountOrAddress) {
    const Person ada = client_server().sign_up(), grace = client_server().sign_up("grace");
    const std::string subject = new_subject();
    tell_person(subject, email_of(grace));
    EXPECT_EQ(error_of(link_at_provider(ada)), "email_doesn%27t_match");
    EXPECT_EQ(error_of(link_at_provider(grace)), "");
    tell_person(subject, email_of(ada));
    EXPECT_EQ(error_of(link_at_provider(ada)), "account_already_linked_to_different_user");
    EXPECT_EQ(ada.get("/auth/list-accounts").at("/1"), "");
}

// OIDC-21
TEST(ProviderLink, OfAnAddressThatNobodyHasVerifiedNeedsAFreshSession) {
    const Person ada = client_server().sign_up();
    const std::string subject = new_subject();
    tell_person(subject, email_of(ada), false);
    make_session_old(client_server(), token_of(ada));
    EXPECT_EQ(error_of(link_at_provider(ada)), "account_not_linked");
    EXPECT_EQ(accounts_of(subject), "0");
    EXPECT_EQ(error_of(link_at_provider(sign_in_again(ada))), "");
    EXPECT_EQ(error_of(link_at_provider(ada)), "");  // it is theirs already
    const std::string verified = new_subject();
    tell_person(verified, email_of(ada));
    EXPECT_EQ(error_of(link_at_provider(ada)), "");
}

// OIDC-22
TEST(ProviderLink, NeedsThePersonWhoBegan) {
    const Person ada = client_server().sign_up();
    const std::string subject = new_subject();
    tell_person(subject, email_of(ada));
    const auto finish = [&](const auto& meanwhile) {
        const std::string path = provider().visit(begin(ada, "", "/auth/link-social"));
        meanwhile();
        return error_of(ada.get(path));
    };
    const Person grace = client_server().sign_up("grace");
    const std::string own = ada.cookies[kToken];
    EXPECT_EQ(finish([&] { ada.cookies[kToken] = grace.cookies[kToken]; }), "please_restart_the_process");
    ada.cookies[kToken] = own;
    EXPECT_EQ(finish([&] { ada.post("/auth/sign-out"); }), "please_restart_the_process");
    EXPECT_EQ(accounts_of(subject), "0");
    EXPECT_EQ(client_server().nobody().post("/auth/link-social", R"({"provider":"work"})").status, 401);
}

// OIDC-24
TEST(ProviderSignIn, AnAddressDoesNotGoRoundASecondFactor) {
    const Guarded ada = guard(client_server());
    const std::string subject = new_subject();
    verify_here(ada.email);
    tell_person(subject, ada.email);
    const Person thief = client_server().nobody();
    EXPECT_EQ(error_of(sign_in_at_provider(thief)), "account_not_linked");
    EXPECT_FALSE(is_signed_in(thief));
    EXPECT_EQ(accounts_of(subject), "0");
    EXPECT_EQ(error_of(link_at_provider(ada.person)), "") << "who is signed in may";
    EXPECT_EQ(accounts_of(subject), "1");
}

}  // namespace
}  // namespace pictbook::test
