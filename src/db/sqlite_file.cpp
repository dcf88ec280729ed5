#include "db/sqlite_file.hpp"

#include "db/sqlite_migrations.hpp"

namespace pictbook::db {

using boost::asio::awaitable;

namespace {

constexpr Statement kBeginFile("BEGIN");
constexpr Statement kCommitFile("COMMIT");
constexpr Statement kCheckPages("PRAGMA integrity_check(1)");
constexpr Statement kCheckReferences("PRAGMA foreign_key_check");

SqliteOptions options_of(const std::filesystem::path& file) {
    SqliteOptions options;
    options.file = file;
    return options;
}

/// A copy of the statement lives as long as the coroutine.
awaitable<Rows> run_at_once(SqliteConnection& connection, Statement statement, Args args) {
    co_return connection.execute(statement, args);
}

}  // namespace

SqliteFile::SqliteFile(const std::filesystem::path& file)
    : connection_(options_of(file), SqliteConnection::Access::alone) {}

awaitable<Rows> SqliteFile::execute(const Statement& statement, Args args) {
    return run_at_once(connection_, statement, std::move(args));
}

std::vector<SchemaStep> SqliteFile::migrate() { return migrate_sqlite(connection_); }

void SqliteFile::begin() { connection_.execute(kBeginFile, {}); }

void SqliteFile::commit() { connection_.execute(kCommitFile, {}); }

std::string SqliteFile::find_damage() {
    const Rows pages = connection_.execute(kCheckPages, {});
    std::string said(pages[0].text(0));
    if (said != "ok") return said;
    const Rows dangling = connection_.execute(kCheckReferences, {});
    if (dangling.empty()) return "";
    return "a row of " + std::string(dangling[0].text("table")) + " refers to one of " +
           std::string(dangling[0].text("parent")) + " that is not there";
}

}  // namespace pictbook::db
