#include "store/journal.hpp"

#include <algorithm>

#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

#define PICTBOOK_HEAD R"("seq", "epoch", "revision", "journaled")"
#define PICTBOOK_FORWARD R"("seq", "epoch", "at", "author", "client", "counter", "type", "result", "changes")"
#define PICTBOOK_ENTRY PICTBOOK_FORWARD R"(, "inverse")"

constexpr db::Statement kHead("SELECT " PICTBOOK_HEAD R"( FROM "Project" WHERE "id" = $1)");
constexpr db::Statement kHold(
    R"(UPDATE "Project" SET "updatedAt" = "updatedAt" WHERE "id" = $1 RETURNING )" PICTBOOK_HEAD);
constexpr db::Statement kTakeSeqs(R"(
    UPDATE "Project" SET "seq" = "seq" + $2, "revision" = "revision" + 1, "journaled" = "journaled" + 1 WHERE "id" = $1
    RETURNING "seq" - $2 AS "seq", "epoch", "revision", "journaled")");
constexpr db::Statement kGiveBack(R"(UPDATE "Project" SET "seq" = "seq" - $2 WHERE "id" = $1)");
constexpr db::Statement kCountRemovals(R"(UPDATE "Project" SET "journaled" = "journaled" + $2 WHERE "id" = $1)");
constexpr db::Statement kEpoch(R"(UPDATE "Project" SET "epoch" = $2, "journaled" = "revision" WHERE "id" = $1)");
constexpr db::Statement kAppend(R"(INSERT INTO "Journal" ("projectId", )" PICTBOOK_ENTRY
                                R"() VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))");
/// 262144: kFullPage.
constexpr db::Statement kAfter("SELECT " PICTBOOK_FORWARD R"(, '' AS "inverse" FROM "Journal"
    WHERE "projectId" = $1 AND "seq" > $2 AND "seq" <= (SELECT MAX("seq") FROM
        (SELECT "seq", SUM("length") OVER (ORDER BY "seq") - "length" AS "before" FROM
            (SELECT "seq", LENGTH("changes") AS "length" FROM "Journal"
             WHERE "projectId" = $1 AND "seq" > $2 ORDER BY "seq" LIMIT $3) AS "some") AS "sums"
        WHERE "before" < 262144)
    ORDER BY "seq")");
constexpr db::Statement kLengthAfter(R"(SELECT COALESCE(SUM(LENGTH("changes")), 0) AS "length" FROM "Journal"
    WHERE "projectId" = $1 AND "seq" > $2)");
constexpr db::Statement kBefore("SELECT " PICTBOOK_ENTRY R"( FROM "Journal"
    WHERE "projectId" = $1 AND "seq" < $2 AND "seq" >= (SELECT MIN("seq") FROM
        (SELECT "seq", SUM("length") OVER (ORDER BY "seq" DESC) - "length" AS "before" FROM
            (SELECT "seq", LENGTH("changes") + LENGTH("inverse") AS "length" FROM "Journal"
             WHERE "projectId" = $1 AND "seq" < $2 ORDER BY "seq" DESC LIMIT $3) AS "some") AS "sums"
        WHERE "before" < 262144)
    ORDER BY "seq" DESC)");
constexpr db::Statement kOp("SELECT m.\"role\", " PICTBOOK_ENTRY R"( FROM (SELECT 1 AS "one") "one"
    LEFT JOIN "Member" m ON m."projectId" = $1 AND m."userId" = $2
    LEFT JOIN "Journal" ON "Journal"."projectId" = $1 AND "author" = $2 AND "client" = $3 AND "counter" = $4)");

constexpr db::Statement kTombstone(R"(SELECT "state" FROM "Tombstone" WHERE "elementId" = $1 AND "projectId" = $2)");
constexpr db::Statement kPutTombstone(R"(
    INSERT INTO "Tombstone" ("elementId", "projectId", "state", "deletedAt") VALUES ($1, $2, $3, $4)
    ON CONFLICT ("elementId") DO UPDATE SET "projectId" = EXCLUDED."projectId", "state" = EXCLUDED."state",
                                            "deletedAt" = EXCLUDED."deletedAt")");
constexpr db::Statement kRemoveTombstone(R"(DELETE FROM "Tombstone" WHERE "elementId" = $1)");

/// Of books whose first entry is old: entries are as old as their seq says, so no index by time has to be kept up.
constexpr db::Statement kCutOld(R"(DELETE FROM "Journal" WHERE ("projectId", "seq") IN
    (SELECT j."projectId", j."seq" FROM "Project" p JOIN "Journal" j ON j."projectId" = p."id"
     WHERE j."at" < $1 AND $1 >
         (SELECT f."at" FROM "Journal" f WHERE f."projectId" = p."id" ORDER BY f."seq" LIMIT 1) LIMIT $2))");
