// One transaction on a connection of its own: BEGIN with its first statement, COMMIT or ROLLBACK at its end.
#pragma once

#include "db/postgres_pool.hpp"

namespace pictbook::db {

class PostgresTransaction : public Sql {
public:
    using Remedy = PostgresFailure::Remedy;

    explicit PostgresTransaction(PostgresPool::Lease& lease) : lease_(lease) {}

    boost::asio::awaitable<Rows> execute(const Statement& statement, Args args) override;

    /// Runs `body` to its end. Nothing when it is kept, or was undone because `body` wished it; else the failure, which is
    /// undone too, or lost with its connection.
    boost::asio::awaitable<std::exception_ptr> run(const Db::Body& body);
    /// Of that failure.
    Remedy remedy() const { return remedy_; }

private:
    boost::asio::awaitable<Rows> send(Statement statement, Args args);
    boost::asio::awaitable<void> end_with(Statement statement);

    PostgresPool::Lease& lease_;
    bool is_open_ = false;
    std::exception_ptr failure_;  // of a statement; it alone is repeated from then on
    Remedy remedy_ = Remedy::none;
};

}  // namespace pictbook::db
