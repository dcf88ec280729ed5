#include "db/sqlite_migrations.hpp"

#include <stdexcept>

#include "db/migrations.hpp"

namespace pictbook::db {

namespace {

constexpr const char* kMakeLedger = R"sql(
CREATE TABLE IF NOT EXISTS "_pictbook_migrations" (
    "number" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "appliedAt" TEXT NOT NULL
))sql";
constexpr Statement kBegin("BEGIN IMMEDIATE");
constexpr Statement kCommit("COMMIT");
constexpr Statement kNewest(R"(SELECT COALESCE(MAX("number"), 0) AS "newest" FROM "_pictbook_migrations")");
constexpr Statement kRecord(
    R"(INSERT INTO "_pictbook_migrations" ("number", "name", "appliedAt") VALUES ($1, $2, $3))");

/// A step that fails is told by its name, not by its text.
void run_step(SqliteConnection& connection, const Migration& migration) {
    try {
        connection.run_script(migration.sqlite);
    } catch (const std::logic_error& failure) {
        const std::string said = failure.what();
        throw std::runtime_error("the database can't be brought to schema " + std::to_string(migration.number) + " (" +
                                 std::string(migration.name) + "): " + said.substr(0, said.find('\n')));
    }
}

void apply_missing(SqliteConnection& connection) {
    connection.run_script(kMakeLedger);
    const std::int64_t newest = connection.execute(kNewest, {})[0].integer("newest");
    const std::int64_t known = migrations().back().number;
    if (newest > known)
        throw std::runtime_error("the database was written by a newer version of Pictbook: it has schema " +
                                 std::to_string(newest) + ", this version knows schemas up to " +
                                 std::to_string(known));
    for (const Migration& migration : migrations()) {
        if (migration.number <= newest) continue;
        run_step(connection, migration);
        const Args record{std::int64_t{migration.number}, std::string(migration.name), now()};
        connection.execute(kRecord, record);
    }
}

}  // namespace

void migrate_sqlite(SqliteConnection& connection) {
    connection.execute(kBegin, {});
    try {
        apply_missing(connection);
        connection.execute(kCommit, {});
    } catch (...) {
        connection.roll_back();
        throw;
    }
}

}  // namespace pictbook::db
