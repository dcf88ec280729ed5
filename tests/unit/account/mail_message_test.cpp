// Mails as they go over the wire: MAIL-6, MAIL-7.
#include "account/mail_message.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "account/mail_page.hpp"

namespace pictbook::account {
namespace {

using testing::HasSubstr;
using testing::Not;

MailMessage sample() {
    MailMessage out;
    out.id = "m1";
    out.from = {"Pictbook", "pictbook@example.org"};
    out.to = "ada@example.com";
    out.text = {"Hello", "Dear Ada\n", "<p>Dear Ada</p>\n"};
    out.date = *parse_time("2025-02-03T04:05:06.789Z");
    return out;
}

void expect_short_ascii_lines(const std::string& message) {
    std::istringstream lines(message);
    for (std::string line; std::getline(lines, line);) {
        ASSERT_TRUE(line.ends_with('\r')) << line;
        EXPECT_LE(line.size(), 79u) << line;
        for (const char c : line) EXPECT_TRUE((c >= ' ' && c < 0x7F) || c == '\r') << line;
    }
}

TEST(MailMessage, HasItsHeadersAndTwoParts) {  // MAIL-6
    EXPECT_EQ(write_message(sample()),
              "Date: Mon, 03 Feb 2025 04:05:06 +0000\r\n"
              "Message-ID: <m1@example.org>\r\n"
              "From: \"Pictbook\"\r\n <pictbook@example.org>\r\n"
              "To: <ada@example.com>\r\n"
              "Subject: Hello\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: multipart/alternative;\r\n boundary=\"=_pictbook_part\"\r\n"
              "\r\n"
              "--=_pictbook_part\r\n"
              "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
              "Dear Ada\r\n\r\n"
              "--=_pictbook_part\r\n"
              "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
              "<p>Dear Ada</p>\r\n\r\n"
              "--=_pictbook_part--\r\n");
}

TEST(MailMessage, NoTextBeginsAHeaderOrEndsAPart) {  // MAIL-7
    MailMessage message = sample();
    message.from.name = "Books\r\nBcc: eve@example.com";
    message.text.subject = "Hello\r\nBcc: eve@example.com\r\n\r\nbody";
    message.text.plain = "\n.\n--=_pictbook_part--\r\nX: y\n";
    const std::string written = write_message(message);
    EXPECT_THAT(written, Not(HasSubstr("\nBcc")));
    EXPECT_THAT(written, HasSubstr("Subject: Hello  Bcc: eve@example.com    body\r\n"));
    EXPECT_THAT(written, HasSubstr("\r\n=2E\r\n"));
    EXPECT_THAT(written, HasSubstr("\r\n--=3D_pictbook_part--"));
    expect_short_ascii_lines(written);
}

TEST(MailMessage, LongAndForeignTextsFitTheLines) {  // MAIL-6
    MailMessage message = sample();
    for (const char* piece : {"é", "漢字", "😀", "a b ", "=?utf-8?", "\t", "\x7F", "."}) {
        std::string text;
        for (int i = 0; i < 60; ++i) text += piece;
        message.from.name = message.text.subject = message.text.plain = message.text.html = text;
        expect_short_ascii_lines(write_message(message));
    }
}

TEST(MailHeaders, AreEncodedOnlyWhereTheyMustBe) {  // MAIL-6
    EXPECT_EQ(header_text("Hello, you", 9), "Hello, you");
    EXPECT_EQ(header_text("Grüße", 9), "\r\n =?utf-8?B?R3LDvMOfZQ==?=");
    EXPECT_EQ(header_text("=?x", 9), "\r\n =?utf-8?B?PT94?=");
    EXPECT_EQ(header_text("", 9), "");
}

TEST(QuotedPrintable, IsWhatRfc2045Says) {  // MAIL-6
    EXPECT_EQ(quoted_printable("a=b\nc \n\t"), "a=3Db\r\nc=20\r\n=09");
    EXPECT_EQ(quoted_printable("é"), "=C3=A9");
    EXPECT_EQ(quoted_printable("a\r\n"), "a=0D\r\n");
    const std::string line = quoted_printable(std::string(100, 'x'));
    EXPECT_EQ(line.find("=\r\n"), 73u);
}

TEST(MailPages, AreTextWhateverTheyHold) {  // MAIL-7
    MailPage page;
    page.subject = "Hello";
    page.before = {"<script>alert(1)</script> & \"more\""};
    page.button = MailPage::Button{"Open <it>", "https://example.org/?a=1&b=\"2\""};
    const MailText text = write_page(page);
    EXPECT_THAT(text.html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;"));
    EXPECT_THAT(text.html, HasSubstr("<a href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\""));
    EXPECT_THAT(text.html, Not(HasSubstr("<script")));
    EXPECT_THAT(text.plain, HasSubstr("https://example.org/?a=1&b=\"2\"\n"));
}

TEST(TypedNames, BecomeOneShortLine) {  // MAIL-7
    EXPECT_EQ(one_line("Ada\r\n\tLovelace\x7F"), "Ada   Lovelace ");
    EXPECT_EQ(one_line(std::string(99, 'x') + "é").size(), 99u);
}

}  // namespace
}  // namespace pictbook::account
