// Where else one is signed in.
#include <gtest/gtest.h>

#include <set>

#include "calls.hpp"

namespace pictbook::test {
namespace {

std::string one(const std::string& token) { return R"({"token":")" + token + R"("})"; }

// AUTH-35, AUTH-2
TEST(ListSessions, ShowsTheLivingOnesOfThePerson) {
    const Person ada = shared_server().sign_up(), again = sign_in_again(ada), ended = sign_in_again(ada);
    shared_server().sign_up("ben");
    set_session_end(shared_server(), token_of(ended), -std::chrono::seconds(1));
    const Reply reply = ada.get("/auth/list-sessions");
    const auto sessions = reply.json().as_array();
    ASSERT_EQ(sessions.size(), 2u);
    std::set<std::string> tokens;
    for (const auto& session : sessions) {
        EXPECT_EQ(session.as_object().size(), 8u);
        EXPECT_EQ(session.at("userId").as_string(), user_id(ada));
        EXPECT_TRUE(session.at("userAgent").is_string());
        tokens.insert(std::string(session.at("token").as_string()));
    }
    EXPECT_EQ(tokens, (std::set<std::string>{token_of(ada), token_of(again)}));
}

// AUTH-36
TEST(RevokeSession, EndsOneOfOnesOwn) {
    const Person ada = shared_server().sign_up(), again = sign_in_again(ada), third = sign_in_again(ada);
    const Reply reply = ada.post("/auth/revoke-session", one(token_of(again)));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, R"({"status":true})");
    EXPECT_FALSE(is_signed_in(again));
    EXPECT_TRUE(is_signed_in(ada));
    EXPECT_TRUE(is_signed_in(third));
    expect_error(ada.post("/auth/revoke-session", one("nobody")), 400, "Session not found", "SESSION_NOT_FOUND");
}

// AUTH-36
TEST(RevokeSession, NeverEndsSomebodyElses) {
    const Person ada = shared_server().sign_up(), ben = shared_server().sign_up("ben");
    expect_error(ada.post("/auth/revoke-session", one(token_of(ben))), 401, "", "UNAUTHORIZED");
    EXPECT_TRUE(is_signed_in(ben));
    EXPECT_EQ(ada.post("/auth/revoke-session", "{}").status, 400);
}

// AUTH-37
TEST(RevokeSessions, EndsTheOthersOrAll) {
    const Person ada = shared_server().sign_up(), again = sign_in_again(ada), ben = shared_server().sign_up("ben");
    const Reply others = ada.post("/auth/revoke-other-sessions");
    EXPECT_EQ(others.status, 200);
    EXPECT_EQ(others.body, R"({"status":true})");
    EXPECT_TRUE(is_signed_in(ada));
    EXPECT_FALSE(is_signed_in(again));
    const Person third = sign_in_again(ada);
    EXPECT_EQ(ada.post("/auth/revoke-sessions").body, R"({"status":true})");
    EXPECT_FALSE(is_signed_in(ada));
    EXPECT_FALSE(is_signed_in(third));
    EXPECT_TRUE(is_signed_in(ben));
}

// AUTH-31
TEST(AuthRoutes, WithoutASessionAnswerUnauthorized) {
    const Person nobody = shared_server().nobody();
    for (const char* path : {"/auth/list-sessions", "/auth/list-accounts"})
        expect_error(nobody.get(path), 401, "", "UNAUTHORIZED");
    for (const char* path : {"/auth/update-user", "/auth/change-password", "/auth/link-social", "/auth/revoke-session",
                             "/auth/revoke-other-sessions", "/auth/revoke-sessions", "/auth/unlink-account"}) {
        const Reply reply = nobody.post(path, R"({"name":"Eve","token":"x","providerId":"x","provider":"google",)"
                                              R"("currentPassword":"correct horse 42","newPassword":"another horse"})");
        expect_error(reply, 401, "", "UNAUTHORIZED");
    }
}

}  // namespace
}  // namespace pictbook::test
