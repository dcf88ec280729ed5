#include "db/sqlite_migrations.hpp"

#include <stdexcept>

#include "db/migrations.hpp"

namespace pictbook::db {

namespace {

constexpr const char* kMakeSqliteLedger = R"sql(
CREATE TABLE IF NOT EXISTS "_pictbook_migrations" (
    "number" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "appliedAt" TEXT NOT NULL
))sql";
constexpr Statement kBeginMigrations("BEGIN IMMEDIATE");
constexpr Statement kCommitMigrations("COMMIT");
constexpr Statement kLedger(R"(SELECT 1 FROM sqlite_schema WHERE "name" = '_pictbook_migrations')");
constexpr Statement kNewestInSqlite(R"(SELECT COALESCE(MAX("number"), 0) AS "newest" FROM "_pictbook_migrations")");
constexpr Statement kRecordInSqlite(
    R"(INSERT INTO "_pictbook_migrations" ("number", "name", "appliedAt") VALUES ($1, $2, $3))");

/// A step that fails is told by its name, not by its text.
void run_step(SqliteConnection& connection, const SchemaStep& step) {
    try {
        connection.run_script(step.sql);
    } catch (const std::logic_error& failure) {
        const std::string said = failure.what();
        throw std::runtime_error("the database can't be brought to schema " + std::to_string(step.number) + " (" +
                                 std::string(step.name) + "): " + said.substr(0, said.find('\n')));
    }
    const Args record{std::int64_t{step.number}, std::string(step.name), now()};
    connection.execute(kRecordInSqlite, record);
}

std::vector<SchemaStep> apply_missing(SqliteConnection& connection) {
    std::vector<SchemaStep> steps = missing_sqlite_steps(connection);
    connection.run_script(kMakeSqliteLedger);
    for (const SchemaStep& step : steps) run_step(connection, step);
    return steps;
}

}  // namespace

std::vector<SchemaStep> missing_sqlite_steps(SqliteConnection& connection) {
    const bool has_ledger = !connection.execute(kLedger, {}).empty();
    const std::int64_t newest = has_ledger ? connection.execute(kNewestInSqlite, {})[0].integer("newest") : 0;
    return steps_after(newest, Dialect::sqlite);
}

std::vector<SchemaStep> migrate_sqlite(SqliteConnection& connection) {
    connection.execute(kBeginMigrations, {});
    try {
        std::vector<SchemaStep> steps = apply_missing(connection);
        connection.execute(kCommitMigrations, {});
        return steps;
    } catch (...) {
        connection.roll_back();
        throw;
    }
}

}  // namespace pictbook::db
