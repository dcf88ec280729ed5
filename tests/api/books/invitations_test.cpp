// Inviting somebody whose address nobody has verified yet: MAIL-41 to MAIL-47, MAIL-49, MAIL-51.
#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "base/clock.hpp"
#include "support/cast.hpp"
#include "support/comes_true.hpp"
#include "support/database.hpp"
#include "support/smtp.hpp"

namespace pictbook::test {
namespace {

const SmtpServer& mailbox() {
    static const SmtpServer smtp;
    return smtp;
}

const TestServer& server() {
    static const TestServer server([] {
        TestServer::Settings settings = mailbox().settings();
        settings.emplace("LOG_LEVEL", "error");
        return settings;
    }());
    return server;
}

std::string new_address() {
    static std::atomic<int> count = 0;
    return "guest-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + "@example.com";
}

std::string users(const std::string& book) { return "/projects/" + book + "/users"; }
std::string invitations(const std::string& book) { return "/projects/" + book + "/invitations"; }

Reply invite_address(const Person& owner, const std::string& book, const std::string& email,
                     const std::string& role = "EDITOR") {
    return owner.post(users(book), R"({"email":")" + email + R"(","role":")" + role + R"("})");
}

Person sign_up_as(const std::string& email) {
    Person person = server().nobody();
    const Reply reply = person.post("/auth/sign-up/email",
                                    R"({"name":"Grace","email":")" + email + R"(","password":")" + kPassword + R"("})");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return person;
}

void verify(const Person& person, const std::string& email, std::size_t number) {
    EXPECT_EQ(person.get(mailbox().wait_for(email, number).link()).status, 302);
}

int status_of_book(const Person& person, const std::string& book) { return person.get("/projects/" + book).status; }

void run(const std::string& statement) { Database(server()).run(statement); }

/// Says in the database that the person's address is verified.
void verify_here(const Person& person) {
    run(R"(UPDATE "User" SET "emailVerified" = TRUE WHERE "id" = ')" + user_id(person) + "'");
}

// MAIL-41, MAIL-44
TEST(Invitations, AreKeptUntilTheAddressIsVerified) {
    const Person owner = server().sign_up();
    const std::string book = make_book(owner, "Kyoto"), email = new_address();
    const Reply reply = invite_address(owner, book, "G" + email.substr(1));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body,
              R"({"userId":"","projectId":")" + book + R"(","email":")" + email + R"(","name":"","role":"EDITOR"})");
    const ArrivedMail mail = mailbox().wait_for(email);
    EXPECT_EQ(mail.subject(), "Person ada invites you to a photo book");
    EXPECT_NE(mail.plain.find("\"Kyoto\""), std::string::npos) << mail.plain;
    EXPECT_EQ(mail.link(), "/");
    const Person guest = sign_up_as(email);
    EXPECT_EQ(status_of_book(guest, book), 404);
    verify(guest, email, 1);
    EXPECT_EQ(status_of_book(guest, book), 200);
    EXPECT_EQ(guest.post("/projects/" + book + "/elements", element_json("CIRCLE")).status, 200);
    EXPECT_EQ(owner.get(invitations(book)).body, "[]");
    EXPECT_EQ(owner.get(users(book)).at("/1/role"), "EDITOR");
}

// MAIL-42, MAIL-43
TEST(Invitations, AreListedAndTakenBackByOwners) {
    const Person owner = server().sign_up(), member = server().sign_up("grace");
    const std::string book = make_book(owner), email = new_address();
    verify_here(member);
    invite(owner, book, member, "EDITOR");
    EXPECT_EQ(owner.get(invitations(book)).body, "[]");
    invite_address(owner, book, email, "VIEWER");
    const Reply list = owner.get(invitations(book));
    EXPECT_EQ(list.status, 200) << list.body;
    EXPECT_EQ(list.at("/0/email"), email);
    EXPECT_EQ(list.at("/0/role"), "VIEWER");
    EXPECT_EQ(list.at("/0/invitedBy"), user_id(owner));
    const Time made = *parse_time(list.at("/0/createdAt")), ends = *parse_time(list.at("/0/expiresAt"));
    EXPECT_EQ(ends - made, std::chrono::days(14));
    const std::string one = invitations(book) + "/" + list.at("/0/id");
    const std::string not_owner = R"({"message":"You are not an owner of this project"})";
    expect_all({
        {"MAIL-42", &member, "GET", invitations(book), "", 403, not_owner},
        {"MAIL-43", &member, "DELETE", one, "", 403, not_owner},
        {"MAIL-43", &owner, "DELETE", invitations(book) + "/x", "", 404, R"({"message":"Invitation not found"})"},
        {"MAIL-43", &owner, "DELETE", one, "", 200, R"({"message":"Invitation removed successfully"})"},
        {"MAIL-43", &owner, "DELETE", one, "", 404, ""},
        {"MAIL-42", &owner, "GET", invitations(book), "", 200, "[]"},
    });
    const Person guest = sign_up_as(email);
    verify(guest, email, 1);
    EXPECT_EQ(status_of_book(guest, book), 404);
}

// MAIL-45
TEST(Invitations, EndAfterTwoWeeksAndCanBeRenewed) {
    const Person owner = server().sign_up();
    const std::string book = make_book(owner), other = make_book(owner), email = new_address();
    for (const std::string& each : {book, other}) invite_address(owner, each, email, "VIEWER");
    mailbox().wait_for(email, 1);
    run(R"(UPDATE "Invitation" SET "expiresAt" = '2020-01-01 00:00:00.000' WHERE "email" = ')" + email + "'");
    EXPECT_EQ(owner.get(invitations(book)).body, "[]");
    invite_address(owner, book, email, "EDITOR");
    mailbox().wait_for(email, 2);
    EXPECT_EQ(owner.get(invitations(book)).at("/0/role"), "EDITOR");
    const Person guest = sign_up_as(email);
    verify(guest, email, 3);
    EXPECT_EQ(status_of_book(guest, book), 200);
    EXPECT_EQ(status_of_book(guest, other), 404);
}

// MAIL-46
TEST(Invitations, AreBounded) {
    const Person owner = server().sign_up();
    const std::string book = make_book(owner), email = new_address();
    run(R"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
        INSERT INTO "Invitation" ("id", "projectId", "email", "role", "invitedBy", "createdAt", "expiresAt")
        SELECT ')" +
        book + R"(' || i, ')" + book + R"(', 'guest' || i || '@example.com', 'VIEWER', ')" + user_id(owner) + R"(',
        '2020-01-01 00:00:00.000', '2090-01-01 00:00:00.000' FROM n)");
    const Reply reply = invite_address(owner, book, email);
    EXPECT_EQ(reply.status, 409);
    EXPECT_EQ(reply.body, R"({"message":"Too many invitations are pending"})");
    EXPECT_TRUE(mailbox().mails_to(email).empty());
    EXPECT_EQ(invite_address(owner, book, "guest7@example.com").status, 200);
}

// MAIL-15, MAIL-46
TEST(Invitations, OfOnePersonAreFiftyAnHour) {
    const Person owner = server().sign_up();
    const std::string book = make_book(owner);
    for (int i = 0; i < 50; ++i) ASSERT_EQ(invite_address(owner, book, new_address()).status, 200);
    const Reply reply = invite_address(owner, book, new_address());
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.body, R"({"message":"Too many mails"})");
    EXPECT_EQ(owner.get(invitations(book)).json().as_array().size(), 50u);
}