constexpr db::Statement kCutMany(R"(DELETE FROM "Journal" WHERE ("projectId", "seq") IN
    (SELECT j."projectId", j."seq" FROM "Project" p JOIN "Journal" j ON j."projectId" = p."id"
     WHERE j."seq" <= p."seq" - $1 LIMIT $2))");
constexpr db::Statement kCutTombstones(R"(DELETE FROM "Tombstone" WHERE "elementId" IN
    (SELECT "elementId" FROM "Tombstone" WHERE "deletedAt" < $1 LIMIT $2))");

struct RoleRow {
    std::optional<model::Role> role;
    std::optional<std::int64_t> seq;
};
BOOST_DESCRIBE_STRUCT(RoleRow, (), (role, seq))

}  // namespace

JournalHead read_head(const db::Row& row) {
    return {row.integer("seq"), row.integer("epoch"), row.integer("revision"), row.integer("journaled")};
}

awaitable<std::optional<JournalHead>> find_journal_head(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kHead, project_id);
    co_return rows.first<JournalHead>();
}

awaitable<std::optional<JournalHead>> hold_journal(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kHold, project_id);
    co_return rows.first<JournalHead>();
}

awaitable<std::optional<JournalHead>> take_seqs(db::Sql& sql, std::string project_id, std::int64_t count) {
    const db::Rows rows = co_await sql.run(kTakeSeqs, project_id, count);
    co_return rows.first<JournalHead>();
}

awaitable<void> give_seqs_back(db::Sql& sql, std::string project_id, std::int64_t count) {
    co_await sql.run(kGiveBack, project_id, count);
}

awaitable<void> count_removals(db::Sql& sql, std::string project_id, std::int64_t count) {
    co_await sql.run(kCountRemovals, project_id, count);
}

awaitable<void> begin_epoch(db::Sql& sql, std::string project_id, std::int64_t epoch) {
    co_await sql.run(kEpoch, project_id, epoch);
}

awaitable<void> append_entry(db::Sql& sql, std::string project_id, const JournalEntry& e) {
    co_await sql.run(kAppend, project_id, e.seq, e.epoch, e.at, e.author, e.client, e.counter, e.type, e.result,
                     e.changes, e.inverse);
}

awaitable<std::vector<JournalEntry>> list_entries_after(db::Sql& sql, std::string project_id, std::int64_t seq,
                                                        std::int64_t most) {
    const db::Rows rows = co_await sql.run(kAfter, project_id, seq, most);
    co_return rows.all<JournalEntry>();
}

awaitable<std::int64_t> length_after(db::Sql& sql, std::string project_id, std::int64_t seq) {
    const db::Rows rows = co_await sql.run(kLengthAfter, project_id, seq);
    co_return rows[0].integer("length");
}

awaitable<std::vector<JournalEntry>> list_entries_before(db::Sql& sql, std::string project_id, std::int64_t seq,
                                                         std::int64_t most) {
    const db::Rows rows = co_await sql.run(kBefore, project_id, seq, most);
    co_return rows.all<JournalEntry>();
}

awaitable<OpRow> find_op(db::Sql& sql, std::string project_id, std::string author, std::string client,
                         std::int64_t counter) {
    const db::Rows rows = co_await sql.run(kOp, project_id, author, client, counter);
    const RoleRow row = rows.first<RoleRow>().value();
    OpRow out;
    out.role = row.role;
    if (row.seq) out.entry = rows.first<JournalEntry>();
    co_return out;
}

awaitable<std::optional<std::string>> find_tombstone(db::Sql& sql, std::string project_id, std::string element_id) {
    const db::Rows rows = co_await sql.run(kTombstone, element_id, project_id);
    if (rows.empty()) co_return std::nullopt;
    co_return std::string(rows[0].text("state"));
}

awaitable<void> put_tombstone(db::Sql& sql, std::string project_id, std::string element_id, std::string state,
                              Time at) {
    co_await sql.run(kPutTombstone, element_id, project_id, state, at);
}

awaitable<void> remove_tombstone(db::Sql& sql, std::string element_id) {
    co_await sql.run(kRemoveTombstone, element_id);
}

awaitable<bool> cut_journals(db::Sql& sql, Time older_than, std::int64_t kept, std::int64_t most) {
    const db::Rows old = co_await sql.run(kCutOld, older_than, most);
    const db::Rows many = co_await sql.run(kCutMany, kept, most);
    const db::Rows tombstones = co_await sql.run(kCutTombstones, older_than, most);
    co_return static_cast<std::int64_t>(std::max({old.changed, many.changed, tombstones.changed})) < most;
}

}  // namespace pictbook::store
