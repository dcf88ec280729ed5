// SMTP_URL and MAIL_FROM: MAIL-3, MAIL-5.
#include "account/mail_url.hpp"

#include <gmock/gmock.h>

#include "base/config.hpp"

namespace pictbook::account {
namespace {

using Tls = SmtpServer::Tls;

std::string refusal(const std::string& url, const std::string& authority = "") {
    try {
        parse_smtp_url(url, authority);
    } catch (const BadConfig& error) {
        return error.what();
    }
    return "";
}

TEST(SmtpUrl, NamesTheServerAndWhoWeAre) {  // MAIL-3
    const SmtpServer server = parse_smtp_url("smtp://ada%40example.org:a%3Ab%2F@mail.example.org:2525");
    EXPECT_EQ(server.host, "mail.example.org");
    EXPECT_EQ(server.port, 2525);
    EXPECT_EQ(server.user, "ada@example.org");
    EXPECT_EQ(server.password, "a:b/");
    EXPECT_EQ(server.tls, Tls::starttls);
    EXPECT_EQ(server.describe(), "mail.example.org:2525");
}

TEST(SmtpUrl, HasThePortOfItsScheme) {  // MAIL-3
    EXPECT_EQ(parse_smtp_url("smtp://mail.example.org").port, 587);
    EXPECT_EQ(parse_smtp_url("smtps://mail.example.org/").port, 465);
    EXPECT_EQ(parse_smtp_url("smtps://mail.example.org/").tls, Tls::whole);
}

TEST(SmtpUrl, DemandsTlsOfEveryOtherMachine) {  // MAIL-3
    EXPECT_EQ(parse_smtp_url("smtp://mail.example.org").tls, Tls::starttls);
    EXPECT_EQ(parse_smtp_url("smtp://mail.example.org?tls=off").tls, Tls::off);
    for (const char* here : {"smtp://localhost", "smtp://127.0.0.1:25", "smtp://ada:secret@127.1.2.3", "smtp://[::1]"})
        EXPECT_EQ(parse_smtp_url(here).tls, Tls::off) << here;
    EXPECT_EQ(parse_smtp_url("smtp://localhost?tls=required").tls, Tls::starttls);
    EXPECT_EQ(parse_smtp_url("smtp://ada:secret@localhost?tls=off").tls, Tls::off);
    EXPECT_THAT(refusal("smtp://ada:secret@10.0.0.1?tls=off"), testing::HasSubstr("must not say tls=off"));
    EXPECT_EQ(parse_smtp_url("smtp://[::1]:2525").describe(), "[::1]:2525");
}

TEST(SmtpUrl, IsRefusedInOneSentenceThatDoesNotRepeatIt) {  // MAIL-5
    for (const char* url :
         {"", "mail.example.org", "smtp://", "http://mail.example.org", "smtp://secret@mail.example.org",
          "smtp://ada:@mail.example.org", "smtp://:secret@mail.example.org", "smtp://mail.example.org/x",
          "smtp://mail.example.org#x", "smtp://mail.example.org:0", "smtp://mail.example.org:99999",
          "smtp://mail.example.org?tls=maybe", "smtp://mail.example.org?tls", "smtps://mail.example.org?tls=off",
          "smtp://ada:sec%0D%0Aret@mail.example.org", "smtp://ma%0Ail.example.org"}) {
        const std::string said = refusal(url);
        EXPECT_THAT(said, testing::StartsWith("SMTP_URL must be smtp://")) << url;
        EXPECT_THAT(said, testing::Not(testing::HasSubstr("secret"))) << url;
    }
    EXPECT_THAT(refusal("smtp://localhost", "/ca.pem"), testing::HasSubstr("SMTP_TLS_CA"));
    EXPECT_EQ(parse_smtp_url("smtps://localhost", "/ca.pem").authority, "/ca.pem");
}

TEST(MailFrom, IsAnAddressWithOrWithoutAName) {
    EXPECT_EQ(parse_mail_from("pictbook@example.org").address, "pictbook@example.org");
    EXPECT_EQ(parse_mail_from("pictbook@localhost").name, "");
    EXPECT_EQ(parse_mail_from("Our Books <books@example.org>").name, "Our Books");
    EXPECT_EQ(parse_mail_from("\"Bücher, alle\" <books@example.org>").name, "Bücher, alle");
    EXPECT_EQ(parse_mail_from("<books@example.org>").address, "books@example.org");
}

TEST(MailFrom, IsRefusedWhenItIsNone) {  // MAIL-5
    for (const char* text : {"", "books", "@example.org", "books@", "a@b@c", "Books books@example.org", "<>",
                             "Books <books@example.org> x", "a b@example.org", "Books <bo\r\noks@example.org>"})
        EXPECT_THROW(parse_mail_from(text), BadConfig) << text;
}

}  // namespace
}  // namespace pictbook::account