// MAIL-47
TEST(Invitations, EndWithTheBookAndWithAMembership) {
    const Person owner = server().sign_up();
    const std::string book = make_book(owner), gone = make_book(owner), email = new_address();
    for (const std::string& each : {book, gone}) EXPECT_EQ(invite_address(owner, each, email).status, 200);
    EXPECT_EQ(owner.remove("/projects/" + gone).status, 200);
    const Person guest = sign_up_as(email);
    verify_here(guest);
    EXPECT_EQ(invite_address(owner, book, email, "VIEWER").at("/userId"), user_id(guest));
    EXPECT_EQ(owner.get(invitations(book)).body, "[]");
    EXPECT_EQ(status_of_book(guest, book), 200);
    verify(guest, email, 2);
    EXPECT_EQ(owner.get(users(book)).at("/1/role"), "VIEWER");
}

// MAIL-49
TEST(Invitations, WhoeverSignedUpWithAnAddressIsNotYetTheOneInvited) {
    const Person owner = server().sign_up();
    const std::string book = make_book(owner), email = new_address();
    const Person guest = sign_up_as(email);
    const Reply reply = invite_address(owner, book, email, "VIEWER");
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.at("/userId"), "");
    EXPECT_EQ(mailbox().wait_for(email, 1).subject(), "Person ada invites you to a photo book");
    EXPECT_EQ(status_of_book(guest, book), 404);
    EXPECT_EQ(guest.post("/auth/send-verification-email", R"({"email":")" + email + R"("})").status, 200);
    verify(guest, email, 2);
    EXPECT_EQ(status_of_book(guest, book), 200);
    run(R"(UPDATE "User" SET "emailVerified" = FALSE WHERE "id" = ')" + user_id(guest) + "'");
    const Reply again = invite_address(owner, book, email);
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.body, R"({"message":"User is already a member of this project"})");
}

