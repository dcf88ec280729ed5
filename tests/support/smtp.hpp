// A real SMTP server for tests: the script smtp_server beside this file, on a port of its own.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "support/certificate.hpp"
#include "support/program.hpp"

namespace pictbook::test {

/// A mail that arrived, as a mail program reads it.
struct ArrivedMail {
    std::string from, to;  // of the envelope
    std::string plain, html;
    std::string raw;
    std::string user;  // who signed in to send it
    std::string greeting;
    bool tls = false;
    std::vector<std::pair<std::string, std::string>> headers;

    /// The first of that name, decoded, or empty.
    std::string header(const std::string& name) const;
    std::string subject() const { return header("Subject"); }
    /// The path and query of the link in the plain text, which the HTML has too; fails the test when there is none.
    std::string link() const;
};

class SmtpServer {
public:
    /// `options`: more words of its command line. Waits until it answers.
    explicit SmtpServer(std::vector<std::string> options = {});
    ~SmtpServer();
    SmtpServer(const SmtpServer&) = delete;
    SmtpServer& operator=(const SmtpServer&) = delete;

    std::uint16_t port() const { return port_; }
    /// For a server under test that hands its mails over here.
    std::map<std::string, std::string> settings() const;

    /// What it does with mails from now on: a command of the script.
    void behave(const std::string& command) const;
    /// It is away: nobody listens on its port.
    void kill();
    /// Again, on the same port.
    void start();

    /// All that arrived for that recipient so far, the oldest first.
    std::vector<ArrivedMail> mails_to(const std::string& recipient) const;
    std::size_t count() const;
    /// Mail number `number` to that recipient, counted from 0; waits until it is there, and fails the test when it doesn't come.
    ArrivedMail wait_for(const std::string& recipient, std::size_t number = 0) const;

private:
    void read_until(const std::string& answer) const;

    TemporaryFolder folder_;
    std::vector<std::string> options_;
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
    int channel_ = -1;  // both directions
};

}  // namespace pictbook::test
