#include "store/mails.hpp"

#include <algorithm>

#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

constexpr db::Statement kAddMail(R"(
    INSERT INTO "Mail" ("id", "recipient", "subject", "bodies", "dueAt", "attempts", "createdAt", "expiresAt")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))");
constexpr db::Statement kCountMails(R"(SELECT COUNT(*) AS "count" FROM "Mail")");
constexpr db::Statement kDueMails(R"(
    SELECT "id", "recipient", "subject", "bodies", "dueAt", "attempts", "createdAt", "expiresAt" FROM "Mail"
    WHERE "dueAt" <= $1 AND "expiresAt" > $1 ORDER BY "dueAt", "id" LIMIT 20)");
constexpr db::Statement kTakeMail(R"(
    UPDATE "Mail" SET "attempts" = "attempts" + 1, "dueAt" = $3 WHERE "id" = $1 AND "attempts" = $2)");
constexpr db::Statement kPutOffMail(R"(UPDATE "Mail" SET "dueAt" = $2 WHERE "id" = $1)");
constexpr db::Statement kDropMail(R"(DELETE FROM "Mail" WHERE "id" = $1)");
constexpr db::Statement kDropExpired(R"(DELETE FROM "Mail" WHERE "expiresAt" <= $1)");
constexpr db::Statement kDropTallies(R"(DELETE FROM "MailTally" WHERE "endsAt" <= $1)");
constexpr db::Statement kTally(R"(
    INSERT INTO "MailTally" ("key", "count", "endsAt") VALUES ($1, 1, $3) ON CONFLICT ("key") DO UPDATE SET
    "count" = CASE WHEN "MailTally"."endsAt" <= $2 THEN 1 ELSE "MailTally"."count" + 1 END,
    "endsAt" = CASE WHEN "MailTally"."endsAt" <= $2 THEN EXCLUDED."endsAt" ELSE "MailTally"."endsAt" END
    RETURNING "count")");

constexpr Milliseconds kFirstMailDelay{10'000}, kLongestMailDelay{3'600'000};

}  // namespace

awaitable<void> add_mail(db::Sql& sql, Mail mail) {
    co_await sql.run(kAddMail, mail.id, mail.recipient, mail.subject, mail.bodies, mail.dueAt, mail.attempts,
                     mail.createdAt, mail.expiresAt);
}

awaitable<std::int64_t> count_mails(db::Sql& sql) {
    const db::Rows rows = co_await sql.run(kCountMails);
    co_return rows[0].integer("count");
}

awaitable<std::vector<Mail>> list_due_mails(db::Sql& sql, Time now) {
    const db::Rows rows = co_await sql.run(kDueMails, now);
    co_return rows.all<Mail>();
}

awaitable<bool> take_mail(db::Sql& sql, Mail mail, Time until) {
    const db::Rows taken = co_await sql.run(kTakeMail, mail.id, mail.attempts, until);
    co_return taken.changed > 0;
}

awaitable<void> put_off_mail(db::Sql& sql, std::string id, Time until) { co_await sql.run(kPutOffMail, id, until); }

awaitable<void> drop_mail(db::Sql& sql, std::string id) { co_await sql.run(kDropMail, id); }

awaitable<std::uint64_t> drop_expired_mails(db::Sql& sql, Time now) {
    co_await sql.run(kDropTallies, now);
    const db::Rows dropped = co_await sql.run(kDropExpired, now);
    co_return dropped.changed;
}

awaitable<std::int64_t> count_in_hour(db::Sql& sql, std::string key, Time now) {
    const Time end = now + std::chrono::hours(1);
    const db::Rows rows = co_await sql.run(kTally, key, now, end);
    co_return rows[0].integer("count");
}

Milliseconds mail_delay(std::int64_t attempts, double chance) {
    const Milliseconds whole = std::min(
        kLongestMailDelay, kFirstMailDelay * (std::int64_t{1} << std::clamp<std::int64_t>(attempts - 1, 0, 10)));
    return std::chrono::floor<Milliseconds>(whole * (0.8 + 0.4 * chance));
}

}  // namespace pictbook::store
