// Where mails are handed over, from SMTP_URL, and who sends them, from MAIL_FROM.
#pragma once

#include <cstdint>
#include <string>

namespace pictbook::account {

struct SmtpServer {
    enum class Tls {
        off,
        starttls,  // demanded: no mail goes out without it
        whole,     // from the first byte
    };
    std::string host;  // an IPv6 address without brackets
    std::uint16_t port;
    std::string user, password;  // empty: none
    Tls tls;
    std::string authority;  // file of certificates that are trusted; empty: the system's

    /// `host:port`: what logs may name.
    std::string describe() const;
};

/// smtps://[user:password@]host[:port] (port 465), or smtp://[user:password@]host[:port][?tls=off|required] (port 587).
/// With smtp:// STARTTLS is required, but off where the host is this machine; `tls` says otherwise, though with a password
/// it can't be off towards another machine. Throws BadConfig with a sentence that does not repeat the URL.
SmtpServer parse_smtp_url(const std::string& url, std::string authority = "");

struct Mailbox {
    std::string name;  // empty: none
    std::string address;
};

/// `Name <address>`, or an address alone. Throws BadConfig.
Mailbox parse_mail_from(const std::string& text);

}  // namespace pictbook::account
