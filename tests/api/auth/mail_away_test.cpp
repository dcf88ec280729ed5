// Mails while the mail server, or the database, keeps them waiting: MAIL-9, MAIL-11.
#include <signal.h>

#include "mail_house.hpp"
#include "support/database.hpp"
#include "support/program.hpp"

namespace pictbook::test {
namespace {

void sign_up_unheard(const TestServer& server) {
    EXPECT_EQ(server.nobody().post("/auth/sign-up/email", sign_up_json(new_email())).status, 200);
}

// MAIL-11
TEST(MailServerAway, IsNotTriedForEachMailThatIsWritten) {
    constexpr int kMails = 12;
    SmtpServer smtp;
    const TestServer server(settings_with(smtp));
    smtp.behave("drop");
    const auto attempts = [&] { return std::stoi(sql(server, R"(SELECT SUM("attempts") FROM "Mail")")); };
    sign_up_unheard(server);
    EXPECT_TRUE(comes_true([&] { return attempts() == 1; }, Milliseconds(60'000)));
    for (int i = 0; i < kMails; ++i) {
        const int before = attempts();
        sign_up_unheard(server);
        comes_true([&] { return attempts() > before; }, Milliseconds(100));  // as long as one takes, were it made
    }
    EXPECT_LT(attempts(), kMails / 2) << "one in ten seconds";
}

// MAIL-9, RUN-6
TEST(EmbeddedMailDatabase, ThatIsHeldUpLetsAStopWaitForTheMailBehindAnAnswer) {
    SmtpServer smtp;
    const TemporaryFolder folder;
    Program::Variables settings = smtp.settings();
    settings.merge(Program::Variables{{"PORT", "0"}, {"HOST", "127.0.0.1"}, {"LOG_LEVEL", "info"}});
    Program program(folder.path(), {"serve"}, settings);
    ASSERT_TRUE(program.wait_for_output("listens on"));
    const Person ada(program.port());
    const std::string email = new_email();
    EXPECT_EQ(ada.post("/auth/sign-up/email", sign_up_json(email)).status, 200);
    const Database other(folder.path() / "data" / "pictbook.db");
    const auto count = [&] { return other.value(R"(SELECT COUNT(*) FROM "Mail")"); };
    EXPECT_TRUE(comes_true([&] { return count() == "0"; })) << "the mail of the sign-up";
    smtp.kill();
    other.run("BEGIN IMMEDIATE");
    EXPECT_EQ(ada.post("/auth/forget-password", R"({"email":")" + email + R"("})").body, R"({"status":true})");
    program.signal(SIGTERM);
    const auto has_stopped = [&] { return program.errors().find("stopped") != std::string::npos; };
    EXPECT_FALSE(comes_true(has_stopped, Milliseconds(500)));
    other.run("COMMIT");
    EXPECT_EQ(program.wait(), 0);
    EXPECT_TRUE(has_stopped());
    EXPECT_EQ(program.errors().find("cut off"), std::string::npos) << program.errors();
    EXPECT_EQ(count(), "1");
}

}  // namespace
}  // namespace pictbook::test
