#include "store/provider_accounts.hpp"

#include "base/bytes.hpp"
#include "db/row_struct.hpp"
#include "store/users.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

constexpr db::Statement kHoldAccount(R"(
    UPDATE "Account" SET "updatedAt" = $3 WHERE "providerId" = $1 AND "accountId" = $2 RETURNING "userId")");

constexpr db::Statement kCreateProviderAccount(R"(
    INSERT INTO "Account" ("id", "accountId", "providerId", "userId", "createdAt", "updatedAt")
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ("id") DO NOTHING RETURNING "id")");

struct OwnerRow {
    std::string userId;
};
BOOST_DESCRIBE_STRUCT(OwnerRow, (), (userId))

/// The original's table has no rule that an account is there once. Its row's id follows from what it is, so that of two
/// that are made at the same time the second meets the first.
std::string row_id(const ProviderAccount& account) {
    constexpr std::size_t kLength = 32;
    return to_hex(sha256(account.provider + "\n" + account.subject)).substr(0, kLength);
}

}  // namespace

awaitable<std::optional<model::User>> hold_user_by_account(db::Sql& sql, ProviderAccount account, Time now) {
    const db::Rows rows = co_await sql.run(kHoldAccount, account.provider, account.subject, now);
    const std::optional<OwnerRow> owner = rows.first<OwnerRow>();
    if (!owner) co_return std::nullopt;
    co_return co_await hold_user(sql, owner->userId);
}

awaitable<bool> create_provider_account(db::Sql& sql, ProviderAccount account, std::string user_id, Time now) {
    const std::string id = row_id(account);
    const db::Rows rows =
        co_await sql.run(kCreateProviderAccount, id, account.subject, account.provider, user_id, now, now);
    co_return !rows.empty();
}

}  // namespace pictbook::store
