#include "store/passkeys.hpp"

#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

#define PICTBOOK_PASSKEY_COLUMNS                                                                                  \
    R"("id", "name", "publicKey", "userId", "credentialID", "counter", "deviceType", "backedUp", "transports", )" \
    R"("createdAt")"

constexpr db::Statement kListPasskeys("SELECT " PICTBOOK_PASSKEY_COLUMNS
                                      R"( FROM "Passkey" WHERE "userId" = $1 ORDER BY "createdAt", "id")");
constexpr db::Statement kFindPasskey("SELECT " PICTBOOK_PASSKEY_COLUMNS R"( FROM "Passkey" WHERE "credentialID" = $1)");
// Holds the person's row until the transaction ends, so that two can't both be the last that is allowed.
constexpr db::Statement kHoldPasskeyUser(R"(UPDATE "User" SET "updatedAt" = "updatedAt" WHERE "id" = $1)");
constexpr db::Statement kCountPasskeys(R"(SELECT COUNT(*) AS "count" FROM "Passkey" WHERE "userId" = $1)");
constexpr db::Statement kCreatePasskey(R"(INSERT INTO "Passkey" ()" PICTBOOK_PASSKEY_COLUMNS R"()
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT ("credentialID") DO NOTHING RETURNING "id")");
// An authenticator without a counter sends 0 always.
constexpr db::Statement kUsePasskey(R"(UPDATE "Passkey" SET "counter" = $2, "backedUp" = $3
    WHERE "id" = $1 AND ("counter" < $2 OR "counter" = 0 AND $2 = 0) RETURNING "id")");
constexpr db::Statement kRenamePasskey(R"(UPDATE "Passkey" SET "name" = $3 WHERE "userId" = $1 AND "id" = $2
    RETURNING )" PICTBOOK_PASSKEY_COLUMNS);
constexpr db::Statement kDeletePasskey(R"(DELETE FROM "Passkey" WHERE "userId" = $1 AND "id" = $2 RETURNING "id")");

#undef PICTBOOK_PASSKEY_COLUMNS

}  // namespace

awaitable<std::vector<Passkey>> list_passkeys(db::Sql& sql, std::string user_id) {
    const db::Rows rows = co_await sql.run(kListPasskeys, user_id);
    co_return rows.all<Passkey>();
}

awaitable<std::optional<Passkey>> find_passkey(db::Sql& sql, std::string credential_id) {
    const db::Rows rows = co_await sql.run(kFindPasskey, credential_id);
    co_return rows.first<Passkey>();
}

awaitable<PasskeyCreated> create_passkey(db::Sql& sql, Passkey passkey) {
    co_await sql.run(kHoldPasskeyUser, passkey.userId);
    const db::Rows count = co_await sql.run(kCountPasskeys, passkey.userId);
    if (count[0].integer("count") >= static_cast<std::int64_t>(kMostPasskeys)) co_return PasskeyCreated::too_many;
    const db::Rows rows = co_await sql.run(kCreatePasskey, passkey.id, passkey.name, passkey.publicKey, passkey.userId,
                                           passkey.credentialID, passkey.counter, passkey.deviceType, passkey.backedUp,
                                           passkey.transports, passkey.createdAt);
    co_return rows.empty() ? PasskeyCreated::known : PasskeyCreated::done;
}

awaitable<bool> use_passkey(db::Sql& sql, std::string id, std::int64_t counter, bool backed_up) {
    const db::Rows rows = co_await sql.run(kUsePasskey, id, counter, backed_up);
    co_return !rows.empty();
}

awaitable<std::optional<Passkey>> rename_passkey(db::Sql& sql, std::string user_id, std::string id, std::string name) {
    const db::Rows rows = co_await sql.run(kRenamePasskey, user_id, id, name);
    co_return rows.first<Passkey>();
}

awaitable<bool> delete_passkey(db::Sql& sql, std::string user_id, std::string id) {
    const db::Rows rows = co_await sql.run(kDeletePasskey, user_id, id);
    co_return !rows.empty();
}

}  // namespace pictbook::store
