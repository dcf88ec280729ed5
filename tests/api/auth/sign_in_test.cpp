// Signing in and out.
#include <gtest/gtest.h>

#include <thread>

#include "base/clock.hpp"
#include "calls.hpp"

namespace pictbook::test {
namespace {

// AUTH-23
TEST(SignIn, GivesTheUserAndASession) {
    const Person ada = shared_server().sign_up();
    const std::string email = email_of(ada);
    const Person again = shared_server().nobody();
    const Reply reply = again.post("/auth/sign-in/email", credentials("ADA" + email.substr(3)));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.at("/redirect"), "false");
    EXPECT_EQ(reply.at("/user/email"), email);
    EXPECT_EQ(reply.at("/token"), token_of(again));
    EXPECT_EQ(reply.json().as_object().size(), 3u);
    EXPECT_NE(token_of(again), token_of(ada));
    EXPECT_TRUE(is_signed_in(again));
    EXPECT_TRUE(is_signed_in(ada));
}

// AUTH-23
TEST(SignIn, WithATargetSaysWhereToGo) {
    const Person ada = shared_server().sign_up();
    const Reply reply = shared_server().nobody().post(
        "/auth/sign-in/email", credentials(email_of(ada), kPassword, R"("callbackURL":"/projects")"));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.at("/redirect"), "true");
    EXPECT_EQ(reply.at("/url"), "/projects");
    EXPECT_TRUE(reply.has("Set-Cookie"));
}

// AUTH-24, AUTH-21
TEST(SignIn, SaysTheSameOfAnUnknownAddressAndAWrongPassword) {
    const Person ada = shared_server().sign_up();
    for (const std::string& body :
         {credentials(new_email()), credentials(email_of(ada), "correct horse 43"), credentials(email_of(ada), ""),
          credentials(email_of(ada), std::string(5000, 'x'))}) {
        const Reply reply = shared_server().nobody().post("/auth/sign-in/email", body);
        expect_error(reply, 401, "Invalid email or password", "INVALID_EMAIL_OR_PASSWORD");
        EXPECT_FALSE(reply.has("Set-Cookie"));
    }
}

// AUTH-24: within a wide margin, for the machine may be busy.
TEST(SignIn, AnUnknownAddressTakesAsLongAsAWrongPassword) {
    const Person ada = shared_server().sign_up();
    const auto shortest = [&](const std::string& body) {
        std::chrono::steady_clock::duration best = std::chrono::hours(1);
        for (int i = 0; i < 3; ++i) {
            const auto begin = std::chrono::steady_clock::now();
            EXPECT_EQ(shared_server().nobody().post("/auth/sign-in/email", body).status, 401);
            best = std::min(best, std::chrono::steady_clock::now() - begin);
        }
        return best;
    };
    const auto unknown = shortest(credentials(new_email())),
               wrong = shortest(credentials(email_of(ada), "wrong horse"));
    EXPECT_GT(unknown, wrong / 4);
    EXPECT_LT(unknown, wrong * 4);
}

// AUTH-25, AUTH-6, AUTH-14
TEST(SignIn, WithoutRememberingTheCookiesEndWithTheBrowser) {
    const Person ada = shared_server().sign_up();
    const Person brief = shared_server().nobody();
    const Reply reply =
        brief.post("/auth/sign-in/email", credentials(email_of(ada), kPassword, R"("rememberMe":false)"));
    ASSERT_EQ(reply.all("Set-Cookie").size(), 2u);
    EXPECT_TRUE(set_cookie(reply, kToken).ends_with("; Domain=localhost; Path=/; HttpOnly; SameSite=Lax"));
    EXPECT_EQ(set_cookie(reply, kToken).find("Max-Age"), std::string::npos);
    EXPECT_TRUE(set_cookie(reply, kDontRemember).starts_with(std::string(kDontRemember) + "=true."));
    EXPECT_EQ(set_cookie(reply, kDontRemember).find("Max-Age"), std::string::npos);
    const Reply session = brief.get("/auth/get-session");
    const auto life = *parse_time(session.at("/session/expiresAt")) - *parse_time(session.at("/session/createdAt"));
    EXPECT_EQ(life, std::chrono::days(1));
}

