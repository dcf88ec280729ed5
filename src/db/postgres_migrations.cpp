#include "db/postgres_migrations.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "db/migrations.hpp"
#include "db/postgres_connect.hpp"

namespace pictbook::db {

namespace {

// The lock is any number that no other program takes: "pictbook" as bytes. A step may take longer than its statements do
// elsewhere, a node that waits for another may not.
constexpr const char* kLock = "SET statement_timeout TO 60000; SELECT pg_advisory_lock(8099000993803530091)";
constexpr const char* kNoDeadline = "SET statement_timeout TO 0";
// Whoever wants a table that a step waits for waits behind it, so it doesn't wait for long.
constexpr const char* kBeginMigration = "BEGIN; SET LOCAL lock_timeout TO 10000";
constexpr const char* kUnlock = "SELECT pg_advisory_unlock(8099000993803530091)";
constexpr const char* kMakePostgresLedger = R"sql(
CREATE TABLE IF NOT EXISTS "_pictbook_migrations" (
    "number" integer NOT NULL PRIMARY KEY,
    "name" text NOT NULL,
    "appliedAt" timestamp(3) NOT NULL
))sql";
constexpr const char* kNewestInPostgres = R"sql(SELECT COALESCE(MAX("number"), 0) FROM "_pictbook_migrations")sql";
constexpr const char* kRecordInPostgres =
    R"sql(INSERT INTO "_pictbook_migrations" ("number", "name", "appliedAt") VALUES ($1, $2, $3))sql";
constexpr const char* kSchema = "SELECT current_schema()";
// Without what extensions brought along.
constexpr const char* kTables = R"sql(
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
)sql";
constexpr const char* kOriginalTables[] = {"User",  "Session", "Account", "Verification", "Project",   "Member",
                                           "Image", "Element", "Text",    "Shape",        "ImageAsset"};

/// `state` is the SQLSTATE, or empty when the connection broke.
struct Refusal : std::runtime_error {
    Refusal(const char* message, std::string its_state) : std::runtime_error(message), state(std::move(its_state)) {}
    std::string state;
};

constexpr const char* kCancelled = "57014";     // by statement_timeout
constexpr const char* kNotAvailable = "55P03";  // by lock_timeout

enum class Found { nothing, ours, original };

/// Throws Refusal with the server's first line.
PostgresResult run(PGconn* connection, const char* sql, const std::vector<std::string>& arguments = {}) {
    std::vector<const char*> values;
    values.reserve(arguments.size());
    for (const std::string& each : arguments) values.push_back(each.c_str());
    PostgresResult result(arguments.empty() ? PQexec(connection, sql)
                                            : PQexecParams(connection, sql, static_cast<int>(values.size()), nullptr,
                                                           values.data(), nullptr, nullptr, 0));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return result;
    const char* message = PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY);
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    throw Refusal(message ? message : "the connection broke", state ? state : "");
}

std::vector<std::string> tables_of(PGconn* connection) {
    const PostgresResult result = run(connection, kTables);
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(PQntuples(result.get())));
    for (int row = 0; row < PQntuples(result.get()); ++row) names.emplace_back(PQgetvalue(result.get(), row, 0));
    return names;
}

Found look(PGconn* connection) {
    const PostgresResult schema = run(connection, kSchema);
    if (PQgetisnull(schema.get(), 0, 0) != 0)
        throw std::runtime_error("the database has no schema of the name that its URL says");
    const std::vector<std::string> tables = tables_of(connection);
    const auto has = [&](const char* name) { return std::find(tables.begin(), tables.end(), name) != tables.end(); };
    if (has("_pictbook_migrations")) return Found::ours;
    if (tables.empty()) return Found::nothing;
    if (std::all_of(std::begin(kOriginalTables), std::end(kOriginalTables), has)) return Found::original;
    throw std::runtime_error(
        "the database is neither empty nor one of Pictbook or Pictshare Book; nothing in it was changed");
}

void run_step(PGconn* connection, const SchemaStep& step) {
    try {
        run(connection, kBeginMigration);
        run(connection, kMakePostgresLedger);
        run(connection, step.sql);
        run(connection, kRecordInPostgres, {std::to_string(step.number), std::string(step.name), to_sql(now())});
        run(connection, "COMMIT");
    } catch (const Refusal& refusal) {
        // Its result says nothing: the transaction has ended either way.
        const PostgresResult undone(PQexec(connection, "ROLLBACK"));
        const std::string reason = refusal.state == kNotAvailable
                                       ? "another program has held one of its tables for 10 s; nothing was changed"
                                       : refusal.what();
        throw std::runtime_error("the database can't be brought to schema " + std::to_string(step.number) + " (" +
                                 std::string(step.name) + "): " + reason);
    }
}

}  // namespace

std::vector<SchemaStep> missing_postgres_steps(PGconn* connection) {
    const Found found = look(connection);
    int newest = 0;
    if (found == Found::ours) newest = std::atoi(PQgetvalue(run(connection, kNewestInPostgres).get(), 0, 0));
    return steps_after(newest, found == Found::original ? Dialect::postgres_of_original : Dialect::postgres);
}

std::vector<SchemaStep> migrate_postgres(PGconn* connection) {
    try {
        run(connection, kLock);
    } catch (const Refusal& refusal) {
        if (refusal.state == kCancelled || refusal.state == kNotAvailable)
            throw std::runtime_error("another server has been changing the database's schema for a minute");
        throw std::runtime_error(std::string("the database's schema can't be held: ") + refusal.what());
    }
    run(connection, kNoDeadline);
    // A failure ends the connection, and the lock with it.
    const std::vector<SchemaStep> steps = missing_postgres_steps(connection);
    for (const SchemaStep& step : steps) run_step(connection, step);
    run(connection, kUnlock);
    return steps;
}

}  // namespace pictbook::db
