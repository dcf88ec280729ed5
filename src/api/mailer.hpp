// Mails: written into the outbox in the transaction of what they are about, and sent from there by one worker of each node.
// docs/spec/mail.md.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>

#include "account/mail_letters.hpp"
#include "account/mail_seal.hpp"
#include "account/mail_smtp.hpp"
#include "base/config.hpp"
#include "base/pool.hpp"
#include "store/mails.hpp"

namespace pictbook::api {

/// A mail to be queued.
struct NewMail {
    std::string recipient;
    account::MailText text;
    Time expires = Time::max();  // of no use from then on; never later than kLongestWait from now
    bool is_notice = false;      // nobody can ask for it
    std::string asker = {};      // id of who had it written to somebody else; empty: it is for oneself
};

/// What a process counts of its mails; any thread changes and reads it, for mails are few.
struct MailCounts {
    std::atomic<std::uint64_t> sent = 0, refused = 0, put_off = 0, expired = 0;
    std::atomic<std::uint64_t> not_written = 0;  // too many wait, or there is no address to send to
    std::atomic<std::int64_t> waiting = 0;       // in the outbox, as the last look found
};

class Mailer {
public:
    static constexpr std::int64_t kMostQueued = 10'000;  // mails in the outbox
    static constexpr std::int64_t kMostInHour = 10;      // to one recipient, and as many notices
    static constexpr std::int64_t kMostOfAskerInHour = 50;
    static constexpr Seconds kLongestWait = std::chrono::hours(24);

    /// Throws BadConfig. `config.auth_secret` is set.
    explicit Mailer(const Config& config);
    ~Mailer();
    Mailer(const Mailer&) = delete;
    Mailer& operator=(const Mailer&) = delete;

    bool is_on() const { return on_; }
    const account::Letters& letters() const { return letters_; }
    const MailCounts& counts() const { return counts_; }
    /// For /metrics: the thread that sends.
    QueueUse queue_of_sender() const { return pool_.use("mail_sender"); }

    /// In the transaction of what it is about; wake() after its commit. False, and nothing is queued, when too many were: the
    /// log says so.
    boost::asio::awaitable<bool> queue(db::Sql& sql, NewMail mail) const;
    /// There is something to send: the sender looks at once. From any thread.
    void wake() const;
    /// Sends what is due until its coroutine is destroyed. One worker of each node runs it.
    boost::asio::awaitable<void> deliver(db::Db& db);

private:
    boost::asio::awaitable<bool> is_within_bounds(db::Sql& sql, const NewMail& mail, Time now) const;
    /// False when the mail server is away.
    boost::asio::awaitable<bool> send_one(db::Db& db, store::Mail mail);
    /// Ends when nothing more is due, or, with false, the server is away: then the next look tries one mail, and the others
    /// lose no attempt.
    boost::asio::awaitable<bool> send_due(db::Db& db);
    /// Nothing when it was sealed with a secret that isn't known here, or is by now forged.
    std::optional<std::string> open_sealed(const store::Mail& mail) const;
    boost::asio::awaitable<account::Delivery> hand_over(const store::Mail& mail, account::MailText text);

    const bool on_;
    const bool to_log_;
    const account::Mailbox from_;
    const account::Letters letters_;
    const account::MailSeal seal_;
    const FormerSecrets former_secrets_;
    const std::string tally_key_;
    mutable MailCounts counts_;
    mutable std::mutex mutex_;
    std::function<void()> look_;  // under the mutex
    std::optional<account::Smtp> smtp_;
    Pool pool_;  // last: its thread uses the others
};

}  // namespace pictbook::api
