// The person, the password and the ways to sign in.
#include <gtest/gtest.h>

#include "calls.hpp"

namespace pictbook::test {
namespace {

std::string change_json(const std::string& from, const std::string& to, const std::string& more = "") {
    return R"({"currentPassword":")" + from + R"(","newPassword":")" + to + R"(")" + (more.empty() ? "" : "," + more) +
           "}";
}

// AUTH-30
TEST(UpdateUser, ChangesWhatIsGivenAndSendsTheCookieAgain) {
    const Person ada = shared_server().sign_up();
    const std::string cookie = ada.cookies[kToken];
    Reply reply = ada.post("/auth/update-user", R"({"name":"Ada L","image":"https://example.com/a.png"})");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, R"({"status":true})");
    EXPECT_EQ(reply.all("Set-Cookie").size(), 1u);
    EXPECT_TRUE(set_cookie(reply, kToken).starts_with(std::string(kToken) + "=" + cookie + "; Max-Age=604800;"));
    ada.post("/auth/update-user", R"({"image":null})");
    reply = ada.get("/auth/get-session");
    EXPECT_EQ(reply.at("/user/name"), "Ada L");
    EXPECT_EQ(reply.at("/user/image"), "null");
    ada.post("/auth/update-user", R"({"image":"https://example.com/b.png"})");
    ada.post("/auth/update-user", R"({"name":"Ada M"})");
    reply = ada.get("/auth/get-session");
    EXPECT_EQ(reply.at("/user/name"), "Ada M");
    EXPECT_EQ(reply.at("/user/image"), "https://example.com/b.png");
}

// AUTH-30
TEST(UpdateUser, NothingGivenChangesNothing) {
    const Person ada = shared_server().sign_up();
    const std::string before = ada.get("/auth/get-session").body;
    for (const char* body : {"{}", R"({"unknown":1})", R"({"id":"x","emailVerified":true})"}) {
        const Reply reply = ada.post("/auth/update-user", body);
        EXPECT_EQ(reply.body, R"({"status":true})");
        EXPECT_FALSE(reply.has("Set-Cookie"));
    }
    EXPECT_EQ(ada.get("/auth/get-session").body, before);
}

// AUTH-30
TEST(UpdateUser, RefusesAnEmailAndChangesNothing) {
    const Person ada = shared_server().sign_up();
    const std::string before = ada.get("/auth/get-session").body;
    const Reply reply = ada.post("/auth/update-user", R"({"name":"Eve","email":"eve@example.com"})");
    expect_error(reply, 400, "Email can not be updated", "EMAIL_CAN_NOT_BE_UPDATED");
    EXPECT_EQ(ada.get("/auth/get-session").body, before);
    EXPECT_EQ(ada.post("/auth/update-user", R"({"name":"x"})").status, 400);
    EXPECT_EQ(ada.post("/auth/update-user", R"({"name":null})").status, 400);
    EXPECT_EQ(ada.get("/auth/get-session").body, before);
}

// AUTH-32
TEST(ChangePassword, TheNewOneSignsInAndTheOldOneDoesNot) {
    const Person ada = shared_server().sign_up(), other = sign_in_again(ada);
    const std::string email = email_of(ada);
    const Reply reply = ada.post("/auth/change-password", change_json(kPassword, "another horse"));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.at("/token"), "null");
    EXPECT_EQ(reply.at("/user/email"), email);
    EXPECT_EQ(shared_server().nobody().post("/auth/sign-in/email", credentials(email)).status, 401);
    EXPECT_EQ(shared_server().nobody().post("/auth/sign-in/email", credentials(email, "another horse")).status, 200);
    EXPECT_TRUE(is_signed_in(ada));
    EXPECT_TRUE(is_signed_in(other));
}

// AUTH-33
TEST(ChangePassword, MayEndAllEarlierSessions) {
    const Person ada = shared_server().sign_up(), other = sign_in_again(ada);
    const Person before(ada);
    const Reply reply =
        ada.post("/auth/change-password", change_json(kPassword, "another horse", R"("revokeOtherSessions":true)"));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.all("Set-Cookie").size(), 1u);
    EXPECT_EQ(reply.at("/token"), token_of(ada));
    EXPECT_NE(token_of(ada), token_of(before));
    EXPECT_TRUE(is_signed_in(ada));
    EXPECT_FALSE(is_signed_in(before));
    EXPECT_FALSE(is_signed_in(other));
}

// AUTH-34
TEST(ChangePassword, RefusesAWrongOneAndABadNewOne) {
    const Person ada = shared_server().sign_up();
    const auto attempt = [&](const std::string& from, const std::string& to) {
        return ada.post("/auth/change-password", change_json(from, to));
    };
    expect_error(attempt("wrong horse", "another horse"), 400, "Invalid password", "INVALID_PASSWORD");
    expect_error(attempt(kPassword, "short"), 400, "Password too short", "PASSWORD_TOO_SHORT");
    expect_error(attempt(kPassword, std::string(129, 'x')), 400, "Password too long", "PASSWORD_TOO_LONG");
    EXPECT_EQ(ada.post("/auth/change-password", "{}").status, 400);
    EXPECT_TRUE(is_signed_in(sign_in_again(ada)));
}

// AUTH-38, AUTH-58
TEST(ListAccounts, ShowsThePasswordAccount) {
    const Person ada = shared_server().sign_up();
    const Reply reply = ada.get("/auth/list-accounts");
    ASSERT_EQ(reply.json().as_array().size(), 1u);
    EXPECT_EQ(reply.json().at(0).as_object().size(), 8u);
    EXPECT_EQ(reply.at("/0/provider"), "credential");
    EXPECT_EQ(reply.at("/0/providerId"), "credential");
    EXPECT_EQ(reply.at("/0/accountId"), user_id(ada));
    EXPECT_EQ(reply.at("/0/userId"), user_id(ada));
    EXPECT_EQ(reply.at("/0/scopes"), "[]");
    EXPECT_EQ(reply.at("/0/id").size(), 32u);
    EXPECT_EQ(reply.at("/0/createdAt").size(), 24u);
    EXPECT_EQ(reply.at("/0/updatedAt").size(), 24u);
}

// AUTH-39, AUTH-38
TEST(UnlinkAccount, TheLastOneStays) {
    const Person ada = shared_server().sign_up();
    const auto unlink = [&](const std::string& provider) {
        return ada.post("/auth/unlink-account", R"({"providerId":")" + provider + R"("})");
    };
    const std::string message = "You can't unlink your last account", code = "YOU_CANT_UNLINK_YOUR_LAST_ACCOUNT";
    expect_error(unlink("credential"), 400, message, code);
    const std::string id = user_id(ada);
    sql(shared_server(),
        R"(INSERT INTO "Account" ("id", "accountId", "providerId", "userId", "scope", "createdAt", "updatedAt")
        VALUES ('google-)" +
            id + R"(', '1234', 'google', ')" + id + R"(', 'email,openid',
        '2099-01-01 00:00:00.000', '2099-01-01 00:00:00.000'))");
    EXPECT_EQ(ada.get("/auth/list-accounts").at("/1/scopes"), R"(["email","openid"])");
    EXPECT_EQ(ada.get("/auth/list-accounts").at("/1/provider"), "google");
    expect_error(unlink("github"), 400, "Account not found", "ACCOUNT_NOT_FOUND");
    EXPECT_EQ(unlink("google").body, R"({"status":true})");
    expect_error(unlink("credential"), 400, message, code);
    EXPECT_TRUE(is_signed_in(sign_in_again(ada)));
}

}  // namespace
}  // namespace pictbook::test
