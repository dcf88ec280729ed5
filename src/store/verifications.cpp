#include "store/verifications.hpp"

#include "base/ids.hpp"
#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

constexpr db::Statement kClear(R"(DELETE FROM "Verification" WHERE "expiresAt" <= $1)");
constexpr db::Statement kCreateVerification(R"(
    INSERT INTO "Verification" ("id", "identifier", "value", "expiresAt", "createdAt", "updatedAt")
    VALUES ($1, $2, $3, $4, $5, $6))");
constexpr db::Statement kTakeVerification(
    R"(DELETE FROM "Verification" WHERE "identifier" = $1 RETURNING "value", "expiresAt")");
constexpr db::Statement kFindVerification(R"(SELECT "value", "expiresAt" FROM "Verification" WHERE "identifier" = $1)");

struct ValueRow {
    std::string value;
    Time expiresAt;
};
BOOST_DESCRIBE_STRUCT(ValueRow, (), (value, expiresAt))

std::optional<std::string> living_value(const db::Rows& rows, Time now) {
    std::optional<ValueRow> row = rows.first<ValueRow>();
    if (!row || row->expiresAt <= now) return std::nullopt;
    return std::move(row->value);
}

}  // namespace

awaitable<void> create_verification(db::Sql& sql, std::string identifier, std::string value, Time expires_at,
                                    Time now) {
    co_await sql.run(kClear, now);
    const std::string id = make_token();
    co_await sql.run(kCreateVerification, id, identifier, value, expires_at, now, now);
}

awaitable<std::optional<std::string>> find_verification(db::Sql& sql, std::string identifier, Time now) {
    const db::Rows rows = co_await sql.run(kFindVerification, identifier);
    co_return living_value(rows, now);
}

awaitable<std::optional<std::string>> take_verification(db::Sql& sql, std::string identifier, Time now) {
    const db::Rows rows = co_await sql.run(kTakeVerification, identifier);
    co_return living_value(rows, now);
}

}  // namespace pictbook::store
