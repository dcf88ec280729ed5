#include "store/accounts.hpp"

#include <algorithm>

#include "base/ids.hpp"
#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

#define PICTBOOK_CREDENTIAL                                                                               \
    R"(SELECT u."id", u."name", u."email", u."image", u."emailVerified", u."createdAt", u."updatedAt", )" \
    R"(a."id" AS "rowId", a."password" FROM "User" u JOIN "Account" a ON a."userId" = u."id" )"           \
    R"(AND a."providerId" = 'credential' AND a."password" IS NOT NULL )"

constexpr db::Statement kByEmail(PICTBOOK_CREDENTIAL R"(WHERE u."email" = $1)");
constexpr db::Statement kByUser(PICTBOOK_CREDENTIAL R"(WHERE u."id" = $1)");

#undef PICTBOOK_CREDENTIAL

constexpr db::Statement kCreateAccount(R"(
    INSERT INTO "Account" ("id", "accountId", "providerId", "userId", "password", "createdAt", "updatedAt")
    VALUES ($1, $2, $3, $4, $5, $6, $7))");
// Holds the row, so that a change of the password comes before or after the transaction that relies on it.
constexpr db::Statement kHasPassword(R"(
    UPDATE "Account" SET "password" = "password" WHERE "id" = $1 AND "password" = $2 RETURNING "id")");
constexpr db::Statement kReplacePassword(R"(
    UPDATE "Account" SET "password" = $3, "updatedAt" = $4 WHERE "id" = $1 AND "password" = $2)");
constexpr db::Statement kListAccounts(R"(SELECT "id", "providerId", "createdAt", "updatedAt", "accountId", "scope"
    FROM "Account" WHERE "userId" = $1 ORDER BY "createdAt", "id")");
// Holds the person's row until the transaction ends, so that two unlinkings can't each leave the other's account.
constexpr db::Statement kHoldAccountUser(R"(UPDATE "User" SET "updatedAt" = "updatedAt" WHERE "id" = $1)");
constexpr db::Statement kUnlink(R"(DELETE FROM "Account" WHERE "userId" = $1 AND "providerId" = $2)");
constexpr db::Statement kDeletePasskeys(R"(DELETE FROM "Passkey" WHERE "userId" = $1)");
constexpr db::Statement kDeleteKeys(R"(DELETE FROM "ApiKey" WHERE "userId" = $1)");
constexpr db::Statement kDeleteFactor(R"(DELETE FROM "TwoFactor" WHERE "userId" = $1)");
constexpr db::Statement kDeleteProviders(
    R"(DELETE FROM "Account" WHERE "userId" = $1 AND "providerId" <> 'credential')");

struct CredentialRow {
    std::string rowId;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(CredentialRow, (), (rowId, password))

struct AccountRow {
    model::Id id;
    std::string providerId;
    Time createdAt;
    Time updatedAt;
    std::string accountId;
    std::optional<std::string> scope;  // words with commas between
};
BOOST_DESCRIBE_STRUCT(AccountRow, (), (id, providerId, createdAt, updatedAt, accountId, scope))

std::vector<std::string> split_scope(std::string_view scope) {
    std::vector<std::string> out;
    while (!scope.empty()) {
        const std::size_t end = std::min(scope.find(','), scope.size());
        if (end > 0) out.emplace_back(scope.substr(0, end));
        scope.remove_prefix(std::min(end + 1, scope.size()));
    }
    return out;
}

awaitable<std::optional<Credential>> find(db::Sql& sql, const db::Statement& statement, std::string key) {
    const db::Rows rows = co_await sql.run(statement, key);
    std::optional<model::User> user = rows.first<model::User>();
    if (!user) co_return std::nullopt;
    CredentialRow row = *rows.first<CredentialRow>();
    Credential out;
    out.user = std::move(*user);
    out.account_id = std::move(row.rowId);
    out.password_hash = std::move(row.password);
    co_return out;
}

}  // namespace

awaitable<std::optional<Credential>> find_credential_by_email(db::Sql& sql, std::string email) {
    return find(sql, kByEmail, std::move(email));
}

awaitable<std::optional<Credential>> find_credential_of(db::Sql& sql, std::string user_id) {
    return find(sql, kByUser, std::move(user_id));
}

awaitable<void> create_credential(db::Sql& sql, std::string user_id, std::string password_hash, Time now) {
    const std::string id = make_token();
    co_await sql.run(kCreateAccount, id, user_id, kCredential, user_id, password_hash, now, now);
}

awaitable<bool> has_password(db::Sql& sql, std::string account_id, std::string password_hash) {
    const db::Rows rows = co_await sql.run(kHasPassword, account_id, password_hash);
    co_return !rows.empty();
}

awaitable<bool> replace_password(db::Sql& sql, std::string account_id, std::string old_hash, std::string new_hash,
                                 Time now) {
    const db::Rows rows = co_await sql.run(kReplacePassword, account_id, old_hash, new_hash, now);
    co_return rows.changed > 0;
}

awaitable<std::vector<Account>> list_accounts(db::Sql& sql, std::string user_id) {
    const db::Rows rows = co_await sql.run(kListAccounts, user_id);
    std::vector<Account> out;
    for (AccountRow& row : rows.all<AccountRow>())
        out.push_back({std::move(row.id), row.providerId, row.providerId, row.createdAt, row.updatedAt,
                       std::move(row.accountId), model::Id(user_id), split_scope(row.scope.value_or(""))});
    co_return out;
}

awaitable<void> delete_other_ways_in(db::Sql& sql, std::string user_id) {
    co_await sql.run(kDeletePasskeys, user_id);
    co_await sql.run(kDeleteKeys, user_id);
    co_await sql.run(kDeleteFactor, user_id);
    co_await sql.run(kDeleteProviders, user_id);
}

awaitable<Unlinked> unlink_account(db::Sql& sql, std::string user_id, std::string provider) {
    co_await sql.run(kHoldAccountUser, user_id);
    const std::vector<Account> accounts = co_await list_accounts(sql, user_id);
    if (accounts.size() <= 1) co_return Unlinked::is_last;
    const auto named = [&](const Account& account) { return account.provider == provider; };
    const auto count = std::count_if(accounts.begin(), accounts.end(), named);
    if (count == 0) co_return Unlinked::absent;
    if (static_cast<std::size_t>(count) == accounts.size()) co_return Unlinked::is_last;
    co_await sql.run(kUnlink, user_id, provider);
    co_return Unlinked::done;
}

}  // namespace pictbook::store
