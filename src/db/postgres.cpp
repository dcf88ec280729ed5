#include "db/postgres.hpp"

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/ids.hpp"
#include "base/trace_executor.hpp"
#include "db/postgres_migrations.hpp"
#include "db/postgres_pool.hpp"
#include "db/postgres_transaction.hpp"

namespace pictbook::db {

namespace asio = boost::asio;

namespace {

using Remedy = PostgresFailure::Remedy;

constexpr int kMostAttempts = 3;  // of what another transaction undid

/// Whether a call may run again after its attempt number `attempt`. What may have been written is never written twice.
bool may_repeat(Remedy remedy, bool is_lost_read, int attempt) {
    if (remedy == Remedy::repeat) return attempt < kMostAttempts;
    return attempt == 1 && (is_lost_read || remedy == Remedy::prepare);
}

/// Lets the other transaction end first; by chance, so that two that undid each other don't meet again.
asio::awaitable<void> step_aside(Remedy remedy) {
    if (remedy != Remedy::repeat) co_return;
    const Milliseconds pause(5 + static_cast<unsigned char>(random_bytes(1)[0]) / 4);
    asio::steady_timer timer(co_await asio::this_coro::executor, pause);
    co_await timer.async_wait(asio::use_awaitable);
}

std::uint64_t next_number() {
    static std::atomic<std::uint64_t> number = 0;
    return ++number;
}

/// Before the first other statement of a transaction.
constexpr Statement kOneMoment("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");

class PostgresDb : public Db {
public:
    explicit PostgresDb(PostgresOptions options)
        : options_(std::move(options)), target_(read_postgres_url(options_.url)), connector_(target_, options_) {}

    asio::awaitable<Rows> execute(const Statement& statement, Args args) override {
        return run_alone(statement, std::move(args));
    }

    asio::awaitable<void> transact(Body body) override {
        const std::shared_ptr<PostgresPool> pool = pool_of(co_await asio::this_coro::executor);
        const PostgresPool::Call call(pool);
        for (int attempt = 1;; ++attempt) {
            Remedy remedy = Remedy::none;
            const std::exception_ptr failure = co_await transact_once(pool, body, remedy);
            if (!failure) co_return;
            if (!may_repeat(remedy, false, attempt)) std::rethrow_exception(failure);
            co_await step_aside(remedy);
        }
    }

    asio::awaitable<void> view(Reading body) override {
        const std::shared_ptr<PostgresPool> pool = pool_of(co_await asio::this_coro::executor);
        const PostgresPool::Call call(pool);
        const Body read = [&](Sql& sql) -> asio::awaitable<bool> {
            co_await sql.run(kOneMoment);
            co_await body(sql);
            co_return true;
        };
        Remedy remedy = Remedy::none;
        const std::exception_ptr failure = co_await transact_once(pool, read, remedy);
        if (failure) std::rethrow_exception(failure);
    }

    std::vector<SchemaStep> migrate() override {
        const PostgresHandle handle = connect_postgres(target_, options_);
        return migrate_postgres(handle.get());
    }

    std::vector<SchemaStep> missing_steps() override {
        const PostgresHandle handle = connect_postgres(target_, options_);
        return missing_postgres_steps(handle.get());
    }

    std::string describe() const override { return "PostgreSQL " + target_.place; }

private:
    static asio::awaitable<std::exception_ptr> transact_once(std::shared_ptr<PostgresPool> pool, const Body& body,
                                                             Remedy& remedy) {
        PostgresPool::Connection connection = co_await pool->take();
        PostgresPool::Lease lease(pool, std::move(connection));
        PostgresTransaction transaction(lease);
        const std::exception_ptr failure = co_await transaction.run(body);
        remedy = transaction.remedy();
        co_return failure;
    }

    asio::awaitable<Rows> run_alone(Statement statement, Args args) {
        const std::shared_ptr<PostgresPool> pool = pool_of(co_await asio::this_coro::executor);
        const PostgresPool::Call call(pool);
        for (int attempt = 1;; ++attempt) {
            PostgresCommand command(statement, args);
            const PostgresPool::Connection connection = co_await pool->share();
            co_await connection->run(command);
            if (!command.failure) co_return std::move(command.rows);
            const bool is_lost_read = command.lost && !statement.writes;
            if (!may_repeat(command.failure->remedy, is_lost_read, attempt))
                std::rethrow_exception(command.failure->exception);
            co_await step_aside(command.failure->remedy);
        }
    }

    std::shared_ptr<PostgresPool> pool_of(const asio::any_io_executor& executor) {
        asio::execution_context& context = asio::query(executor, asio::execution::context_as<asio::execution_context&>);
        std::shared_ptr<PostgresPool>& pool = asio::use_service<PostgresPools>(context).of(number_);
        if (!pool) pool = std::make_shared<PostgresPool>(trace::without_trace(executor), options_, connector_);
        return pool;
    }

    const std::uint64_t number_ = next_number();  // tells it from databases that were open before
    const PostgresOptions options_;
    const PostgresTarget target_;
    PostgresConnector connector_;
};

}  // namespace

std::unique_ptr<Db> open_postgres(PostgresOptions options) { return std::make_unique<PostgresDb>(std::move(options)); }

}  // namespace pictbook::db
