#include "store/removals.hpp"

#include <algorithm>

#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

constexpr db::Statement kPlan(R"(
    INSERT INTO "ObjectRemoval" ("key", "dueAt", "attempts") VALUES ($1, $2, 0)
    ON CONFLICT ("key") DO UPDATE SET "dueAt" = EXCLUDED."dueAt")");
constexpr db::Statement kDropRemoval(R"(DELETE FROM "ObjectRemoval" WHERE "key" = $1)");
constexpr db::Statement kCancel(R"(DELETE FROM "ObjectRemoval" WHERE "key" = $1 AND "attempts" = 0)");
constexpr db::Statement kDueRemovals(R"(
    SELECT "key", "attempts" FROM "ObjectRemoval" WHERE "dueAt" <= $1 ORDER BY "dueAt", "key" LIMIT 100)");
constexpr db::Statement kPutOffRemoval(R"(
    UPDATE "ObjectRemoval" SET "attempts" = "attempts" + 1, "dueAt" = $3 WHERE "key" = $1 AND "attempts" = $2)");

constexpr Seconds kFirstRemovalDelay{30}, kLongestRemovalDelay{3600};

Seconds delay_after(std::int64_t attempts) {
    return std::min(kLongestRemovalDelay,
                    kFirstRemovalDelay * (std::int64_t{1} << std::min<std::int64_t>(attempts, 10)));
}

}  // namespace

awaitable<void> plan_removal(db::Sql& sql, std::string key, Time due) { co_await sql.run(kPlan, key, due); }

awaitable<void> drop_removal(db::Sql& sql, std::string key) { co_await sql.run(kDropRemoval, key); }

awaitable<bool> cancel_removal(db::Sql& sql, std::string key) {
    const db::Rows cancelled = co_await sql.run(kCancel, key);
    co_return cancelled.changed > 0;
}

awaitable<std::vector<DueRemoval>> list_due_removals(db::Sql& sql, Time now) {
    const db::Rows rows = co_await sql.run(kDueRemovals, now);
    co_return rows.all<DueRemoval>();
}

awaitable<bool> take_removal(db::Sql& sql, DueRemoval due, Time now) {
    const db::Rows taken = co_await sql.run(kPutOffRemoval, due.key, due.attempts, now + delay_after(due.attempts));
    co_return taken.changed > 0;
}

}  // namespace pictbook::store
