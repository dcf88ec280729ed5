// A letter's two bodies from its sentences.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/mail_message.hpp"

namespace pictbook::account {

struct MailPage {
    struct Button {
        std::string label;
        std::string url;
    };
    std::string subject;
    std::vector<std::string> before;  // paragraphs
    std::optional<Button> button;
    std::vector<std::string> after;
};

/// Whatever the sentences hold, they are text: HTML is escaped.
MailText write_page(const MailPage& page);

/// What a person typed, as one short line: control characters are spaces, and at most 100 bytes are left of it.
std::string one_line(std::string_view typed);

}  // namespace pictbook::account
