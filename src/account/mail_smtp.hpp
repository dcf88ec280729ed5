// Hands one mail to the SMTP server, by libcurl. Blocking: runs on a thread of its own.
#pragma once

#include <atomic>
#include <string>

#include "account/mail_url.hpp"
#include "base/clock.hpp"

namespace pictbook::account {

/// How handing over ended.
struct Delivery {
    enum class End {
        sent,
        refused,   // for good: the server answered this mail with 5xx
        deferred,  // the server answered this mail with 4xx
        away,      // no answer about this mail at all: no server, no TLS, no sign-in, a broken connection
    };
    End end;
    std::string reason = {};  // for the log; names nobody
};

class Smtp {
public:
    struct Deadlines {
        Milliseconds connect{10'000};
        Milliseconds whole{30'000};
    };

    /// `greeting`: the name that we give ourselves (EHLO).
    Smtp(SmtpServer server, std::string greeting, Deadlines deadlines);
    Smtp(SmtpServer server, std::string greeting) : Smtp(std::move(server), std::move(greeting), Deadlines()) {}

    /// `message` as write_message() gives it. A mail whose last answer is lost counts as not sent: it may come twice.
    Delivery send(const std::string& from, const std::string& to, const std::string& message) const;
    /// Connects and signs in, and sends nothing. Throws std::runtime_error with one sentence.
    void check() const;
    /// From any thread: what runs ends within a second, as away.
    void stop() { stopping_ = true; }

private:
    void set_up(void* easy) const;

    const SmtpServer server_;
    const std::string url_;
    const Deadlines deadlines_;
    std::atomic<bool> stopping_ = false;
};

}  // namespace pictbook::account
