#include "db/sqlite_transaction.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>

namespace pictbook::db {

namespace asio = boost::asio;

namespace {

constexpr Statement kBeginBody("SAVEPOINT body");
constexpr Statement kKeep("RELEASE body");
constexpr Statement kUndoBody("ROLLBACK TO body");

/// Runs each statement at once, on the writer's thread. After a failure it only repeats the failure, as PostgreSQL does.
class Inside : public Sql {
public:
    explicit Inside(SqliteConnection& connection) : connection_(connection) {}

    asio::awaitable<Rows> execute(const Statement& statement, Args args) override {
        return run(statement, std::move(args));
    }

    std::exception_ptr failure;

private:
    asio::awaitable<Rows> run(Statement statement, Args args) {
        if (failure) std::rethrow_exception(failure);
        try {
            co_return connection_.execute(statement, args);
        } catch (...) {
            failure = std::current_exception();
            throw;
        }
    }

    SqliteConnection& connection_;
};

bool run_to_end(asio::io_context& loop, const Db::Body& body, Inside& sql) {
    bool keep = false;
    std::exception_ptr thrown;
    asio::co_spawn(loop, body(sql), [&](std::exception_ptr exception, bool result) {
        thrown = exception;
        keep = result;
    });
    loop.restart();
    loop.run();
    if (thrown) std::rethrow_exception(thrown);
    if (sql.failure) std::rethrow_exception(sql.failure);
    return keep;
}

/// A transaction that can't be undone alone is given up with its neighbours.
void undo(SqliteConnection& connection) {
    if (!connection.in_transaction()) return;
    try {
        connection.execute(kUndoBody, {});
        connection.execute(kKeep, {});
    } catch (...) {
        connection.roll_back();
        throw;
    }
}

}  // namespace

void run_in_savepoint(SqliteConnection& connection, asio::io_context& loop, const Db::Body& body) {
    connection.execute(kBeginBody, {});
    Inside sql(connection);
    bool keep = false;
    try {
        keep = run_to_end(loop, body, sql);
    } catch (...) {
        undo(connection);
        throw;
    }
    if (keep)
        connection.execute(kKeep, {});
    else
        undo(connection);
}

}  // namespace pictbook::db
