// Mails while the mail server, or the database, keeps them waiting: MAIL-9, MAIL-11.
#include <signal.h>

#include <thread>

#include "mail_house.hpp"
#include "support/database.hpp"

namespace pictbook::test {
namespace {

Newcomer sign_up_unheard(const TestServer& server) {
    Newcomer out{server.nobody(), new_email(), "", {}};
    EXPECT_EQ(out.person.post("/auth/sign-up/email", sign_up_json(out.email)).status, 200);
    return out;
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
TEST(EmbeddedMailDatabase, ThatIsHeldUpAtAStopGetsTheMailBehindAnAnswer) {
    SmtpServer smtp;
    TestServer server(settings_with(smtp));
    const Newcomer ada = sign_up_by_mail(server, smtp);
    smtp.kill();
    EXPECT_TRUE(comes_true([&] { return count_waiting(server, ada.email) == "0"; }));
    const Database other(server);
    other.run("BEGIN IMMEDIATE");
    const Reply reply = server.nobody().post("/auth/forget-password", R"({"email":")" + ada.email + R"("})");
    EXPECT_EQ(reply.body, R"({"status":true})");
    std::thread release([&] {
        std::this_thread::sleep_for(Milliseconds(500));
        other.run("COMMIT");
    });
    EXPECT_EQ(server.stop(SIGTERM), 0);
    release.join();
    EXPECT_EQ(count_waiting(server, ada.email), "1");
}

}  // namespace
}  // namespace pictbook::test
