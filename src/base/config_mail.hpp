// The settings of mails: SMTP_URL, SMTP_TLS_CA, MAIL_FROM, MAIL_TO_LOG.
#pragma once

#include "base/config.hpp"

namespace pictbook {

/// Throws BadConfig. What SMTP_URL and MAIL_FROM hold is read where it is used (account/mail_url.hpp).
MailSettings read_mail_settings(const Environment& environment);

}  // namespace pictbook
