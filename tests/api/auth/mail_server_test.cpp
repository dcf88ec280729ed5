// What the mail server may ask for, and where mails go without one: MAIL-1, MAIL-2, MAIL-3, MAIL-4, MAIL-5.
#include <signal.h>

#include "mail_house.hpp"
#include "support/certificate.hpp"

namespace pictbook::test {
namespace {

const std::string kSender = "Pictbook <pictbook@example.org>";

std::string at_port(const SmtpServer& smtp) { return "127.0.0.1:" + std::to_string(smtp.port()); }

TestServer::Settings over(const std::string& url, const std::filesystem::path& authority = {}) {
    TestServer::Settings out{{"SMTP_URL", url}, {"MAIL_FROM", kSender}, {"LOG_LEVEL", "error"}};
    if (!authority.empty()) out.emplace("SMTP_TLS_CA", authority.string());
    return out;
}

/// The mail of a sign-up there.
ArrivedMail first_mail(const TestServer& server, const SmtpServer& smtp) {
    return sign_up_by_mail(server, smtp).welcome;
}

/// A sign-up's mail is tried there, and nothing arrives.
void expect_none(const TestServer& server, const SmtpServer& smtp) {
    const std::string email = new_email();
    EXPECT_EQ(server.nobody().post("/auth/sign-up/email", sign_up_json(email)).status, 200);
    const std::string attempts = R"(SELECT "attempts" FROM "Mail" WHERE "dueAt" < ')" + to_sql(now() + Seconds(40)) +
                                 R"(' AND "recipient" = ')" + email + "'";
    EXPECT_TRUE(comes_true([&] { return sql(server, attempts) == "1"; }, Milliseconds(60'000)));
    EXPECT_EQ(smtp.count(), 0u);
}

// MAIL-3, MAIL-4
TEST(MailServer, GetsThePasswordBehindStarttls) {
    const Certificate certificate;
    const SmtpServer smtp({"--user", "ada:s3cr:t", "--starttls", certificate.certificate(), certificate.key()});
    const TestServer server(over("smtp://ada:s3cr%3At@" + at_port(smtp) + "?tls=required", certificate.certificate()));
    const ArrivedMail mail = first_mail(server, smtp);
    EXPECT_TRUE(mail.tls);
    EXPECT_EQ(mail.user, "ada");
}

// MAIL-3
TEST(MailServer, MaySpeakTlsFromTheStart) {
    const Certificate certificate;
    const SmtpServer smtp({"--tls", certificate.certificate(), certificate.key()});
    const TestServer server(over("smtps://" + at_port(smtp), certificate.certificate()));
    EXPECT_EQ(first_mail(server, smtp).to.find("new-"), 0u);
}

// MAIL-4
TEST(MailServer, WithoutATrustedCertificateGetsNothing) {
    const Certificate certificate, foreign;
    const SmtpServer smtp({"--starttls", certificate.certificate(), certificate.key()});
    const TestServer server(over("smtp://" + at_port(smtp) + "?tls=required", foreign.certificate()));
    expect_none(server, smtp);
}

// MAIL-4
TEST(MailServer, ThatOffersNoStarttlsGetsNothingWhereItIsRequired) {
    const SmtpServer smtp;
    const TestServer server(over("smtp://" + at_port(smtp) + "?tls=required"));
    expect_none(server, smtp);
}

// MAIL-11
TEST(MailServer, ThatRefusesOurPasswordKeepsTheMailWaiting) {
    const SmtpServer smtp({"--user", "ada:right"});
    const TestServer server(over("smtp://ada:wrong@" + at_port(smtp)));
    expect_none(server, smtp);
}

// MAIL-1
TEST(WithoutMails, NothingIsWritten) {
    const TestServer server({{"LOG_LEVEL", "error"}});
    const Person ada = server.sign_up();
    EXPECT_EQ(sql(server, R"(SELECT COUNT(*) FROM "Mail")"), "0");
    const Reply reply = ada.post("/auth/change-password",
                                 R"({"currentPassword":")" + kPassword + R"(","newPassword":"another one 42"})");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(sql(server, R"(SELECT COUNT(*) FROM "Mail")"), "0");
    EXPECT_EQ(sql(server, R"(SELECT COUNT(*) FROM "Verification")"), "0");
}

Program::Variables on_any_port(Program::Variables more) {
    more.merge(Program::Variables{{"PORT", "0"}, {"HOST", "127.0.0.1"}, {"LOG_LEVEL", "info"}, {"LOG_FORMAT", "json"}});
    return more;
}

// MAIL-2
TEST(MailToLog, WritesTheTextInsteadOfSendingIt) {
    const TemporaryFolder folder;
    Program program(folder.path(), {"serve"}, on_any_port({{"MAIL_TO_LOG", "on"}}));
    ASSERT_TRUE(program.wait_for_output("listens on"));
    const Person nobody(program.port());
    const std::string email = new_email();
    EXPECT_EQ(nobody.post("/auth/sign-up/email", sign_up_json(email)).status, 200);
    const auto is_told = [&] { return program.errors().find("/auth/verify-email?token=") != std::string::npos; };
    EXPECT_TRUE(comes_true(is_told)) << program.errors();
    EXPECT_NE(program.errors().find("\"to\":\"" + email + "\""), std::string::npos) << program.errors();
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
}

// RUN-10
TEST(Doctor, TriesTheMailServer) {
    const SmtpServer smtp({"--user", "ada:right"});
    const TemporaryFolder folder;
    const auto told = [&](const std::string& user) {
        return run_program(
                   folder.path(), {"doctor"},
                   {{"SMTP_URL", "smtp://" + user + "@" + at_port(smtp)}, {"MAIL_FROM", kSender}, {"PORT", "0"}})
            .output;
    };
    EXPECT_NE(told("ada:right").find("ok     mails: handed over at " + at_port(smtp)), std::string::npos);
    const std::string wrong = told("ada:wrong");
    EXPECT_NE(wrong.find("wrong  mails: SMTP_URL: no mails can be handed over at " + at_port(smtp)), std::string::npos)
        << wrong;
    EXPECT_EQ(smtp.count(), 0u);
}

// MAIL-5
TEST(MailSettings, ThatCanNotBeTakenStopTheStart) {
    const TemporaryFolder folder;
    const auto told = [&](Program::Variables settings) {
        const Told run = run_program(folder.path(), {"serve"}, on_any_port(std::move(settings)));
        EXPECT_EQ(run.status, 1);
        EXPECT_EQ(run.errors.find("s3cret"), std::string::npos) << run.errors;
        return run.errors;
    };
    EXPECT_EQ(told({{"SMTP_URL", "smtp://localhost"}}), "pictbook: MAIL_FROM must be set when SMTP_URL is\n");
    EXPECT_EQ(told({{"SMTP_URL", "smtp://ada:s3cret@mail.example.org?tls=off"}, {"MAIL_FROM", kSender}}),
              "pictbook: SMTP_URL must not say tls=off: the password would leave this machine in the clear\n");
    EXPECT_EQ(told({{"SMTP_URL", "http://ada:s3cret@mail.example.org"}, {"MAIL_FROM", kSender}}),
              "pictbook: SMTP_URL must be smtp:// or smtps://[user:password@]host[:port][?tls=off|required]\n");
    EXPECT_EQ(told({{"SMTP_URL", "smtp://localhost"}, {"MAIL_FROM", "nobody"}}),
              "pictbook: MAIL_FROM must be an address, or a name and an address: Pictbook <pictbook@example.com>\n");
    EXPECT_EQ(told({{"SMTP_URL", "smtp://localhost"}, {"MAIL_FROM", kSender}, {"MAIL_TO_LOG", "on"}}),
              "pictbook: MAIL_TO_LOG must be off when SMTP_URL is set\n");
    EXPECT_EQ(told({{"SMTP_TLS_CA", "/ca.pem"}}), "pictbook: SMTP_URL must be set when SMTP_TLS_CA is\n");
    EXPECT_EQ(told({{"SMTP_URL", "smtp://localhost"}, {"MAIL_FROM", kSender}, {"SMTP_TLS_CA", "/ca.pem"}}),
              "pictbook: SMTP_URL must use TLS when SMTP_TLS_CA is set\n");
    EXPECT_EQ(told({{"MAIL_TO_LOG", "maybe"}}), "pictbook: MAIL_TO_LOG must be one of: on, off\n");
}

}  // namespace
}  // namespace pictbook::test
