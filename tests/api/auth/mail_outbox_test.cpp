// How mails leave: MAIL-1, MAIL-2, MAIL-4, MAIL-6 to MAIL-15.
#include <signal.h>

#include <set>

#include "mail_house.hpp"
#include "support/database.hpp"
#include "support/postgres.hpp"

namespace pictbook::test {
namespace {

/// Signs up there; the mail may or may not come.
std::string sign_up_somebody(const TestServer& server, const std::string& name = "Ada") {
    const std::string email = new_email();
    EXPECT_EQ(server.nobody().post("/auth/sign-up/email", sign_up_json(email, kPassword, name)).status, 200);
    return email;
}

std::string attempts_of(const TestServer& server, const std::string& email) {
    return sql(server, R"(SELECT "attempts" FROM "Mail" WHERE "recipient" = ')" + email + "'");
}

bool is_tried(const TestServer& server, const std::string& email, const std::string& times = "1") {
    return comes_true([&] { return attempts_of(server, email) == times; }, Milliseconds(60'000));
}

/// As if the time had passed.
void make_due(const TestServer& server) { sql(server, R"(UPDATE "Mail" SET "dueAt" = '2020-01-01 00:00:00.000')"); }

/// Makes what waits due until nothing waits any more for that address: it was sent or given up.
bool is_over(const TestServer& server, const std::string& email) {
    const auto nothing_waits = [&] { return count_waiting(server, email) == "0"; };
    make_due(server);
    return comes_true(nothing_waits, Milliseconds(60'000));
}

// MAIL-6, MAIL-8
TEST(Outbox, WhatArrivesIsAProperMail) {
    const Newcomer ada = sign_up_by_mail();
    const ArrivedMail& mail = ada.welcome;
    EXPECT_EQ(mail.from, "pictbook@example.org");
    EXPECT_EQ(mail.header("From"), "Pictbook <pictbook@example.org>");
    EXPECT_EQ(mail.header("To"), ada.email);
    EXPECT_EQ(mail.header("Auto-Submitted"), "auto-generated");
    EXPECT_TRUE(mail.header("Message-ID").ends_with("@example.org>")) << mail.header("Message-ID");
    EXPECT_TRUE(mail.header("Date").ends_with(" +0000")) << mail.header("Date");
    EXPECT_TRUE(mail.header("Content-Type").starts_with("multipart/alternative"));
    const std::string address = "http://localhost:" + std::to_string(mailing_server().port());
    for (const std::string* body : {&mail.plain, &mail.html}) {
        EXPECT_NE(body->find("Pictbook at " + address), std::string::npos) << *body;
        EXPECT_NE(body->find(" UTC."), std::string::npos) << *body;
        EXPECT_NE(body->find("somebody who typed your address"), std::string::npos) << *body;
    }
}

// MAIL-7
TEST(Outbox, NamesChangeNeitherHeadersNorMarkup) {
    const std::string name = R"(<b>Ä</b>\r\nBcc: eve@example.com\r\n\r\n.\r\n<script>)";
    const std::string email = sign_up_somebody(mailing_server(), name);
    const ArrivedMail mail = mailbox().wait_for(email);
    EXPECT_EQ(mail.header("Bcc"), "");
    EXPECT_NE(mail.plain.find("Hello <b>Ä</b>  Bcc: eve@example.com    .  <script>,"), std::string::npos) << mail.plain;
    EXPECT_NE(mail.html.find("Hello &lt;b&gt;Ä&lt;/b&gt;  Bcc"), std::string::npos) << mail.html;
    EXPECT_EQ(mail.html.find("<script"), std::string::npos);
    EXPECT_TRUE(mailbox().mails_to("eve@example.com").empty());
}

// MAIL-9, MAIL-10
TEST(Outbox, AMailOutlivesAMailServerThatIsAwayAndAKilledServer) {
    SmtpServer smtp;
    TestServer server(settings_with(smtp));
    smtp.kill();
    const std::string email = sign_up_somebody(server);
    EXPECT_TRUE(is_tried(server, email));
    EXPECT_EQ(server.stop(SIGKILL), 128 + SIGKILL);
    smtp.start();
    EXPECT_EQ(smtp.count(), 0u);
    make_due(server);
    server.start();
    smtp.wait_for(email);
    EXPECT_TRUE(comes_true([&] { return count_waiting(server, email) == "0"; }));
}

/// Whether the first attempt has ended without success.
bool is_put_off(const TestServer& server, const std::string& email) {
    return comes_true([&] {
        const std::string due = sql(server, R"(SELECT "dueAt" FROM "Mail" WHERE "recipient" = ')" + email + "'");
        const Milliseconds wait = *parse_time(due) - now();
        return wait > Seconds(2) && wait <= Seconds(12);
    });
}

// MAIL-10
TEST(Outbox, WhatFailedIsTriedAgainLater) {
    SmtpServer smtp;
    const TestServer server(settings_with(smtp));
    smtp.behave("refuse 451");
    const std::string email = sign_up_somebody(server);
    EXPECT_TRUE(is_tried(server, email));
    EXPECT_TRUE(is_put_off(server, email));
    smtp.behave("accept");
    EXPECT_TRUE(is_over(server, email));
    smtp.wait_for(email);
}

// MAIL-10
TEST(Outbox, WhatIsTooLateIsDropped) {
    SmtpServer smtp;
    const TestServer server(settings_with(smtp));
    smtp.behave("refuse 451");
    const std::string email = sign_up_somebody(server);
    EXPECT_TRUE(is_tried(server, email));
    const std::string end = sql(server, R"(SELECT "expiresAt" FROM "Mail" WHERE "recipient" = ')" + email + "'");
    EXPECT_LE(*parse_time(end) - now(), std::chrono::hours(1));
    EXPECT_TRUE(is_put_off(server, email));
    sql(server, R"(UPDATE "Mail" SET "expiresAt" = '2020-01-01 00:00:00.000')");
    smtp.behave("accept");
    EXPECT_TRUE(is_over(server, email));
    EXPECT_EQ(smtp.count(), 0u);
}

// MAIL-11
TEST(Outbox, ARefusalForGoodEndsAMail) {
    SmtpServer smtp;
    const TestServer server(settings_with(smtp));
    for (const char* command : {"refuse 550", "refuse-text 554"}) {
        smtp.behave(command);
        const std::string email = sign_up_somebody(server);
        EXPECT_TRUE(comes_true([&] { return count_waiting(server, email) == "0"; }, Milliseconds(30'000))) << command;
        smtp.behave("accept");
        smtp.wait_for(sign_up_somebody(server));
        EXPECT_TRUE(smtp.mails_to(email).empty()) << command;
    }
}

// MAIL-11
TEST(Outbox, WhileTheServerIsAwayOneMailAloneIsTried) {
    SmtpServer smtp;
    const TestServer server(settings_with(smtp));
    smtp.behave("drop");
    const std::vector<std::string> emails{sign_up_somebody(server), sign_up_somebody(server), sign_up_somebody(server)};
    EXPECT_TRUE(is_tried(server, emails.front()));
    sql(server, R"(UPDATE "Mail" SET "attempts" = 0, "dueAt" = '2020-01-01 00:00:00.000')");
    const auto tried = [&] { return sql(server, R"(SELECT COUNT(*) FROM "Mail" WHERE "attempts" > 0)"); };
    EXPECT_TRUE(comes_true([&] { return tried() == "1"; }, Milliseconds(60'000)));
    EXPECT_FALSE(comes_true([&] { return tried() != "1"; }, Milliseconds(1'000)));
    smtp.behave("accept");
    for (const std::string& email : emails) {
        EXPECT_TRUE(is_over(server, email));
        smtp.wait_for(email);
    }
}

// MAIL-12
TEST(Outbox, AServerThatHangsIsGivenUpAndKeepsNobodyFromStopping) {
    SmtpServer smtp;
    TestServer server(settings_with(smtp));
    smtp.behave("hang");
    const std::string email = sign_up_somebody(server);
    EXPECT_TRUE(is_tried(server, email));
    EXPECT_EQ(server.stop(SIGTERM), 0);
    server.start();
    make_due(server);
    EXPECT_TRUE(is_tried(server, email, "2"));
    const auto due = [&] { return sql(server, R"(SELECT "dueAt" FROM "Mail" WHERE "recipient" = ')" + email + "'"); };
    const std::string taken = due();
    EXPECT_TRUE(comes_true([&] { return due() != taken; }, Milliseconds(50'000))) << "it is still on its way";
    smtp.behave("accept");
    EXPECT_TRUE(is_over(server, email));
    smtp.wait_for(email);
}

// MAIL-13
TEST(Outbox, TwoNodesSendAMailOnce) {
    constexpr std::size_t kMails = 30;
    SmtpServer smtp;
    const TestServer::Settings shared{{"DATABASE_URL", create_postgres_database()},
                                      {"BETTER_AUTH_SECRET", std::string(32, 's')}};
    const TestServer first(settings_with(smtp, shared)), second(settings_with(smtp, shared));
    smtp.kill();
    std::vector<std::string> emails;
    for (std::size_t i = 0; i < kMails; ++i) emails.push_back(sign_up_somebody(i % 2 ? first : second));
    smtp.start();
    make_due(second);
    for (const std::string& email : emails) smtp.wait_for(email);
    const auto all_are_gone = [&] { return sql(second, R"(SELECT COUNT(*) FROM "Mail")") == "0"; };
    EXPECT_TRUE(comes_true(all_are_gone));
    EXPECT_EQ(smtp.count(), kMails);
}

// MAIL-14, MAIL-16
TEST(Outbox, WhatWaitsTellsTheDatabaseNothing) {
    SmtpServer smtp;
    const TestServer server(settings_with(smtp));
    smtp.kill();
    const std::string email = sign_up_somebody(server);
    EXPECT_TRUE(is_tried(server, email));
    const std::string bodies = sql(server, R"(SELECT "bodies" FROM "Mail" WHERE "recipient" = ')" + email + "'");
    EXPECT_GT(bodies.size(), 500u);
    EXPECT_EQ(bodies.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    // Another row's bodies don't open.
    sql(server, R"(UPDATE "Mail" SET "id" = 'another')");
    smtp.start();
    const std::string other = sign_up_somebody(server);
    smtp.wait_for(other);
    sql(server, R"(UPDATE "Mail" SET "attempts" = 0, "dueAt" = '2020-01-01 00:00:00.000')");
    EXPECT_TRUE(is_tried(server, email));
    sign_up_by_mail(server, smtp);
    EXPECT_TRUE(smtp.mails_to(email).empty());
}

// MAIL-53
TEST(Outbox, AFormerSecretOpensWhatWaits) {
    const std::string former(40, 'o'), present(40, 'n');
    const SmtpServer smtp;
    const TemporaryFolder folder;
    const std::string data = (folder.path() / "data").string();
    TestServer::Settings changed{{"PICTBOOK_DATA", data}, {"BETTER_AUTH_SECRET", present}};
    std::string email;
    {
        SmtpServer away;
        TestServer server(settings_with(away, {{"PICTBOOK_DATA", data}, {"BETTER_AUTH_SECRET", former}}));
        changed.emplace("DATABASE_URL", server.setting("DATABASE_URL"));
        away.kill();
        email = sign_up_somebody(server);
        EXPECT_TRUE(is_tried(server, email));
        EXPECT_EQ(server.stop(SIGTERM), 0);
    }
    {
        TestServer server(settings_with(smtp, changed));
        sql(server, R"(UPDATE "Mail" SET "attempts" = 0, "dueAt" = '2020-01-01 00:00:00.000')");
        EXPECT_TRUE(is_tried(server, email)) << "it waits for a node that can open it";
        EXPECT_EQ(server.stop(SIGTERM), 0);
    }
    changed.emplace("BETTER_AUTH_SECRET_PREVIOUS", former);
    changed.emplace("BETTER_AUTH_SECRET_PREVIOUS_UNTIL", to_iso(now() + Seconds(3600)));
    const TestServer server(settings_with(smtp, changed));
    EXPECT_TRUE(is_over(server, email));
    smtp.wait_for(email);
}

// MAIL-15
TEST(Outbox, AnAddressGetsTenMailsAnHour) {
    const Newcomer ada = sign_up_by_mail();
    const Person nobody = mailing_server().nobody();
    for (std::size_t number = 1; number < 10; ++number) ask_for_reset(mailing_server(), mailbox(), ada.email, number);
    for (int refused = 0; refused < 15; ++refused)  // nor do these use up what notices have
        EXPECT_EQ(nobody.post("/auth/forget-password", R"({"email":")" + ada.email + R"("})").body,
                  R"({"status":true})");
    expect_error(ada.person.post("/auth/delete-user", "{}"), 429, "Too many mails", "TOO_MANY_MAILS");
    expect_no_other_mail(ada.email, 10);
    const Reply changed = ada.person.post(
        "/auth/change-password", R"({"currentPassword":")" + kPassword + R"(","newPassword":"another one 42"})");
    EXPECT_EQ(changed.status, 200);
    EXPECT_EQ(mailbox().wait_for(ada.email, 10).subject(), "The password of your Pictbook account was changed");
    sql(mailing_server(), R"(UPDATE "MailTally" SET "endsAt" = '2020-01-01 00:00:00.000')");
    ask_for_reset(mailing_server(), mailbox(), ada.email, 11);
}

// MAIL-15
TEST(Outbox, TenThousandWaitAtMost) {
    SmtpServer smtp;
    const TestServer server(settings_with(smtp));
    smtp.kill();
    sql(server, R"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        INSERT INTO "Mail" ("id", "recipient", "subject", "bodies", "dueAt", "attempts", "createdAt", "expiresAt")
        SELECT 'full' || i, 'x', 'x', 'x', '2090-01-01 00:00:00.000', 0, '2020-01-01 00:00:00.000',
        '2090-01-01 00:00:00.000' FROM n)");
    const std::string email = sign_up_somebody(server);
    EXPECT_EQ(count_waiting(server, email), "0");
    EXPECT_EQ(server.nobody().post("/auth/forget-password", R"({"email":")" + email + R"("})").body,
              R"({"status":true})");
    sql(server, R"(DELETE FROM "Mail" WHERE "id" LIKE 'full%')");
    EXPECT_EQ(count_waiting(server, sign_up_somebody(server)), "1");
}

}  // namespace
}  // namespace pictbook::test
