#include "db/sqlite.hpp"

#include <deque>
#include <stdexcept>

#include "base/pool.hpp"
#include "db/migrations.hpp"
#include "db/sqlite_connection.hpp"
#include "db/sqlite_migrations.hpp"
#include "db/sqlite_writer.hpp"

namespace pictbook::db {

namespace asio = boost::asio;

namespace {

using Access = SqliteConnection::Access;

/// The first statement after it takes the snapshot; the connection's end gives it up.
constexpr Statement kBeginView("BEGIN");

class SqliteView : public Sql {
public:
    explicit SqliteView(SqliteConnection& connection) : connection_(connection) {}

    asio::awaitable<Rows> execute(const Statement& statement, Args args) override {
        return read(statement, std::move(args));
    }

private:
    asio::awaitable<Rows> read(Statement statement, Args args) { co_return connection_.execute(statement, args); }

    SqliteConnection& connection_;
};

class SqliteDb : public Db {
public:
    explicit SqliteDb(SqliteOptions options)
        : options_(std::move(options)),
          writer_(options_),
          connections_(open_readers()),
          readers_("the database", Pool::Limits{.threads = options_.readers, .queue = options_.queue}) {}

    asio::awaitable<Rows> execute(const Statement& statement, Args args) override {
        return statement.writes ? writer_.execute(statement, std::move(args)) : read(statement, std::move(args));
    }

    asio::awaitable<void> transact(Body body) override { return writer_.transact(std::move(body)); }

    asio::awaitable<void> view(Reading body) override {
        SqliteConnection connection(options_, Access::read);
        connection.execute(kBeginView, {});
        SqliteView view(connection);
        co_await body(view);
    }

    std::vector<SchemaStep> migrate() override {
        SqliteConnection connection(options_, Access::write);
        return migrate_sqlite(connection);
    }

    std::vector<SchemaStep> missing_steps() override { return find_missing_sqlite_steps(options_); }

    std::string describe() const override { return "SQLite " + options_.file.string(); }

    std::vector<QueueUse> queues() const override { return {readers_.use("database_reads"), writer_.use()}; }

private:
    asio::awaitable<Rows> read(Statement statement, Args args) {
        auto work = [&](std::size_t thread) { return connections_[thread].execute(statement, args); };
        co_return co_await readers_.run(work);
    }

    std::deque<SqliteConnection> open_readers() const {
        std::deque<SqliteConnection> connections;
        for (std::size_t i = 0; i < options_.readers; ++i) connections.emplace_back(options_, Access::read);
        return connections;
    }

    const SqliteOptions options_;
    SqliteWriter writer_;                       // first to open and last to close: it folds the log into the file
    std::deque<SqliteConnection> connections_;  // one for each thread of readers_
    Pool readers_;
};

[[noreturn]] void fail(const std::filesystem::path& file, const std::exception& failure) {
    throw std::runtime_error("cannot open the database " + file.string() + ": " + failure.what());
}

}  // namespace

std::unique_ptr<Db> open_sqlite(SqliteOptions options) {
    const std::filesystem::path file = options.file;
    try {
        return std::make_unique<SqliteDb>(std::move(options));
    } catch (const std::exception& failure) {
        fail(file, failure);
    }
}

std::vector<SchemaStep> find_missing_sqlite_steps(const SqliteOptions& options) {
    if (!std::filesystem::exists(options.file)) return steps_after(0, Dialect::sqlite);
    try {
        SqliteConnection connection(options, Access::look);
        return missing_sqlite_steps(connection);
    } catch (const Unavailable& failure) {
        fail(options.file, failure);
    }
}

}  // namespace pictbook::db
