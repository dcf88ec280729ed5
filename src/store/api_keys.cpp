#include "store/api_keys.hpp"

#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

// Whoever makes a key waits for who makes another one of the same person, so that the count holds.
constexpr db::Statement kHoldKeyUser(R"(UPDATE "User" SET "updatedAt" = "updatedAt" WHERE "id" = $1)");
constexpr db::Statement kCountKeys(R"(SELECT COUNT(*) AS "count" FROM "ApiKey" WHERE "userId" = $1)");
constexpr db::Statement kCreateKey(R"(
    INSERT INTO "ApiKey" ("id", "name", "start", "hash", "scope", "createdAt", "expiresAt", "userId")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))");
constexpr db::Statement kListKeys(R"(
    SELECT "id", "name", "start", "scope", "createdAt", "expiresAt", "lastUsedAt" FROM "ApiKey"
    WHERE "userId" = $1 ORDER BY "createdAt" DESC, "id")");
constexpr db::Statement kDeleteKey(R"(DELETE FROM "ApiKey" WHERE "id" = $1 AND "userId" = $2)");
constexpr db::Statement kNoteUse(R"(
    UPDATE "ApiKey" SET "lastUsedAt" = $2 WHERE "id" = $1 AND ("lastUsedAt" IS NULL OR "lastUsedAt" <= $3))");

}  // namespace

awaitable<KeyCreation> create_api_key(db::Sql& sql, model::ApiKey key, std::string user_id, std::string hash) {
    const db::Rows held = co_await sql.run(kHoldKeyUser, user_id);
    if (held.changed == 0) co_return KeyCreation::no_such_user;
    const db::Rows rows = co_await sql.run(kCountKeys, user_id);
    if (rows[0].integer("count") >= kMostApiKeys) co_return KeyCreation::too_many;
    co_await sql.run(kCreateKey, key.id, key.name, key.start, hash, key.scope, key.createdAt, key.expiresAt, user_id);
    co_return KeyCreation::done;
}

awaitable<std::vector<model::ApiKey>> list_api_keys(db::Sql& sql, std::string user_id) {
    const db::Rows rows = co_await sql.run(kListKeys, user_id);
    co_return rows.all<model::ApiKey>();
}

awaitable<bool> delete_api_key(db::Sql& sql, std::string id, std::string user_id) {
    const db::Rows rows = co_await sql.run(kDeleteKey, id, user_id);
    co_return rows.changed > 0;
}

awaitable<void> note_api_key_use(db::Sql& sql, std::string id, Time now, Seconds apart) {
    co_await sql.run(kNoteUse, id, now, now - apart);
}

}  // namespace pictbook::store