// MAIL-51
TEST(Invitations, CountOnlyWhileTheirWriterIsAnOwner) {
    const Person owner = server().sign_up(), other = server().sign_up("grace");
    verify_here(other);
    for (const bool is_removed : {false, true}) {
        const std::string book = make_book(owner), email = new_address();
        invite(owner, book, other, "OWNER");
        EXPECT_EQ(invite_address(other, book, email, "OWNER").status, 200);
        const std::string member = users(book) + "/" + user_id(other);
        EXPECT_EQ((is_removed ? owner.remove(member) : owner.patch(member, R"({"role":"EDITOR"})")).status, 200);
        EXPECT_EQ(owner.get(invitations(book)).body, "[]");
        const Person guest = sign_up_as(email);
        verify(guest, email, 1);
        EXPECT_EQ(status_of_book(guest, book), 404);
        EXPECT_EQ(invite_address(owner, book, new_address()).status, 200);
        const std::string left = R"(SELECT COUNT(*) FROM "Invitation" WHERE "projectId" = ')" + book + "'";
        EXPECT_EQ(Database(server()).value(left), "1");
    }
}

// MAIL-51
TEST(Invitations, ThatHaveEndedDoNotCountForTheAddress) {
    const Person owner = server().sign_up();
    const std::string book = make_book(owner), other = make_book(owner), email = new_address();
    EXPECT_EQ(invite_address(owner, book, email).status, 200);
    for (int i = 0; i < 100; ++i) {
        const std::string each = make_book(owner);
        run(R"(INSERT INTO "Invitation" ("id", "projectId", "email", "role", "createdAt", "expiresAt") VALUES (')" +
            each + "', '" + each + "', '" + email +
            "', 'VIEWER', '2020-01-01 00:00:00.000', '2020-01-02 00:00:00.000')");
    }
    EXPECT_EQ(invite_address(owner, other, email).status, 200);
    run(R"(UPDATE "Invitation" SET "expiresAt" = '2090-01-01 00:00:00.000' WHERE "email" = ')" + email + "'");
    EXPECT_EQ(invite_address(owner, make_book(owner), email).status, 409);
}

// MAIL-45
TEST(Invitations, ThatHaveEndedAreClearedAwayWithoutBeingSeen) {
    TestServer::Settings settings = mailbox().settings();
    settings.emplace("LOG_LEVEL", "error");
    TestServer own(settings);
    const Person ada = own.sign_up();
    const std::string ended = new_address(), lately = new_address(), living = new_address();
    for (const std::string& email : {ended, lately, living})
        EXPECT_EQ(invite_address(ada, make_book(ada), email).status, 200);
    const auto end = [&](const std::string& email, Seconds ago) {
        Database(own).run(R"(UPDATE "Invitation" SET "expiresAt" = ')" + to_sql(now() - ago) +
                          R"(' WHERE "email" = ')" + email + "'");
    };
    end(ended, std::chrono::minutes(61));
    end(lately, std::chrono::minutes(59));
    const auto is_kept = [&](const std::string& email) {
        return Database(own).value(R"(SELECT COUNT(*) FROM "Invitation" WHERE "email" = ')" + email + "'") == "1";
    };
    EXPECT_TRUE(is_kept(ended));
    EXPECT_EQ(own.stop(SIGTERM), 0);
    own.start();  // each start looks at once
    EXPECT_TRUE(comes_true([&] { return !is_kept(ended); }));
    EXPECT_TRUE(is_kept(lately));
    EXPECT_TRUE(is_kept(living));
}

// MAIL-41
TEST(Invitations, WhatIsNoAddressIsNobody) {
    const Person owner = server().sign_up();
    const Reply reply = invite_address(owner, make_book(owner), "' OR '1'='1");
    EXPECT_EQ(reply.status, 404);
    EXPECT_EQ(reply.body, R"({"message":"User not found"})");
}

}  // namespace
}  // namespace pictbook::test
