// A PostgreSQL server of this program's own that may be stopped, a database in it, and an event loop that lives as long as
// a test, so that connections stay open from call to call.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "db/postgres.hpp"
#include "support/postgres.hpp"

namespace pictbook::db {

using boost::asio::awaitable;

inline test::PostgresServer& postgres_server() {
    static test::PostgresServer server;
    return server;
}

class PostgresTest : public testing::Test {
protected:
    static constexpr Statement kOne{"SELECT 1 AS \"one\""};
    /// Does its work behind a sequence, which tells how often it ran.
    static constexpr Statement kSlowRead{"SELECT nextval('runs') AS \"run\", pg_sleep(1)"};
    static constexpr Statement kSlowWrite{
        "INSERT INTO \"Log\" (\"run\") SELECT run FROM (SELECT nextval('runs') AS run, pg_sleep(1)) AS s"};

    PostgresTest() {
        options_.url = postgres_server().create_database();
        test::run_sql(
            options_.url,
            "SET synchronous_commit TO on; CREATE SEQUENCE runs; CREATE TABLE \"Log\" (\"run\" bigint PRIMARY KEY)");
    }
    ~PostgresTest() override { db_.reset(); }

    void open() { db_ = open_postgres(options_); }

    /// Runs all of them on the test's loop; gives what each threw.
    std::vector<std::exception_ptr> run_all(std::vector<awaitable<void>> work) {
        std::vector<std::exception_ptr> thrown(work.size());
        for (std::size_t i = 0; i < work.size(); ++i) {
            auto done = [&thrown, i](std::exception_ptr exception) { thrown[i] = exception; };
            boost::asio::co_spawn(loop_, std::move(work[i]), done);
        }
        loop_.restart();
        loop_.run();
        return thrown;
    }

    void run(awaitable<void> work) {
        std::vector<awaitable<void>> one;
        one.push_back(std::move(work));
        if (const std::exception_ptr thrown = run_all(std::move(one)).front()) std::rethrow_exception(thrown);
    }

    template <class... A>
    Rows sql(const Statement& statement, const A&... args) {
        Rows rows;
        auto call = [&]() -> awaitable<void> { rows = co_await db_->run(statement, args...); };
        run(call());
        return rows;
    }

    awaitable<void> without_rows(const Statement& statement) { co_await db_->run(statement); }

    std::string ask(const std::string& text) const { return test::run_sql(options_.url, text).at(0).at(0); }
    std::string runs() const { return ask("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM runs"); }
    std::string backends() const {
        return ask(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pictbook' "
            "AND datname = current_database()");
    }
    /// Ends all our connections from another one, as an administrator would.
    void terminate_backends() const {
        test::run_sql(options_.url,
                      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                      "WHERE application_name = 'pictbook' AND datname = current_database()");
    }
    /// Beside the loop, as soon as the slow statement has begun for the `number`th time.
    std::thread terminate_in_run(int number) const {
        return std::thread([this, number] {
            const auto end = Monotonic::now() + Seconds(20);
            while (std::stoi(runs()) < number && Monotonic::now() < end) std::this_thread::sleep_for(Milliseconds(20));
            terminate_backends();
        });
    }
    /// Something that happens beside the loop a little later.
    static std::thread later(std::function<void()> what) {
        return std::thread([what = std::move(what)] {
            std::this_thread::sleep_for(Milliseconds(250));
            what();
        });
    }

    PostgresOptions options_;
    boost::asio::io_context loop_{1};
    std::unique_ptr<Db> db_;
};

}  // namespace pictbook::db
