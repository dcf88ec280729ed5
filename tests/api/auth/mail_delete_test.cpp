// The end of an account: MAIL-35 to MAIL-40.
#include "mail_house.hpp"

#include "support/cast.hpp"
#include "support/objects.hpp"

namespace pictbook::test {
namespace {

const std::string kDeleted = R"({"success":true,"message":"User deleted"})";
const std::string kMailed = R"({"success":true,"message":"Verification email sent"})";

Reply leave(const Newcomer& person) {
    return person.person.post("/auth/delete-user", R"({"password":")" + kPassword + R"("})");
}

bool has_account(const Newcomer& person) {
    return sql(mailing_server(), R"(SELECT COUNT(*) FROM "User" WHERE "id" = ')" + person.id + "'") == "1";
}

void drop_password(const Newcomer& person) {
    sql(mailing_server(), R"(DELETE FROM "Account" WHERE "userId" = ')" + person.id + "'");
}

void add_member(const Person& owner, const std::string& book, const Newcomer& guest, const std::string& role) {
    const Reply reply =
        owner.post("/projects/" + book + "/users", R"({"email":")" + guest.email + R"(","role":")" + role + R"("})");
    EXPECT_EQ(reply.status, 200) << reply.body;
}

std::string role_in(const Newcomer& person, const std::string& book) {
    return sql(mailing_server(), R"(SELECT "role" FROM "Member" WHERE "projectId" = ')" + book +
                                     R"(' AND "userId" = ')" + person.id + "'");
}

// MAIL-35
TEST(DeleteUser, WithThePasswordItIsDoneAtOnce) {
    const Newcomer ada = sign_up_verified(), grace = sign_up_by_mail();
    const std::string book = make_book(grace.person);
    add_member(grace.person, book, ada, "EDITOR");
    WebSocketClient socket = join_canvas(ada.person, book);
    expect_error(ada.person.post("/auth/delete-user", R"({"password":"wrong one 42"})"), 400, "Invalid password",
                 "INVALID_PASSWORD");
    EXPECT_TRUE(is_signed_in(ada.person));
    const Reply reply = leave(ada);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, kDeleted);
    EXPECT_NE(set_cookie(reply, kToken).find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(socket.expect_close(std::chrono::seconds(10)).code, 3000);
    EXPECT_FALSE(has_account(ada));
    for (const char* table : {"Session", "Account", "Member"})
        EXPECT_EQ(sql(mailing_server(),
                      "SELECT COUNT(*) FROM \"" + std::string(table) + "\" WHERE \"userId\" = '" + ada.id + "'"),
                  "0");
    EXPECT_EQ(mailing_server().nobody().post("/auth/sign-in/email", credentials(ada.email)).status, 401);
    EXPECT_EQ(role_in(grace, book), "OWNER");
    EXPECT_EQ(mailing_server().nobody().post("/auth/sign-up/email", sign_up_json(ada.email)).status, 200);
}

// MAIL-36, MAIL-37
TEST(DeleteUser, WithoutThePasswordAMailAsks) {
    const Newcomer ada = sign_up_by_mail(), grace = sign_up_by_mail();
    EXPECT_EQ(ada.person.post("/auth/delete-user", R"({"callbackURL":"/bye"})").body, kMailed);
    const ArrivedMail mail = mailbox().wait_for(ada.email, 1);
    EXPECT_EQ(mail.subject(), "Delete your Pictbook account?");
    const std::string link = mail.link();
    expect_error(mailing_server().nobody().get(link), 404, "Failed to get user info", "FAILED_TO_GET_USER_INFO");
    expect_error(grace.person.get(link), 404, "Invalid token", "INVALID_TOKEN");
    expect_error(ada.person.get("/auth/delete-user/callback?token=wrong"), 404, "Invalid token", "INVALID_TOKEN");
    EXPECT_TRUE(has_account(ada));
    const Reply reply = ada.person.get(link);
    EXPECT_EQ(reply.status, 302);
    EXPECT_EQ(reply.header("Location"), "/bye");
    EXPECT_FALSE(has_account(ada));
    EXPECT_TRUE(has_account(grace));
}

// MAIL-16, MAIL-37
TEST(DeleteUser, TheLinkEnds) {
    const Newcomer ada = sign_up_by_mail();
    ada.person.post("/auth/delete-user", "{}");
    const std::string link = without_callback(mailbox().wait_for(ada.email, 1).link());
    const std::string set = R"(UPDATE "Verification" SET "expiresAt" = ')";
    sql(mailing_server(), set + R"(2020-01-01 00:00:00.000' WHERE "value" LIKE '%)" + ada.id + "%'");
    EXPECT_EQ(ada.person.get(link).at("/code"), "INVALID_TOKEN");
    sql(mailing_server(), set + R"(2090-01-01 00:00:00.000' WHERE "value" LIKE '%)" + ada.id + "%'");
    EXPECT_EQ(ada.person.get(link).body, kDeleted);
}

// MAIL-36
TEST(DeleteUser, AFreshSessionIsEnoughForWhoHasNoPassword) {
    const Newcomer ada = sign_up_by_mail(), grace = sign_up_by_mail();
    for (const Newcomer* each : {&ada, &grace}) drop_password(*each);
    sql(mailing_server(), R"(UPDATE "Session" SET "createdAt" = ')" + to_sql(now() - std::chrono::hours(25)) +
                              R"(' WHERE "userId" = ')" + grace.id + "'");
    EXPECT_EQ(ada.person.post("/auth/delete-user", "{}").body, kDeleted);
    EXPECT_FALSE(has_account(ada));
    expect_error(leave(grace), 400, "Credential account not found", "CREDENTIAL_ACCOUNT_NOT_FOUND");
    EXPECT_EQ(grace.person.post("/auth/delete-user", "{}").body, kMailed);
    EXPECT_TRUE(has_account(grace));
    EXPECT_EQ(grace.person.get(without_callback(mailbox().wait_for(grace.email, 1).link())).body, kDeleted);
}

// MAIL-38
TEST(DeleteUser, ABookThatLosesItsOwnerGetsAnother) {
    const Newcomer ada = sign_up_by_mail(), viewer = sign_up_verified(), editor = sign_up_verified(),
                   younger = sign_up_verified();
    const std::string with_editors = make_book(ada.person), with_viewer = make_book(ada.person);
    const std::string with_owner = make_book(ada.person);
    add_member(ada.person, with_editors, viewer, "VIEWER");
    add_member(ada.person, with_editors, younger, "EDITOR");
    add_member(ada.person, with_editors, editor, "EDITOR");
    add_member(ada.person, with_viewer, viewer, "VIEWER");
    add_member(ada.person, with_owner, younger, "OWNER");
    add_member(ada.person, with_owner, editor, "EDITOR");
    WebSocketClient socket = join_canvas(viewer.person, with_viewer);
    EXPECT_EQ(leave(ada).body, kDeleted);
    EXPECT_EQ(role_in(editor, with_editors), "OWNER");
    EXPECT_EQ(role_in(younger, with_editors), "EDITOR");
    EXPECT_EQ(role_in(viewer, with_editors), "VIEWER");
    EXPECT_EQ(role_in(viewer, with_viewer), "OWNER");
    EXPECT_EQ(role_in(younger, with_owner), "OWNER");
    EXPECT_EQ(role_in(editor, with_owner), "EDITOR");
    EXPECT_EQ(viewer.person.patch("/projects/" + with_viewer, R"({"name":"Ours now"})").status, 200);
}

// MAIL-39
TEST(DeleteUser, ABookInWhichNobodyElseIsGoesWithItsObjects) {
    const Newcomer ada = sign_up_by_mail();
    const std::string book = make_book(ada.person);
    EXPECT_EQ(ada.person.upload("/projects/" + book + "/images", {{"a.png", kDot}}).status, 200);
    EXPECT_FALSE(objects_of(mailing_server(), book).empty());
    EXPECT_EQ(leave(ada).body, kDeleted);
    EXPECT_EQ(sql(mailing_server(), R"(SELECT COUNT(*) FROM "Project" WHERE "id" = ')" + book + "'"), "0");
    EXPECT_TRUE(comes_true([&] { return objects_of(mailing_server(), book).empty(); }));
}

// MAIL-40
TEST(DeleteUser, PasswordsAreNotGuessedByIt) {
    const TestServer server(settings_with(mailbox(), {{"RATE_LIMIT", "on"}, {"LIMIT_SIGN_IN", "3/600"}}));
    const Person ada = server.sign_up();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(ada.post("/auth/delete-user", R"({"password":"wrong one 42"})").status, 400);
    EXPECT_EQ(ada.post("/auth/delete-user", R"({"password":"wrong one 42"})").status, 429);
}

// MAIL-1
TEST(DeleteUser, WithoutMailsThereIsNoSuchLinkEither) {
    const Person ada = shared_server().sign_up();
    expect_error(ada.get("/auth/delete-user/callback?token=x"), 404, "", "NOT_FOUND");
    EXPECT_TRUE(is_signed_in(ada));
}

}  // namespace
}  // namespace pictbook::test
