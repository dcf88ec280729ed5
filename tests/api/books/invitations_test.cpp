// Inviting somebody who has no account yet: MAIL-41 to MAIL-47.
#include <unistd.h>

#include <atomic>

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
        INSERT INTO "Invitation" ("id", "projectId", "email", "role", "createdAt", "expiresAt")
        SELECT ')" +
        book + R"(' || i, ')" + book + R"(', 'guest' || i || '@example.com', 'VIEWER',
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
    EXPECT_EQ(invite_address(owner, book, email, "VIEWER").at("/role"), "VIEWER");
    EXPECT_EQ(owner.get(invitations(book)).body, "[]");
    EXPECT_EQ(status_of_book(guest, book), 200);
    verify(guest, email, 2);
    EXPECT_EQ(owner.get(users(book)).at("/1/role"), "VIEWER");
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
