// A forgotten password, by mail: MAIL-19 to MAIL-24, MAIL-48.
#include "mail_house.hpp"
#include "passkeys.hpp"

namespace pictbook::test {
namespace {

int sign_in_status(const std::string& email, const std::string& password) {
    return mailing_server().nobody().post("/auth/sign-in/email", credentials(email, password)).status;
}

std::string reset_link(const Newcomer& person, std::size_t number = 1) {
    return ask_for_reset(mailing_server(), mailbox(), person.email, number);
}

Reply reset(const std::string& token, const std::string& password) {
    return mailing_server().nobody().post("/auth/reset-password", new_password_json(token, password));
}

// MAIL-18, MAIL-20, MAIL-21
TEST(ResetByMail, TheLinkLeadsToANewPassword) {
    const Newcomer ada = sign_up_by_mail();
    const Person nobody = mailing_server().nobody();
    nobody.post("/auth/forget-password", R"({"email":")" + ada.email + R"(","redirectTo":"/reset?a=1"})");
    const ArrivedMail mail = mailbox().wait_for(ada.email, 1);
    EXPECT_EQ(mail.subject(), "Choose a new password for Pictbook");
    const Reply opened = nobody.get(mail.link());
    EXPECT_EQ(opened.status, 302);
    const std::string token = token_in(opened.header("Location"));
    EXPECT_EQ(opened.header("Location"), "/reset?a=1&token=" + token);
    const Reply reply = reset(token, "another one 42");
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.body, R"({"status":true})");
    EXPECT_EQ(sign_in_status(ada.email, "another one 42"), 200);
    EXPECT_EQ(sign_in_status(ada.email, kPassword), 401);
    EXPECT_EQ(nobody.get(mail.link()).header("Location"), "/reset?a=1&error=INVALID_TOKEN");
}

// MAIL-18, MAIL-20
TEST(ResetByMail, WithoutATargetTheLinkLeadsToTheFrontEnd) {
    const Newcomer ada = sign_up_by_mail();
    const std::string link = reset_link(ada);
    EXPECT_EQ(mailing_server().nobody().get(link).header("Location"),
              "http://localhost:3000/?token=" + token_in(link.substr(0, link.find('?'))));
    const Reply reply = mailing_server().nobody().get("/auth/reset-password/wrong");
    EXPECT_TRUE(reply.header("Location").ends_with("/auth/error?error=INVALID_TOKEN"));
}

// MAIL-16, MAIL-21
TEST(ResetByMail, ATokenServesOnce) {
    const Newcomer ada = sign_up_by_mail();
    const std::string link = reset_link(ada), token = token_in(link.substr(0, link.find('?')));
    EXPECT_EQ(count_successes(6, [&] { return reset(token, "another one 42"); }), 1);
    expect_error(reset(token, "yet another 42"), 400, "invalid token", "INVALID_TOKEN");
    EXPECT_EQ(sign_in_status(ada.email, "another one 42"), 200);
}

// MAIL-16, MAIL-21
TEST(ResetByMail, WrongEndedAndMissingTokensAreRefused) {
    const Newcomer ada = sign_up_by_mail();
    const std::string link = reset_link(ada), token = token_in(link.substr(0, link.find('?')));
    expect_error(reset(token + "x", "another one 42"), 400, "invalid token", "INVALID_TOKEN");
    expect_error(ada.person.post("/auth/reset-password", R"({"newPassword":"another one 42"})"), 400, "invalid token",
                 "INVALID_TOKEN");
    expect_error(reset(token, "short"), 400, "Password too short", "PASSWORD_TOO_SHORT");
    expect_error(reset(token, std::string(129, 'x')), 400, "Password too long", "PASSWORD_TOO_LONG");
    EXPECT_EQ(mailing_server().nobody().get(link).header("Location").find("error="), std::string::npos);
    sql(mailing_server(),
        R"(UPDATE "Verification" SET "expiresAt" = '2020-01-01 00:00:00.000' WHERE "value" LIKE '%)" + ada.id + "%'");
    expect_error(reset(token, "another one 42"), 400, "invalid token", "INVALID_TOKEN");
    EXPECT_EQ(sign_in_status(ada.email, kPassword), 200);
}

// MAIL-17
TEST(ResetByMail, LinksOfAnEarlierPasswordServeNoMore) {
    const Newcomer ada = sign_up_by_mail();
    const std::string first = reset_link(ada, 1), second = reset_link(ada, 2);
    const std::string one = token_in(first.substr(0, first.find('?'))),
                      two = token_in(second.substr(0, second.find('?')));
    EXPECT_EQ(reset(two, "another one 42").status, 200);
    expect_error(reset(one, "yet another 42"), 400, "invalid token", "INVALID_TOKEN");
}

// MAIL-19
TEST(ResetByMail, TellsNobodyWhoHasAnAccount) {
    const Newcomer ada = sign_up_by_mail();
    const std::string unknown = new_email();
    const Person nobody = mailing_server().nobody();
    const Reply known = nobody.post("/auth/forget-password", R"({"email":")" + ada.email + R"("})");
    const Reply other = nobody.post("/auth/forget-password", R"({"email":")" + unknown + R"("})");
    EXPECT_EQ(known.status, other.status);
    EXPECT_EQ(known.body, other.body);
    EXPECT_EQ(known.body, R"({"status":true})");
    mailbox().wait_for(ada.email, 1);
    EXPECT_TRUE(mailbox().mails_to(unknown).empty());
    expect_error(nobody.post("/auth/forget-password", R"({"email":"no address"})"), 400, "Invalid email",
                 "INVALID_EMAIL");
    EXPECT_EQ(nobody.post("/auth/forget-password", "{}").at("/code"), "INVALID_EMAIL");
}

// MAIL-22
TEST(ResetByMail, EndsAllSessionsAndTheirSockets) {
    const Newcomer ada = sign_up_by_mail();
    const Person elsewhere = sign_in_again(ada.person);
    const std::string book = make_book(ada.person);
    WebSocketClient socket = join_canvas(ada.person, book);
    const std::string link = reset_link(ada);
    EXPECT_EQ(reset(token_in(link.substr(0, link.find('?'))), "another one 42").status, 200);
    EXPECT_FALSE(is_signed_in(ada.person));
    EXPECT_FALSE(is_signed_in(elsewhere));
    EXPECT_EQ(socket.expect_close(std::chrono::seconds(10)).code, 3000);
}

// MAIL-23
TEST(ResetByMail, GivesAPasswordToWhoHasNone) {
    const Newcomer ada = sign_up_by_mail();
    sql(mailing_server(), R"(DELETE FROM "Account" WHERE "userId" = ')" + ada.id + "'");
    EXPECT_EQ(sign_in_status(ada.email, kPassword), 401);
    const std::string link = reset_link(ada);
    EXPECT_EQ(reset(token_in(link.substr(0, link.find('?'))), "another one 42").status, 200);
    const Person again = mailing_server().nobody();
    EXPECT_EQ(again.post("/auth/sign-in/email", credentials(ada.email, "another one 42")).status, 200);
    EXPECT_EQ(again.get("/auth/list-accounts").at("/0/provider"), "credential");
    EXPECT_EQ(again.get("/auth/list-accounts").at("/1"), "");
}

/// How many ways there are to sign in as that person but the password.
std::string other_ways_in(const Newcomer& person) {
    std::string counts;
    for (const char* table : {"Passkey", "ApiKey", "TwoFactor", "RecoveryCode", "Account"})
        counts += sql(mailing_server(),
                      std::string(R"(SELECT COUNT(*) FROM ")") + table + R"(" WHERE "userId" = ')" + person.id + "'");
    return counts;
}

/// A passkey, an API key, an authenticator with a recovery code, and a provider's account.
void give_other_ways_in(const Newcomer& person) {
    Authenticator authenticator;
    EXPECT_EQ(add_passkey(person.person, authenticator).status, 200);
    EXPECT_EQ(person.person.post("/auth/api-key/create", R"({"name":"n","scope":"write"})").status, 200);
    const std::string id = "'" + person.id + "'", time = "'2020-01-01 00:00:00.000'";
    sql(mailing_server(), R"(INSERT INTO "TwoFactor" ("id", "userId", "secret", "enabled", "lastStep", "createdAt")
        VALUES ()" + id + ", " +
                              id + ", 's', TRUE, -1, " + time + ")");
    sql(mailing_server(), R"(INSERT INTO "RecoveryCode" ("id", "userId") VALUES ()" + id + ", " + id + ")");
    sql(mailing_server(), R"(INSERT INTO "Account" ("id", "accountId", "providerId", "userId", "createdAt", "updatedAt")
        VALUES ()" + id + ", " +
                              id + ", 'google', " + id + ", " + time + ", " + time + ")");
    EXPECT_EQ(other_ways_in(person), "11112");
}

// MAIL-48
TEST(ResetByMail, LeavesNothingToWhoeverSignedUpWithTheAddressOfSomebodyElse) {
    const Newcomer owner = sign_up_by_mail(), eve = sign_up_by_mail();
    give_other_ways_in(eve);
    const std::string book = make_book(owner.person);
    EXPECT_EQ(
        owner.person.post("/projects/" + book + "/users", R"({"email":")" + eve.email + R"(","role":"VIEWER"})").status,
        200);
    mailbox().wait_for(eve.email, 1);
    const std::string link = reset_link(eve, 2);
    EXPECT_EQ(reset(token_in(link.substr(0, link.find('?'))), "another one 42").status, 200);
    EXPECT_EQ(other_ways_in(eve), "00001");
    EXPECT_FALSE(is_signed_in(eve.person));
    const Person ada = mailing_server().nobody();
    EXPECT_EQ(ada.post("/auth/sign-in/email", credentials(eve.email, "another one 42")).status, 200);
    EXPECT_EQ(ada.get("/auth/get-session").at("/user/emailVerified"), "true");
    EXPECT_EQ(ada.get("/projects/" + book).status, 200);
}

// MAIL-48
TEST(ResetByMail, KeepsTheOtherWaysInOfAVerifiedPerson) {
    const Newcomer ada = sign_up_verified();
    give_other_ways_in(ada);
    const std::string link = reset_link(ada);
    EXPECT_EQ(reset(token_in(link.substr(0, link.find('?'))), "another one 42").status, 200);
    EXPECT_EQ(other_ways_in(ada), "11112");
}

// MAIL-24
TEST(ResetByMail, ThePersonIsToldOfEveryChange) {
    const Newcomer ada = sign_up_by_mail();
    const std::string link = reset_link(ada);
    EXPECT_EQ(reset(token_in(link.substr(0, link.find('?'))), "another one 42").status, 200);
    const std::string subject = "The password of your Pictbook account was changed";
    EXPECT_EQ(mailbox().wait_for(ada.email, 2).subject(), subject);
    const Person again = mailing_server().nobody();
    again.post("/auth/sign-in/email", credentials(ada.email, "another one 42"));
    const Reply reply =
        again.post("/auth/change-password", R"({"currentPassword":"another one 42","newPassword":"yet another 42"})");
    EXPECT_EQ(reply.status, 200) << reply.body;
    const ArrivedMail notice = mailbox().wait_for(ada.email, 3);
    EXPECT_EQ(notice.subject(), subject);
    EXPECT_EQ(notice.html.find("<a "), std::string::npos);
}

}  // namespace
}  // namespace pictbook::test
