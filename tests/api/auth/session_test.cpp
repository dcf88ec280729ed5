// Who one is, and how long that holds.
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "calls.hpp"

namespace pictbook::test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

Reply with_cookie(const std::string& cookie) {
    return shared_server().nobody().get("/auth/get-session", {{"Cookie", cookie}});
}

Time end_of(const Reply& reply) { return *parse_time(reply.at("/session/expiresAt")); }

// AUTH-28, AUTH-2
TEST(GetSession, ShowsMembershipsUserAndSession) {
    const Person ada = shared_server().sign_up(), ben = shared_server().sign_up("ben");
    const std::string first = make_book(ada), second = make_book(ben);
    invite(ben, second, ada, "VIEWER");
    const Reply reply = ada.get("/auth/get-session", {{"User-Agent", std::string(600, 'u')}});
    ASSERT_EQ(reply.status, 200);
    EXPECT_FALSE(reply.has("Set-Cookie"));
    const auto whole = reply.json();
    ASSERT_EQ(whole.at("members").as_array().size(), 2u);
    std::map<std::string, std::string> roles;
    for (const auto& member : whole.at("members").as_array()) {
        EXPECT_EQ(member.as_object().size(), 3u);
        EXPECT_EQ(member.at("userId").as_string(), reply.at("/user/id"));
        roles[std::string(member.at("projectId").as_string())] = std::string(member.at("role").as_string());
    }
    EXPECT_EQ(roles[first], "OWNER");
    EXPECT_EQ(roles[second], "VIEWER");
    EXPECT_EQ(reply.json().at("session").as_object().size(), 8u);
    EXPECT_EQ(reply.at("/session/token"), token_of(ada));
    EXPECT_EQ(reply.at("/session/userId"), reply.at("/user/id"));
    EXPECT_EQ(reply.at("/session/ipAddress"), "127.0.0.1");
    EXPECT_EQ(reply.at("/session/userAgent"), "");
    EXPECT_EQ(end_of(reply) - *parse_time(reply.at("/session/createdAt")), days(7));
}

// AUTH-2
TEST(GetSession, KeepsTheBeginningOfTheUserAgent) {
    const Person ada = shared_server().nobody();
    const HeaderList agent{{"User-Agent", std::string(600, 'u') + "\xFF"}};
    ASSERT_EQ(ada.post("/auth/sign-up/email", sign_up_json(new_email()), agent).status, 200);
    EXPECT_EQ(ada.get("/auth/get-session").at("/session/userAgent"), std::string(512, 'u'));
}

// AUTH-29, AUTH-9
TEST(GetSession, IsNullForNobody) {
    const Person ada = shared_server().sign_up();
    std::string forged = ada.cookies[kToken];
    forged[0] = forged[0] == 'x' ? 'y' : 'x';
    for (const std::string& cookie :
         {std::string(), kToken + std::string("=") + forged, kToken + std::string("=%"), std::string("a=b; c")}) {
        const Reply reply = with_cookie(cookie);
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.body, "null") << cookie;
        EXPECT_FALSE(reply.has("Set-Cookie"));
    }
    const HeaderList bearer{{"Authorization", "Bearer " + token_of(ada)}};
    EXPECT_EQ(shared_server().nobody().get("/auth/get-session", bearer).body, "null");
}

// AUTH-9
TEST(GetSession, TakesTheCookieHoweverItIsWritten) {
    const Person ada = shared_server().sign_up();
    const std::string encoded = ada.cookies[kToken], plain = *percent_decode(encoded), name = kToken;
    for (const std::string& cookie :
         {name + "=" + encoded, name + "=" + plain, name + "=\"" + plain + "\"",
          "x; =y; " + name + "=broken.x; " + name + "=" + encoded, "a=%zz;" + name + "=" + encoded + ";b",
          name + "=" + encoded + "; pctsh-book-local.session_data=eyJ4"})
        EXPECT_EQ(with_cookie(cookie).at("/session/token"), token_of(ada)) << cookie;
}

// AUTH-13, AUTH-29, AUTH-14
TEST(GetSession, AnEndedSessionIsNoneAndItsRowIsDeleted) {
    const Person ada = shared_server().sign_up();
    const std::string token = token_of(ada), rows = R"(SELECT COUNT(*) FROM "Session" WHERE "token" = ')" + token + "'";
    set_session_end(shared_server(), token, -seconds(1));
    EXPECT_EQ(sql(shared_server(), rows), "1");
    const Reply reply = ada.get("/auth/get-session");
    EXPECT_EQ(reply.body, "null");
    EXPECT_EQ(reply.all("Set-Cookie").size(), 3u);
    EXPECT_NE(set_cookie(reply, kToken).find("=; Max-Age=0;"), std::string::npos);
    EXPECT_EQ(sql(shared_server(), rows), "0");
}