TEST(SignIn, RememberingAfterNotRememberingForgetsThat) {
    const Person ada = shared_server().sign_up();
    const std::string email = email_of(ada);
    const Person same = sign_in_again(ada, R"("rememberMe":false)");
    ASSERT_TRUE(same.cookies.contains(kDontRemember));
    const Reply reply = same.post("/auth/sign-in/email", credentials(email));
    EXPECT_NE(set_cookie(reply, kToken).find("Max-Age=604800"), std::string::npos);
    EXPECT_FALSE(same.cookies.contains(kDontRemember));
}

TEST(SignIn, RefusesABodyThatDoesNotFit) {
    const Person nobody = shared_server().nobody();
    expect_error(nobody.post("/auth/sign-in/email", credentials("not an address")), 400, "Invalid email",
                 "INVALID_EMAIL");
    EXPECT_EQ(nobody.post("/auth/sign-in/email").status, 400);
    EXPECT_EQ(nobody.post("/auth/sign-in/email", R"({"email":"ada@example.com"})").status, 400);
    EXPECT_EQ(nobody.post("/auth/sign-in/email", "{").body, "Bad Request");
}

// AUTH-15
TEST(SignIn, ConcurrentOnesEachGetTheirOwnCookie) {
    std::vector<std::string> emails;
    for (int i = 0; i < 4; ++i) emails.push_back(email_of(shared_server().sign_up()));
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 16; ++i)
        threads.emplace_back([&, i] {
            const Person person = shared_server().nobody();
            const Reply reply = person.post("/auth/sign-in/email", credentials(emails[i % 4]));
            const bool own = reply.at("/user/email") == emails[i % 4] && reply.at("/token") == token_of(person) &&
                             reply.all("Set-Cookie").size() == 1 && email_of(person) == emails[i % 4];
            if (own) ++right;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, 16);
}

// AUTH-26, AUTH-14
TEST(SignOut, EndsTheSessionAndClearsTheCookies) {
    const Person ada = shared_server().sign_up(), other = sign_in_again(ada);
    const std::string cookie = ada.cookie_header();
    const Reply reply = ada.post("/auth/sign-out");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, R"({"success":true})");
    for (const std::string name : {"session_token", "session_data", "dont_remember"})
        EXPECT_EQ(set_cookie(reply, "pctsh-book-local." + name),
                  "pctsh-book-local." + name + "=; Max-Age=0; Domain=localhost; Path=/; HttpOnly; SameSite=Lax");
    EXPECT_EQ(shared_server().nobody().get("/auth/get-session", {{"Cookie", cookie}}).body, "null");
    EXPECT_TRUE(is_signed_in(other));
    EXPECT_EQ(other.post("/auth/sign-out", "{}").body, R"({"success":true})");
}

// AUTH-27
TEST(SignOut, NeedsACookieThatWeSigned) {
    const Person nobody = shared_server().nobody();
    nobody.cookies[kToken] = "x.y";
    const Reply reply = nobody.post("/auth/sign-out");
    expect_error(reply, 400, "Failed to get session", "FAILED_TO_GET_SESSION");
    EXPECT_EQ(reply.all("Set-Cookie").size(), 3u);
    expect_error(shared_server().nobody().post("/auth/sign-out"), 400, "Failed to get session",
                 "FAILED_TO_GET_SESSION");
}

// AUTH-59
TEST(SignIn, AForeignPageSignsNobodyIn) {
    const std::string email = email_of(shared_server().sign_up());
    const auto from = [&](const HeaderList& headers) {
        return shared_server().nobody().post("/auth/sign-in/email", credentials(email), headers);
    };
    for (const char* origin : {"https://evil.example", "null", "http://localhost:3000.evil.example"}) {
        const Reply reply = from({{"Origin", origin}});
        expect_error(reply, 403, "Invalid origin", "INVALID_ORIGIN");
        EXPECT_EQ(set_cookie(reply, kToken), "");
    }
    EXPECT_EQ(from({{"Origin", "http://localhost:3000"}}).status, 200);
    EXPECT_EQ(from({}).status, 200) << "a program";
}

}  // namespace
}  // namespace pictbook::test
