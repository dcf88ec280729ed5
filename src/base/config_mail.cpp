#include "base/config_mail.hpp"

namespace pictbook {

namespace {

bool is_switched_on(const Environment& environment, const std::string& name) {
    const std::string word = environment(name).value_or("off");
    if (word != "on" && word != "off") throw BadConfig(name + " must be one of: on, off");
    return word == "on";
}

}  // namespace

MailSettings read_mail_settings(const Environment& environment) {
    MailSettings mail;
    mail.smtp_url = environment("SMTP_URL").value_or("");
    mail.authority = environment("SMTP_TLS_CA").value_or("");
    mail.from = environment("MAIL_FROM").value_or("");
    mail.to_log = is_switched_on(environment, "MAIL_TO_LOG");
    if (mail.smtp_url.empty() && !mail.authority.empty()) throw BadConfig("SMTP_URL must be set when SMTP_TLS_CA is");
    if (!mail.smtp_url.empty() && mail.to_log) throw BadConfig("MAIL_TO_LOG must be off when SMTP_URL is set");
    if (!mail.smtp_url.empty() && mail.from.empty()) throw BadConfig("MAIL_FROM must be set when SMTP_URL is");
    if (mail.from.empty()) mail.from = "Pictbook <pictbook@localhost>";
    return mail;
}

}  // namespace pictbook
