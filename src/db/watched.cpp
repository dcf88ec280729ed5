#include "db/watched.hpp"

#include <algorithm>

#include "base/trace_executor.hpp"

namespace pictbook::db {

namespace asio = boost::asio;

namespace {

/// Counts a call while it is open.
class OpenCall {
public:
    explicit OpenCall(Count& open) : open_(open) { ++open_; }
    ~OpenCall() { --open_; }
    OpenCall(const OpenCall&) = delete;
    OpenCall& operator=(const OpenCall&) = delete;

private:
    Count& open_;
};

constexpr std::string_view kBlanks = " \n";

/// Without the blanks before it.
std::string_view sql_of(const Statement& statement) {
    return statement.text.substr(std::min(statement.text.find_first_not_of(kBlanks), statement.text.size()));
}

/// `SELECT`, `INSERT` ...
std::string_view word_of(const Statement& statement) {
    const std::string_view sql = sql_of(statement);
    return sql.substr(0, sql.find_first_of(kBlanks));
}

/// A transaction's statements, each a span below the transaction's. On the database's thread or the caller's.
class TracedSql : public Sql {
public:
    TracedSql(Sql& inner, const trace::Pointer& trace, const trace::Scope& transaction)
        : inner_(inner), trace_(trace), transaction_(transaction) {}

    asio::awaitable<Rows> execute(const Statement& statement, Args args) override {
        return run(statement, std::move(args));
    }

private:
    asio::awaitable<Rows> run(Statement statement, Args args) {
        trace::Scope span(trace_, word_of(statement), trace::Kind::client, &transaction_);
        span.set("db.query.text", sql_of(statement));
        co_return co_await inner_.execute(statement, std::move(args));
    }

    Sql& inner_;
    const trace::Pointer& trace_;
    const trace::Scope& transaction_;
};

}  // namespace

asio::awaitable<Rows> WatchedDb::execute(const Statement& statement, Args args) {
    return run(statement, std::move(args));
}

asio::awaitable<Rows> WatchedDb::run(Statement statement, Args args) {
    const OpenCall open(counts_.open);
    const Timed timed(statement.writes ? counts_.writes : counts_.reads);
    trace::Scope span(trace::of(co_await asio::this_coro::executor), word_of(statement), trace::Kind::client);
    span.set("db.query.text", sql_of(statement));  // with $1 for every value
    try {
        co_return co_await inner_.execute(statement, std::move(args));
    } catch (const Unavailable&) {
        ++counts_.unavailable;
        span.fail();
        throw;
    }
}

asio::awaitable<void> WatchedDb::transact(Body body) {
    const OpenCall open(counts_.open);
    const Timed timed(counts_.transactions);
    const trace::Pointer trace = trace::of(co_await asio::this_coro::executor);
    trace::Scope span(trace, "transaction", trace::Kind::client);
    Body traced = [&](Sql& sql) -> asio::awaitable<bool> {
        TracedSql own(sql, trace, span);
        co_return co_await body(own);
    };
    try {
        co_await inner_.transact(span.is_recorded() ? std::move(traced) : std::move(body));
    } catch (const Unavailable&) {
        ++counts_.unavailable;
        span.fail();
        throw;
    }
}

}  // namespace pictbook::db
