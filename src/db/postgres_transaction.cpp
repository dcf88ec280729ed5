#include "db/postgres_transaction.hpp"

namespace pictbook::db {

namespace asio = boost::asio;

namespace {

constexpr Statement kCommit("COMMIT");
constexpr Statement kUndo("ROLLBACK");

}  // namespace

asio::awaitable<Rows> PostgresTransaction::execute(const Statement& statement, Args args) {
    return send(statement, std::move(args));
}

asio::awaitable<Rows> PostgresTransaction::send(Statement statement, Args args) {
    if (failure_) std::rethrow_exception(failure_);
    std::optional<PostgresCommand> command;
    try {
        command.emplace(statement, args);
    } catch (...) {
        failure_ = std::current_exception();
        throw;
    }
    command->opens = !std::exchange(is_open_, true);
    command->commits = false;
    lease_.is_clean = false;
    co_await lease_.connection().run(*command);
    if (command->failure) {
        failure_ = command->failure->exception;
        remedy_ = command->failure->remedy;
        std::rethrow_exception(failure_);
    }
    co_return std::move(command->rows);
}

asio::awaitable<std::exception_ptr> PostgresTransaction::run(const Db::Body& body) {
    bool keep = false;
    std::exception_ptr thrown;
    try {
        keep = co_await body(*this);
    } catch (...) {
        thrown = std::current_exception();
    }
    if (!thrown) thrown = failure_;
    if (!is_open_) co_return thrown;
    if (keep && !thrown)
        co_await end_with(kCommit);
    else
        co_await end_with(kUndo);
    if (!thrown) thrown = failure_;
    co_return thrown;
}

/// What breaks a ROLLBACK has undone the transaction as well; what breaks a COMMIT leaves its caller in doubt.
asio::awaitable<void> PostgresTransaction::end_with(Statement statement) {
    PostgresCommand command(statement, {});
    command.commits = statement.text == kCommit.text;
    co_await lease_.connection().run(command);
    lease_.is_clean = !command.failure;
    if (!command.commits || failure_) co_return;
    if (command.failure) {
        failure_ = command.failure->exception;
        remedy_ = command.failure->remedy;
    } else if (command.tag != kCommit.text) {
        failure_ = std::make_exception_ptr(Unavailable("the database gave up the transaction"));
    }
}

}  // namespace pictbook::db
