#include "store/backups.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

constexpr Seconds kHeld = std::chrono::minutes(10);  // after the last sign of life
constexpr Seconds kRemembered = std::chrono::hours(24);

constexpr db::Statement kForgetBackups(R"(DELETE FROM "Backup" WHERE "heldUntil" < $1)");
constexpr db::Statement kBeginBackup(
    R"(INSERT INTO "Backup" ("id", "heldUntil") VALUES ($1, $2) ON CONFLICT ("id") DO NOTHING)");
constexpr db::Statement kExtendBackup(R"(UPDATE "Backup" SET "heldUntil" = $2 WHERE "id" = $1 AND "heldUntil" > $3)");
constexpr db::Statement kEndBackup(R"(UPDATE "Backup" SET "heldUntil" = $2 WHERE "id" = $1)");
constexpr db::Statement kHeldBackups(R"(SELECT 1 AS "one" FROM "Backup" WHERE "heldUntil" > $1 LIMIT 1)");

}  // namespace

awaitable<bool> begin_backup(db::Sql& sql, std::string id, Time now) {
    co_await sql.run(kForgetBackups, now - kRemembered);
    const db::Rows begun = co_await sql.run(kBeginBackup, id, now + kHeld);
    co_return begun.changed > 0;
}

awaitable<bool> extend_backup(db::Sql& sql, std::string id, Time now) {
    const db::Rows extended = co_await sql.run(kExtendBackup, id, now + kHeld, now);
    co_return extended.changed > 0;
}

awaitable<void> end_backup(db::Sql& sql, std::string id, Time now) { co_await sql.run(kEndBackup, id, now); }

awaitable<bool> are_removals_held(db::Sql& sql, Time now) {
    const db::Rows held = co_await sql.run(kHeldBackups, now);
    co_return !held.empty();
}

}  // namespace pictbook::store
