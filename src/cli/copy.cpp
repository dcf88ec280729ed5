#include "cli/copy.hpp"

#include <array>
#include <fstream>
#include <stdexcept>

#include "base/waiting.hpp"
#include "cli/scratch.hpp"

namespace pictbook::cli {

using boost::asio::awaitable;

namespace {

constexpr std::size_t kPieceBytes = 1u << 20;

/// A page of the rows whose key is greater than the last one's, and how one of them is written.
struct TableCopy {
    db::Statement page, insert;
};

// In the order in which they refer to each other. The key is the first column, of "Member" the first two.
#define PICTBOOK_TABLE_COPY(table, columns, values)                                                    \
    TableCopy {                                                                                        \
        db::Statement("SELECT " columns " FROM " table R"( WHERE "id" > $1 ORDER BY "id" LIMIT 500)"), \
            db::Statement("INSERT INTO " table " (" columns ") VALUES (" values ")")                   \
    }
constexpr std::array kTables{
    PICTBOOK_TABLE_COPY(R"("User")", R"("id", "name", "email", "emailVerified", "image", "createdAt", "updatedAt")",
                        "$1, $2, $3, $4, $5, $6, $7"),
    PICTBOOK_TABLE_COPY(R"("Session")",
                        R"("id", "expiresAt", "token", "createdAt", "updatedAt", "ipAddress", "userAgent", "userId")",
                        "$1, $2, $3, $4, $5, $6, $7, $8"),
    PICTBOOK_TABLE_COPY(R"("ApiKey")",
                        R"("id", "name", "start", "hash", "scope", "createdAt", "expiresAt", "lastUsedAt", "userId")",
                        "$1, $2, $3, $4, $5, $6, $7, $8, $9"),
    PICTBOOK_TABLE_COPY(
        R"("Account")",
        R"("id", "accountId", "providerId", "userId", "accessToken", "refreshToken", "idToken", )"
        R"("accessTokenExpiresAt", "refreshTokenExpiresAt", "scope", "password", "createdAt", "updatedAt")",
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13"),
    PICTBOOK_TABLE_COPY(R"("Verification")", R"("id", "identifier", "value", "expiresAt", "createdAt", "updatedAt")",
                        "$1, $2, $3, $4, $5, $6"),
    PICTBOOK_TABLE_COPY(R"("TwoFactor")", R"("id", "userId", "secret", "enabled", "lastStep", "createdAt")",
                        "$1, $2, $3, $4, $5, $6"),
    PICTBOOK_TABLE_COPY(R"("RecoveryCode")", R"("id", "userId")", "$1, $2"),
    PICTBOOK_TABLE_COPY(R"("TrustedDevice")", R"("id", "userId", "password", "expiresAt")", "$1, $2, $3, $4"),
    PICTBOOK_TABLE_COPY(
        R"("Passkey")",
        R"("id", "name", "publicKey", "userId", "credentialID", "counter", "deviceType", "backedUp", "transports", )"
        R"("createdAt")",
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10"),
    PICTBOOK_TABLE_COPY(R"("Project")", R"("id", "name", "createdAt", "updatedAt", "visibility", "seq", "epoch")",
                        "$1, $2, $3, $4, $5, $6, $7"),
    PICTBOOK_TABLE_COPY(R"("Invitation")",
                        R"("id", "projectId", "email", "role", "invitedBy", "createdAt", "expiresAt")",
                        "$1, $2, $3, $4, $5, $6, $7"),
    PICTBOOK_TABLE_COPY(R"("Mail")",
                        R"("id", "recipient", "subject", "bodies", "dueAt", "attempts", "createdAt", "expiresAt")",
                        "$1, $2, $3, $4, $5, $6, $7, $8"),
    PICTBOOK_TABLE_COPY(
        R"("ImageAsset")",
        R"("id", "key", "mimeType", "size", "height", "width", "orientation", "createdAt", "updatedAt", )"
        R"("projectId", "uploaderId")",
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11"),
    PICTBOOK_TABLE_COPY(R"("Element")",
                        R"("id", "type", "x", "y", "width", "height", "scaleX", "scaleY", "angle", "zIndex", )"
                        R"("createdAt", "updatedAt", "projectId", "rev", "order")",
                        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15"),
    PICTBOOK_TABLE_COPY(R"("Image")", R"("id", "elementId", "assetId")", "$1, $2, $3"),
    PICTBOOK_TABLE_COPY(R"("Text")", R"("id", "content", "fontSize", "fontFamily", "color", "elementId")",
                        "$1, $2, $3, $4, $5, $6"),
    PICTBOOK_TABLE_COPY(R"("Shape")",
                        R"("id", "shapeType", "fill", "stroke", "strokeWidth", "points", "cornerRadius", "elementId")",
                        "$1, $2, $3, $4, $5, $6, $7, $8"),
    PICTBOOK_TABLE_COPY(R"("Version")", R"("id", "projectId", "name", "seq", "epoch", "createdAt", "userId")",
                        "$1, $2, $3, $4, $5, $6, $7"),
};
#undef PICTBOOK_TABLE_COPY

constexpr TableCopy kMembers{
    db::Statement(R"(SELECT "userId", "projectId", "role" FROM "Member" WHERE ("userId", "projectId") > ($1, $2)
                     ORDER BY "userId", "projectId" LIMIT 500)"),
    db::Statement(R"(INSERT INTO "Member" ("userId", "projectId", "role") VALUES ($1, $2, $3))")};

constexpr TableCopy kTombstones{
    db::Statement(R"(SELECT "elementId", "projectId", "state", "deletedAt" FROM "Tombstone" WHERE "elementId" > $1
                     ORDER BY "elementId" LIMIT 500)"),
    db::Statement(
        R"(INSERT INTO "Tombstone" ("elementId", "projectId", "state", "deletedAt") VALUES ($1, $2, $3, $4))")};

constexpr TableCopy kJournals{
    db::Statement(
        R"(SELECT "projectId", "seq", "epoch", "at", "author", "client", "counter", "type", "result", "changes",
                            "inverse" FROM "Journal" WHERE ("projectId", "seq") > ($1, $2)
                     ORDER BY "projectId", "seq" LIMIT 500)"),
    db::Statement(R"(INSERT INTO "Journal" ("projectId", "seq", "epoch", "at", "author", "client", "counter", "type",
                                            "result", "changes", "inverse")
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))")};
constexpr db::Statement kNotWhole(R"(SELECT "id" FROM "Project" WHERE "revision" <> "journaled")");
/// Behind the elements, whose rows are counted as they come.
constexpr db::Statement kMarkWhole(R"(UPDATE "Project" SET "journaled" = "revision")");
constexpr db::Statement kMarkNotWhole(R"(UPDATE "Project" SET "journaled" = -1 WHERE "id" = $1)");

constexpr db::Statement kCountUsers(R"(SELECT COUNT(*) AS "count" FROM "User")");
constexpr db::Statement kAssets(
    R"(SELECT "id", "key", "mimeType" FROM "ImageAsset" WHERE "id" > $1 ORDER BY "id" LIMIT 500)");

db::Args values_of(const db::Row& row, std::size_t width) {
    db::Args out;
    for (std::size_t column = 0; column < width; ++column) {
        switch (row.cell(column).kind) {
            case db::Cell::Kind::null:
                out.emplace_back();
                break;
            case db::Cell::Kind::integer:
                out.emplace_back(row.integer(column));
                break;
            case db::Cell::Kind::number:
                out.emplace_back(row.number(column));
                break;
            case db::Cell::Kind::text:
                out.emplace_back(std::string(row.text(column)));
                break;
        }
    }
    return out;
}

/// Each page is one transaction of the target. `last` is the key before the first row.
awaitable<std::size_t> copy_table(db::Db& from, db::Db& to, const TableCopy& table, db::Args last) {
    std::size_t copied = 0;
    for (;;) {
        const db::Rows rows = co_await from.execute(table.page, last);
        if (rows.empty()) co_return copied;
        auto insert = [&](db::Sql& sql) -> awaitable<Result<void>> {
            for (std::size_t i = 0; i < rows.size(); ++i) {
                db::Args values = values_of(rows[i], rows.width());
                co_await sql.execute(table.insert, std::move(values));
            }
            co_return Result<void>();
        };
        co_await to.transaction(insert);
        copied += rows.size();
        last = values_of(rows[rows.size() - 1], last.size());
    }
}

/// Before all keys of so many columns of text.
db::Args first_key(std::size_t columns) { return db::Args(columns, db::Value(std::string())); }

awaitable<std::size_t> copy_journals(db::Db& from, db::Db& to) {
    std::size_t rows = co_await copy_table(from, to, kTombstones, first_key(1));
    db::Args first_entry = first_key(2);
    first_entry.back() = std::int64_t{0};
    rows += co_await copy_table(from, to, kJournals, std::move(first_entry));
    co_await to.run(kMarkWhole);
    const db::Rows books = co_await from.run(kNotWhole);
    for (std::size_t i = 0; i < books.size(); ++i) co_await to.run(kMarkNotWhole, books[i].text("id"));
    co_return rows;
}

/// False when the source has no such object.
awaitable<bool> copy_object(const Stores& from, const Stores& to, std::string key, std::string mime_type,
                            const Scratch& scratch) {
    const std::unique_ptr<blob::Reader> reader = co_await from.blobs.open(key);
    if (!reader) co_return false;
    const std::filesystem::path file = scratch.path() / "photo";
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    for (std::uint64_t offset = 0; offset < reader->size();) {
        const std::string piece = co_await reader->read(offset, kPieceBytes);
        if (piece.empty()) throw std::runtime_error("the object " + key + " ends early");
        out << piece;
        offset += piece.size();
    }
    out.close();
    if (!out) throw std::runtime_error("can't write " + file.string());
    co_await to.blobs.put(key, file, std::move(mime_type));
    std::filesystem::remove(file);
    co_return true;
}

awaitable<Copied> copy_all(const Stores& from, const Stores& to, std::filesystem::path folder) {
    const db::Rows users = co_await to.db.run(kCountUsers);
    if (users[0].integer("count") > 0) throw std::runtime_error("the target is in use: it has users already");
    Copied copied;
    for (const TableCopy& table : kTables) copied.rows += co_await copy_table(from.db, to.db, table, first_key(1));
    copied.rows += co_await copy_table(from.db, to.db, kMembers, first_key(2));
    copied.rows += co_await copy_journals(from.db, to.db);
    const Scratch scratch(folder);
    for (std::string last;;) {
        const db::Rows assets = co_await from.db.run(kAssets, last);
        if (assets.empty()) co_return copied;
        for (std::size_t i = 0; i < assets.size(); ++i) {
            std::string key(assets[i].text("key")), mime_type(assets[i].text("mimeType"));
            const bool found = co_await copy_object(from, to, std::move(key), std::move(mime_type), scratch);
            ++(found ? copied.objects : copied.missing);
            last = assets[i].text("id");
        }
    }
}

}  // namespace

Copied copy_everything(const Stores& from, const Stores& to, const std::filesystem::path& scratch) {
    return wait_for(copy_all(from, to, scratch));
}

}  // namespace pictbook::cli
