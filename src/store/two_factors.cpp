#include "store/two_factors.hpp"

#include "base/ids.hpp"
#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

constexpr db::Statement kFindFactor(R"(SELECT "secret", "enabled", "lastStep" FROM "TwoFactor" WHERE "userId" = $1)");
constexpr db::Statement kBegin(R"(
    INSERT INTO "TwoFactor" ("id", "userId", "secret", "enabled", "lastStep", "createdAt")
    VALUES ($1, $2, $3, FALSE, -1, $4)
    ON CONFLICT ("userId") DO UPDATE SET "secret" = EXCLUDED."secret", "lastStep" = -1, "createdAt" = EXCLUDED."createdAt"
    WHERE "TwoFactor"."enabled" = FALSE RETURNING "id")");
constexpr db::Statement kUseFactor(R"(
    UPDATE "TwoFactor" SET "lastStep" = $3, "enabled" = TRUE, "secret" = $4
    WHERE "userId" = $1 AND "secret" = $2 AND "lastStep" < $3 RETURNING "id")");
constexpr db::Statement kDeleteSecondFactor(R"(DELETE FROM "TwoFactor" WHERE "userId" = $1)");
// Holds the row, so that two replacements can't both leave their codes.
constexpr db::Statement kHoldFactor(R"(
    UPDATE "TwoFactor" SET "enabled" = "enabled" WHERE "userId" = $1 AND "enabled" = TRUE RETURNING "id")");

constexpr db::Statement kClearCodes(R"(DELETE FROM "RecoveryCode" WHERE "userId" = $1)");
constexpr db::Statement kAddCode(R"(INSERT INTO "RecoveryCode" ("id", "userId") VALUES ($1, $2))");
constexpr db::Statement kTakeCode(R"(DELETE FROM "RecoveryCode" WHERE "id" = $1 AND "userId" = $2 RETURNING "id")");

constexpr db::Statement kClearDevices(R"(
    DELETE FROM "TrustedDevice" WHERE "userId" = $1 AND ("expiresAt" <= $2 OR "id" NOT IN (
        SELECT "id" FROM "TrustedDevice" WHERE "userId" = $1 ORDER BY "expiresAt" DESC, "id" LIMIT $3)))");
constexpr db::Statement kTrust(R"(
    INSERT INTO "TrustedDevice" ("id", "userId", "password", "expiresAt") VALUES ($1, $2, $3, $4))");
constexpr db::Statement kIsTrusted(R"(
    SELECT "id" FROM "TrustedDevice" WHERE "id" = $1 AND "userId" = $2 AND "password" = $3 AND "expiresAt" > $4)");

constexpr db::Statement kHoldSignIn(R"(
    UPDATE "Verification" SET "value" = "value" WHERE "identifier" = $1 AND "expiresAt" > $2 RETURNING "value")");
constexpr db::Statement kReplaceSignIn(R"(UPDATE "Verification" SET "value" = $2 WHERE "identifier" = $1)");
constexpr db::Statement kDeleteSignIn(R"(DELETE FROM "Verification" WHERE "identifier" = $1)");

awaitable<void> write_codes(db::Sql& sql, std::string user_id, std::vector<std::string> hashes) {
    co_await sql.run(kClearCodes, user_id);
    for (const std::string& hash : hashes) co_await sql.run(kAddCode, hash, user_id);
}

}  // namespace

awaitable<std::optional<TwoFactor>> find_two_factor(db::Sql& sql, std::string user_id) {
    const db::Rows rows = co_await sql.run(kFindFactor, user_id);
    co_return rows.first<TwoFactor>();
}

awaitable<bool> begin_two_factor(db::Sql& sql, std::string user_id, std::string sealed_secret,
                                 std::vector<std::string> recovery_hashes, Time now) {
    const std::string id = make_token();
    const db::Rows rows = co_await sql.run(kBegin, id, user_id, sealed_secret, now);
    if (rows.empty()) co_return false;
    co_await write_codes(sql, user_id, std::move(recovery_hashes));
    co_return true;
}

awaitable<bool> use_totp_step(db::Sql& sql, std::string user_id, std::string sealed_secret, std::string sealed_anew,
                              std::int64_t step) {
    const db::Rows rows = co_await sql.run(kUseFactor, user_id, sealed_secret, step, sealed_anew);
    co_return !rows.empty();
}

awaitable<void> delete_two_factor(db::Sql& sql, std::string user_id) { co_await sql.run(kDeleteSecondFactor, user_id); }

awaitable<bool> replace_recovery_codes(db::Sql& sql, std::string user_id, std::vector<std::string> hashes) {
    const db::Rows rows = co_await sql.run(kHoldFactor, user_id);
    if (rows.empty()) co_return false;
    co_await write_codes(sql, user_id, std::move(hashes));
    co_return true;
}

awaitable<bool> take_recovery_code(db::Sql& sql, std::string user_id, std::string hash) {
    const db::Rows rows = co_await sql.run(kTakeCode, hash, user_id);
    co_return !rows.empty();
}

awaitable<void> create_trusted_device(db::Sql& sql, std::string id, std::string user_id, std::string password,
                                      Time expires_at, Time now) {
    co_await sql.run(kClearDevices, user_id, now, kMostTrustedDevices - 1);
    co_await sql.run(kTrust, id, user_id, password, expires_at);
}

awaitable<bool> is_trusted_device(db::Sql& sql, std::string id, std::string user_id, std::string password, Time now) {
    const db::Rows rows = co_await sql.run(kIsTrusted, id, user_id, password, now);
    co_return !rows.empty();
}

awaitable<std::optional<std::string>> hold_sign_in(db::Sql& sql, std::string identifier, Time now) {
    const db::Rows rows = co_await sql.run(kHoldSignIn, identifier, now);
    if (rows.empty()) co_return std::nullopt;
    co_return std::string(rows[0].text("value"));
}

awaitable<void> replace_sign_in(db::Sql& sql, std::string identifier, std::string value) {
    co_await sql.run(kReplaceSignIn, identifier, value);
}

awaitable<void> delete_sign_in(db::Sql& sql, std::string identifier) { co_await sql.run(kDeleteSignIn, identifier); }

}  // namespace pictbook::store