// AUTH-13
TEST(Session, AnEndedOneIsNoneElsewhereToo) {
    const Person ada = shared_server().sign_up();
    const std::string token = token_of(ada);
    set_session_end(shared_server(), token, -seconds(1));
    EXPECT_EQ(ada.get("/projects").status, 401);
    EXPECT_EQ(sql(shared_server(), R"(SELECT COUNT(*) FROM "Session" WHERE "token" = ')" + token + "'"), "0");
}

// AUTH-10, AUTH-11, AUTH-6
TEST(Session, IsRenewedOnceOlderThanADay) {
    const Person ada = shared_server().sign_up();
    set_session_end(shared_server(), token_of(ada), days(6) + hours(1));
    EXPECT_FALSE(ada.get("/auth/get-session").has("Set-Cookie"));
    set_session_end(shared_server(), token_of(ada), days(6) - seconds(1));
    const Reply reply = ada.get("/auth/get-session");
    EXPECT_TRUE(
        set_cookie(reply, kToken).ends_with("; Max-Age=604800; Domain=localhost; Path=/; HttpOnly; SameSite=Lax"));
    EXPECT_EQ(reply.all("Set-Cookie").size(), 1u);
    EXPECT_GT(end_of(reply), now() + days(7) - hours(1));
    EXPECT_EQ(end_of(ada.get("/auth/get-session")), end_of(reply));
}

// AUTH-10, AUTH-11
TEST(Session, IsRenewedByOtherRoutesWithoutACookie) {
    const Person ada = shared_server().sign_up();
    set_session_end(shared_server(), token_of(ada), days(2));
    const Reply reply = ada.get("/projects");
    EXPECT_EQ(reply.status, 200);
    EXPECT_FALSE(reply.has("Set-Cookie"));
    EXPECT_GT(end_of(ada.get("/auth/get-session")), now() + days(7) - hours(1));
    set_session_end(shared_server(), token_of(ada), days(2));
    EXPECT_NE(set_cookie(ada.get("/auth/list-sessions"), kToken), "");
}

// AUTH-11, AUTH-30, AUTH-33
TEST(Session, AnAnswerSendsItsCookieOnce) {
    const Person ada = shared_server().sign_up();
    set_session_end(shared_server(), token_of(ada), days(2));
    EXPECT_EQ(ada.post("/auth/update-user", R"({"name":"Ada L"})").all("Set-Cookie").size(), 1u);
    set_session_end(shared_server(), token_of(ada), days(2));
    const std::string change = R"({"currentPassword":")" + kPassword + R"(","newPassword":"another horse")";
    const Reply reply = ada.post("/auth/change-password", change + R"(,"revokeOtherSessions":true})");
    EXPECT_EQ(reply.all("Set-Cookie").size(), 1u);
    EXPECT_EQ(reply.at("/token"), token_of(ada));
}

// AUTH-12
TEST(Session, OneThatIsNotRememberedIsNeverRenewed) {
    const Person ada = shared_server().sign_up(), brief = sign_in_again(ada, R"("rememberMe":false)");
    set_session_end(shared_server(), token_of(brief), hours(1));
    for (const char* path : {"/projects", "/auth/get-session", "/auth/list-sessions"}) {
        const Reply reply = brief.get(path);
        EXPECT_EQ(reply.status, 200);
        EXPECT_FALSE(reply.has("Set-Cookie")) << path;
    }
    brief.cookies.erase(kDontRemember);  // who stole the other one has no use for it
    for (const char* path : {"/projects", "/auth/get-session"}) EXPECT_FALSE(brief.get(path).has("Set-Cookie")) << path;
    EXPECT_LT(end_of(brief.get("/auth/get-session")), now() + hours(2));
}

// AUTH-12: nobody else may say so.
TEST(Session, AnUnsignedDontRememberCountsForNothing) {
    const Person ada = shared_server().sign_up();
    ada.cookies[kDontRemember] = "true.AAAA";
    set_session_end(shared_server(), token_of(ada), days(2));
    EXPECT_NE(set_cookie(ada.get("/auth/get-session"), kToken), "");
}

}  // namespace
}  // namespace pictbook::test
