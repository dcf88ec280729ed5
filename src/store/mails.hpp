// The outbox ("Mail"): mails that wait until the mail server has taken them, written in the same transaction as what they are
// about. A row goes with its mail's end. "MailTally" counts what was written for one recipient, or for one person, in an hour.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "db/db.hpp"

namespace pictbook::store {

struct Mail {
    std::string id;
    std::string recipient;
    std::string subject;
    std::string bodies;  // sealed: they hold a link that still opens something
    Time dueAt;
    std::int64_t attempts = 0;
    Time createdAt;
    Time expiresAt;  // from then on it is of no use
};
BOOST_DESCRIBE_STRUCT(Mail, (), (id, recipient, subject, bodies, dueAt, attempts, createdAt, expiresAt))

boost::asio::awaitable<void> add_mail(db::Sql& sql, Mail mail);
boost::asio::awaitable<std::int64_t> count_mails(db::Sql& sql);
/// At most 20 that are due, the longest due first.
boost::asio::awaitable<std::vector<Mail>> list_due_mails(db::Sql& sql, Time now);
/// Before it is sent: nobody else takes it before `until`. False when somebody else took it since it was listed.
boost::asio::awaitable<bool> take_mail(db::Sql& sql, Mail mail, Time until);
boost::asio::awaitable<void> put_off_mail(db::Sql& sql, std::string id, Time until);
boost::asio::awaitable<void> drop_mail(db::Sql& sql, std::string id);
/// Those that have expired, and the counts of hours that are over. Gives the number of mails.
boost::asio::awaitable<std::uint64_t> drop_expired_mails(db::Sql& sql, Time now);
/// Counts one more under `key`, and gives how many that makes in the hour that began with the first.
boost::asio::awaitable<std::int64_t> count_in_hour(db::Sql& sql, std::string key, Time now);

/// When a mail that failed so often is tried again: 10 s, doubled each time, an hour at most, a fifth more or less by `chance`
/// (0 to 1).
Milliseconds mail_delay(std::int64_t attempts, double chance);

}  // namespace pictbook::store
