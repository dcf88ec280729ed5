#include "sim/database.hpp"

#include "db/sqlite_migrations.hpp"
#include "db/sqlite_transaction.hpp"

namespace pictbook::sim {

namespace {

db::SqliteOptions in_memory() {
    db::SqliteOptions options;
    options.file = ":memory:";
    options.full_sync = false;
    return options;
}

constexpr int kRareFailures = 3;  // percent

}  // namespace

// As a reader's, for that one makes no file; it may write all the same.
Store::Store() : connection_(in_memory(), db::SqliteConnection::Access::read) {
    connection_.run_script("PRAGMA query_only = OFF");
}

std::vector<db::SchemaStep> Store::migrate() { return db::migrate_sqlite(connection_); }

awaitable<db::Rows> Store::execute(const db::Statement& statement, db::Args args) {
    const db::Statement copy = statement;
    co_return connection_.execute(copy, args);
}

awaitable<void> Store::transact(Body body) {
    db::run_in_savepoint(connection_, inner_, body);
    co_return;
}

awaitable<void> NodeDb::pass_time() {
    co_await scene_.scheduler.sleep(scene_.latency());
    if (dead_) throw Crashed();
}

awaitable<db::Rows> NodeDb::execute(const db::Statement& statement, db::Args args) {
    const db::Statement copy = statement;
    co_await pass_time();
    if (scene_.database_away) throw Unavailable("the database is away");
    db::Rows rows = co_await store_.execute(copy, std::move(args));
    co_await pass_time();
    co_return rows;
}

awaitable<void> NodeDb::transact(Body body) {
    co_await pass_time();
    if (scene_.database_away) throw Unavailable("the database is away");
    const bool troubled = scene_.faults.in_doubt && !scene_.calm;
    const bool undone = troubled && scene_.random.chance(kRareFailures);
    kept_ = nullptr;
    const Body whole = [&](db::Sql& sql) -> awaitable<bool> {
        const bool keep = co_await body(sql);
        if (undone) throw Unavailable("the database gave the transaction up");
        co_return keep;
    };
    co_await store_.transact(whole);
    if (kept_) std::exchange(kept_, nullptr)();
    const bool doubtful = troubled && scene_.random.chance(kRareFailures * 2);
    co_await pass_time();
    if (doubtful) throw db::InDoubt("the connection broke");
}

}  // namespace pictbook::sim
