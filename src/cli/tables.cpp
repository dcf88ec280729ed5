#include "cli/tables.hpp"

#include <array>
#include <cmath>
#include <stdexcept>

namespace pictbook::cli {

using boost::asio::awaitable;

namespace {

// `most` is the number of rows of a page: fewer where one may take megabytes.
#define PICTBOOK_TABLE(table, key, after, most, columns, values)                                              \
    Table {                                                                                                   \
        table, columns,                                                                                       \
            db::Statement("SELECT " columns " FROM \"" table "\" WHERE (" key ") > (" after ") ORDER BY " key \
                          " LIMIT " most),                                                                    \
            db::Statement("INSERT INTO \"" table "\" (" columns ") VALUES (" values ")"),                     \
            std::string_view(after).size() > 2 ? std::size_t{2} : std::size_t{1}                              \
    }
constexpr std::array kTables{
    PICTBOOK_TABLE("User", R"("id")", "$1", "500",
                   R"("id", "name", "email", "emailVerified", "image", "createdAt", "updatedAt")",
                   "$1, $2, $3, $4, $5, $6, $7"),
    PICTBOOK_TABLE("Session", R"("id")", "$1", "500",
                   R"("id", "expiresAt", "token", "createdAt", "updatedAt", "ipAddress", "userAgent", "userId")",
                   "$1, $2, $3, $4, $5, $6, $7, $8"),
    PICTBOOK_TABLE("ApiKey", R"("id")", "$1", "500",
                   R"("id", "name", "start", "hash", "scope", "createdAt", "expiresAt", "lastUsedAt", "userId")",
                   "$1, $2, $3, $4, $5, $6, $7, $8, $9"),
    PICTBOOK_TABLE("Account", R"("id")", "$1", "500",
                   R"("id", "accountId", "providerId", "userId", "accessToken", "refreshToken", "idToken", )"
                   R"("accessTokenExpiresAt", "refreshTokenExpiresAt", "scope", "password", "createdAt", )"
                   R"("updatedAt")",
                   "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13"),
    PICTBOOK_TABLE("Verification", R"("id")", "$1", "500",
                   R"("id", "identifier", "value", "expiresAt", "createdAt", "updatedAt")", "$1, $2, $3, $4, $5, $6"),
    PICTBOOK_TABLE("TwoFactor", R"("id")", "$1", "500",
                   R"("id", "userId", "secret", "enabled", "lastStep", "createdAt")", "$1, $2, $3, $4, $5, $6"),
    PICTBOOK_TABLE("RecoveryCode", R"("id")", "$1", "500", R"("id", "userId")", "$1, $2"),
    PICTBOOK_TABLE("TrustedDevice", R"("id")", "$1", "500", R"("id", "userId", "password", "expiresAt")",
                   "$1, $2, $3, $4"),
    PICTBOOK_TABLE("Passkey", R"("id")", "$1", "500",
                   R"("id", "name", "publicKey", "userId", "credentialID", "counter", "deviceType", "backedUp", )"
                   R"("transports", "createdAt")",
                   "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10"),
    PICTBOOK_TABLE("Project", R"("id")", "$1", "500",
                   R"("id", "name", "createdAt", "updatedAt", "visibility", "seq", "epoch")",
                   "$1, $2, $3, $4, $5, $6, $7"),
    PICTBOOK_TABLE("Invitation", R"("id")", "$1", "500",
                   R"("id", "projectId", "email", "role", "invitedBy", "createdAt", "expiresAt")",
                   "$1, $2, $3, $4, $5, $6, $7"),
    PICTBOOK_TABLE("Mail", R"("id")", "$1", "32",
                   R"("id", "recipient", "subject", "bodies", "dueAt", "attempts", "createdAt", "expiresAt")",
                   "$1, $2, $3, $4, $5, $6, $7, $8"),
    PICTBOOK_TABLE("ImageAsset", R"("id")", "$1", "500",
                   R"("id", "key", "mimeType", "size", "height", "width", "orientation", "createdAt", )"
                   R"("updatedAt", "projectId", "uploaderId")",
                   "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11"),
    PICTBOOK_TABLE("Element", R"("id")", "$1", "500",
                   R"("id", "type", "x", "y", "width", "height", "scaleX", "scaleY", "angle", "zIndex", )"
                   R"("createdAt", "updatedAt", "projectId", "rev", "order")",
                   "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15"),
    PICTBOOK_TABLE("Image", R"("id")", "$1", "500", R"("id", "elementId", "assetId")", "$1, $2, $3"),
    PICTBOOK_TABLE("Text", R"("id")", "$1", "32", R"("id", "content", "fontSize", "fontFamily", "color", "elementId")",
                   "$1, $2, $3, $4, $5, $6"),
    PICTBOOK_TABLE("Shape", R"("id")", "$1", "32",
                   R"("id", "shapeType", "fill", "stroke", "strokeWidth", "points", "cornerRadius", "elementId")",
                   "$1, $2, $3, $4, $5, $6, $7, $8"),
    PICTBOOK_TABLE("Version", R"("id")", "$1", "500",
                   R"("id", "projectId", "name", "seq", "epoch", "createdAt", "userId")", "$1, $2, $3, $4, $5, $6, $7"),
    PICTBOOK_TABLE("Member", R"("userId", "projectId")", "$1, $2", "500", R"("userId", "projectId", "role")",
                   "$1, $2, $3"),
    PICTBOOK_TABLE("Tombstone", R"("elementId")", "$1", "32", R"("elementId", "projectId", "state", "deletedAt")",
                   "$1, $2, $3, $4"),
    PICTBOOK_TABLE("Journal", R"("projectId", "seq")", "$1, $2", "32",
                   R"("projectId", "seq", "epoch", "at", "author", "client", "counter", "type", )"
                   R"("result", "changes", "inverse")",
                   "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11"),
};
#undef PICTBOOK_TABLE

constexpr std::array kLeftBehind{
    LeftBehind{"_pictbook_migrations", "", "the target has its own"},
    LeftBehind{"MailTally", "", "it counts the mails of one hour"},
    LeftBehind{"ObjectRemoval", "", "an object without a row isn't copied"},
    LeftBehind{"Backup", "", "it tells of backups that are being made"},
    LeftBehind{"Project", "revision", "the target counts by itself what it holds"},
    LeftBehind{"Project", "journaled", "it is set anew by what the source's says of the revision"},
};

constexpr db::Statement kNotWhole(R"(SELECT "id" FROM "Project" WHERE "revision" <> "journaled")");
/// Behind the elements, whose rows are counted as they come.
constexpr db::Statement kMarkWhole(R"(UPDATE "Project" SET "journaled" = "revision")");
constexpr db::Statement kMarkNotWhole(R"(UPDATE "Project" SET "journaled" = -1 WHERE "id" = $1)");

constexpr std::string_view kPoints = "points";  // a list of numbers, which each database writes in its own way

double finite(double number) {
    if (!std::isfinite(number)) throw std::runtime_error("a row holds a number that is infinite or none");
    return number;
}

db::Value value_in(const db::Row& row, std::size_t column, bool is_list) {
    switch (row.cell(column).kind) {
        case db::Cell::Kind::null:
            return {};
        case db::Cell::Kind::integer:
            return row.integer(column);
        case db::Cell::Kind::number:
            return finite(row.number(column));
        case db::Cell::Kind::text:
            break;
    }
    if (!is_list) return std::string(row.text(column));
    std::vector<double> numbers = row.numbers(column);
    for (const double number : numbers) finite(number);
    return numbers;
}

db::Args values_of(const db::Row& row, std::size_t width, std::size_t list_column) {
    db::Args out;
    out.reserve(width);
    for (std::size_t column = 0; column < width; ++column) out.push_back(value_in(row, column, column == list_column));
    return out;
}

/// The position of that column, or beyond the last.
std::size_t find_list_column(const db::Rows& rows, const Table& table) {
    return table.name == "Shape" ? rows.column(kPoints) : rows.width();
}

awaitable<std::size_t> copy_table(db::Sql& from, db::Sql& to, const Table& table, const Between& between) {
    std::size_t copied = 0;
    for (db::Args last = first_key(table);;) {
        const db::Rows rows = co_await from.execute(table.page, last);
        if (rows.empty()) co_return copied;
        const std::size_t list_column = find_list_column(rows, table);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            db::Args values = values_of(rows[i], rows.width(), list_column);
            co_await to.execute(table.insert, std::move(values));
        }
        copied += rows.size();
        last = key_of(table, rows[rows.size() - 1]);
        co_await between();
    }
}

}  // namespace

std::span<const Table> copied_tables() { return kTables; }
std::span<const LeftBehind> left_behind() { return kLeftBehind; }

db::Args first_key(const Table& table) {
    db::Args key(table.keys, db::Value(std::string()));
    if (table.name == "Journal") key.back() = std::int64_t{0};
    return key;
}

db::Args key_of(const Table& table, const db::Row& row) { return values_of(row, table.keys, table.keys); }

std::size_t sum_of(const std::vector<RowCount>& counts) {
    std::size_t rows = 0;
    for (const RowCount& each : counts) rows += each.rows;
    return rows;
}

awaitable<void> go_on() { co_return; }

awaitable<std::vector<RowCount>> copy_rows(db::Sql& from, db::Sql& to, Between between) {
    std::vector<RowCount> counts;
    for (const Table& table : kTables) {
        const std::size_t rows = co_await copy_table(from, to, table, between);
        counts.push_back({std::string(table.name), rows});
    }
    co_await to.run(kMarkWhole);
    const db::Rows books = co_await from.run(kNotWhole);
    for (std::size_t i = 0; i < books.size(); ++i) co_await to.run(kMarkNotWhole, books[i].text("id"));
    co_return counts;
}

}  // namespace pictbook::cli
