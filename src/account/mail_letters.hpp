// The mails that the server writes: their words, in one place. Each says who asked and, with a link, when that ends.
#pragma once

#include <string>

#include "account/mail_message.hpp"
#include "base/clock.hpp"

namespace pictbook::account {

class Letters {
public:
    /// Whom a letter speaks to.
    struct Reader {
        std::string name;
    };
    /// The button of a letter, and until when it works.
    struct Link {
        std::string url;
        Time ends;
    };

    /// `public_url` is named in every letter, so that the reader knows whose it is.
    explicit Letters(std::string public_url) : public_url_(std::move(public_url)) {}

    MailText confirm_address(const Reader& reader, const Link& link) const;
    MailText reset_password(const Reader& reader, const Link& link) const;
    /// To the address that is to be given up.
    MailText confirm_change(const Reader& reader, const std::string& new_address, const Link& link) const;
    /// To the address that is to be the person's from now on.
    MailText confirm_new_address(const Reader& reader, const Link& link) const;
    MailText delete_account(const Reader& reader, const Link& link) const;
    /// To somebody who may have no account.
    MailText invitation(const std::string& from, const std::string& book, const Link& link) const;

    // Notices, without a link.

    /// To an address that somebody else wanted to have.
    MailText address_is_taken() const;
    MailText address_changed(const Reader& reader, const std::string& new_address) const;
    MailText password_changed(const Reader& reader) const;

private:
    std::string public_url_;
};

}  // namespace pictbook::account
