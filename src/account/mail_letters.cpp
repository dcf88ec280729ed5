#include "account/mail_letters.hpp"

#include "account/mail_page.hpp"

namespace pictbook::account {

namespace {

std::string hello(const Letters::Reader& reader) { return "Hello " + one_line(reader.name) + ","; }

/// `2025-01-01 12:00 UTC`
std::string minute_of(Time time) { return to_sql(time).substr(0, 16) + " UTC"; }

std::string until(const Letters::Link& link) { return "The link works once, until " + minute_of(link.ends) + "."; }

const char* const kIgnore = "If it wasn't you, ignore this mail: without a click nothing changes.";

std::string sent_by(const std::string& public_url) { return "Sent by Pictbook at " + public_url + "."; }

}  // namespace

MailText Letters::confirm_address(const Reader& reader, const Link& link) const {
    return write_page(
        {.subject = "Confirm your e-mail address for Pictbook",
         .before = {hello(reader),
                    "you, or somebody who typed your address, made a Pictbook account with it or asked for "
                    "this mail. Please confirm that the address is yours."},
         .button = MailPage::Button{"Confirm my address", link.url},
         .after = {until(link), kIgnore, sent_by(public_url_)}});
}

MailText Letters::reset_password(const Reader& reader, const Link& link) const {
    return write_page({.subject = "Choose a new password for Pictbook",
                       .before = {hello(reader),
                                  "you, or somebody who typed your address, asked for a new password of your Pictbook "
                                  "account."},
                       .button = MailPage::Button{"Choose a new password", link.url},
                       .after = {until(link), kIgnore, sent_by(public_url_)}});
}

MailText Letters::confirm_change(const Reader& reader, const std::string& new_address, const Link& link) const {
    return write_page(
        {.subject = "Change the e-mail address of your Pictbook account?",
         .before = {hello(reader),
                    "somebody who is signed in to your Pictbook account asked to change its "
                    "e-mail address to " +
                        new_address +
                        ". If that was you, confirm it here, in the browser in which you "
                        "are signed in; the new address then gets a mail too."},
         .button = MailPage::Button{"Change my address", link.url},
         .after = {until(link), "If it wasn't you, don't click, and change your password: somebody else is signed in.",
                   sent_by(public_url_)}});
}

MailText Letters::confirm_new_address(const Reader& reader, const Link& link) const {
    return write_page(
        {.subject = "Confirm your new e-mail address for Pictbook",
         .before = {hello(reader),
                    "you asked that this be the e-mail address of your Pictbook account. Please confirm it, "
                    "in the browser in which you are signed in."},
         .button = MailPage::Button{"Confirm my new address", link.url},
         .after = {until(link), kIgnore, sent_by(public_url_)}});
}

MailText Letters::delete_account(const Reader& reader, const Link& link) const {
    return write_page(
        {.subject = "Delete your Pictbook account?",
         .before = {hello(reader),
                    "somebody who is signed in to your Pictbook account asked to delete it. The link deletes "
                    "the account and the books that are yours alone, for good; open it in the browser in "
                    "which you are signed in."},
         .button = MailPage::Button{"Delete my account", link.url},
         .after = {until(link), "If it wasn't you, don't click, and change your password: somebody else is signed in.",
                   sent_by(public_url_)}});
}

MailText Letters::invitation(const std::string& from, const std::string& book, const Link& link) const {
    const std::string who = one_line(from), what = one_line(book);
    return write_page({.subject = who + " invites you to a photo book",
                       .before = {"Hello,", who + " invites you to the photo book \"" + what +
                                                "\" on Pictbook. Make an account with this e-mail address and confirm "
                                                "the address: the book is then among yours."},
                       .button = MailPage::Button{"Go to Pictbook", link.url},
                       .after = {"The invitation holds until " + minute_of(link.ends) + ".",
                                 "If you don't know " + who + ", ignore this mail.", sent_by(public_url_)}});
}

MailText Letters::address_is_taken() const {
    return write_page({.subject = "You already have a Pictbook account",
                       .before = {"Hello,",
                                  "somebody asked to use this e-mail address for another Pictbook account. You have an "
                                  "account with it already, so nothing was changed.",
                                  "If it was you, sign in with this address, or ask there for a new password."},
                       .button = {},
                       .after = {sent_by(public_url_)}});
}

MailText Letters::address_changed(const Reader& reader, const std::string& new_address) const {
    return write_page(
        {.subject = "The e-mail address of your Pictbook account was changed",
         .before = {hello(reader), "the e-mail address of your Pictbook account is " + new_address + " from now on.",
                    "If it wasn't you, tell whoever runs this server at once."},
         .button = {},
         .after = {sent_by(public_url_)}});
}

MailText Letters::password_changed(const Reader& reader) const {
    return write_page({.subject = "The password of your Pictbook account was changed",
                       .before = {hello(reader), "the password of your Pictbook account was just changed.",
                                  "If it wasn't you, ask for a new password on the sign-in page at once."},
                       .button = {},
                       .after = {sent_by(public_url_)}});
}

}  // namespace pictbook::account
