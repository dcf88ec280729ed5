// A mail as it goes over the wire: RFC 5322 headers, a multipart/alternative of plain text and HTML (RFC 2046), both UTF-8 in
// quoted-printable.
#pragma once

#include <string>

#include "account/mail_url.hpp"
#include "base/clock.hpp"

namespace pictbook::account {

/// What a mail says. UTF-8; lines end in \n.
struct MailText {
    std::string subject;
    std::string plain;
    std::string html;
};

struct MailMessage {
    std::string id;  // letters and digits: the Message-ID begins with it
    Mailbox from;
    std::string to;  // an address as accounts take them: it can't hold what ends a header
    MailText text;
    Time date;
};

/// Lines end in CRLF and have at most 78 bytes. No text, whatever it holds, can begin a header of its own.
std::string write_message(const MailMessage& message);

/// A text of a header: as it is where that is short printable ASCII, else encoded words (RFC 2047), folded. Control characters
/// become spaces. `column`: where its line has got to.
std::string header_text(std::string_view text, std::size_t column);
/// RFC 2045 section 6.7; lines end in CRLF.
std::string quoted_printable(std::string_view text);

}  // namespace pictbook::account
