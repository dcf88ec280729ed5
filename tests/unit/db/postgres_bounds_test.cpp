// How many connections, how long anything waits, and what is tried again.
#include <signal.h>

#include "unit/db/postgres_support.hpp"

namespace pictbook::db {

namespace {

using PostgresBounds = PostgresTest;

constexpr Statement kLong("SELECT pg_sleep(30)");
constexpr Statement kNap("SELECT pg_sleep(0.3)");
constexpr Statement kFlaky(R"(INSERT INTO "Log" ("run") VALUES (flaky()))");
constexpr Statement kAdd(R"(INSERT INTO "Log" ("run") VALUES ($1))");
constexpr Statement kAll(R"(SELECT * FROM "Log")");

std::chrono::duration<double> since(Monotonic::time_point begin) { return Monotonic::now() - begin; }

}  // namespace

TEST_F(PostgresBounds, ALoopOpensNoMoreConnectionsThanItMay) {
    options_.connections = 3;
    open();
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kNap);
        co_return true;
    };
    std::vector<awaitable<void>> work;
    for (int i = 0; i < 6; ++i) work.push_back(db_->transact(body));
    for (int i = 0; i < 100; ++i) work.push_back(without_rows(kOne));
    std::string most;
    std::thread other = later([&] { most = backends(); });
    for (const std::exception_ptr& thrown : run_all(std::move(work))) EXPECT_EQ(thrown, nullptr);
    other.join();
    EXPECT_EQ(most, "3");
    EXPECT_EQ(backends(), "3");
}

TEST_F(PostgresBounds, StatementsDoNotWaitForTransactions) {
    open();
    constexpr int kTransactions = 12;  // of which as many nap at once as there are connections for them
    int finished = 0;
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kNap);
        ++finished;
        co_return true;
    };
    std::vector<awaitable<void>> work;
    for (int i = 0; i < kTransactions; ++i) work.push_back(db_->transact(body));
    const auto quick = [&]() -> awaitable<void> {
        for (int i = 0; i < 5; ++i) co_await db_->run(kOne);
        EXPECT_LT(finished, kTransactions / 2);
    };
    work.push_back(quick());
    for (const std::exception_ptr& thrown : run_all(std::move(work))) EXPECT_EQ(thrown, nullptr);
}

TEST_F(PostgresBounds, ATransactionThatGetsNoConnectionInTimeIsRefused) {  // DB-9
    options_.connections = 2;
    options_.longest_wait = Milliseconds(100);
    open();
    sql(kOne);
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kNap);
        co_return true;
    };
    std::vector<awaitable<void>> work;
    work.push_back(db_->transact(body));
    work.push_back(db_->transact(body));
    const std::vector<std::exception_ptr> thrown = run_all(std::move(work));
    EXPECT_EQ(thrown[0], nullptr);
    EXPECT_THROW(std::rethrow_exception(thrown[1]), Unavailable);
}

TEST_F(PostgresBounds, AStatementThatTakesTooLongIsGivenUp) {  // DB-26
    options_.statement_deadline = Milliseconds(300);
    open();
    const Monotonic::time_point begin = Monotonic::now();
    EXPECT_THROW(sql(kLong), Unavailable);
    EXPECT_LT(since(begin).count(), 2);
    EXPECT_EQ(sql(kOne).size(), 1u);
}

TEST_F(PostgresBounds, AServerThatNoLongerAnswersIsGivenUp) {  // DB-26
    options_.statement_deadline = Milliseconds(300);
    open();
    sql(kOne);
    const pid_t backend =
        std::stoi(ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'pictbook' "
                      "AND datname = current_database()"));
    ASSERT_EQ(::kill(backend, SIGSTOP), 0);
    const Monotonic::time_point begin = Monotonic::now();
    // A read comes back on another connection, a write is refused.
    EXPECT_EQ(sql(kOne).size(), 1u);
    EXPECT_GT(since(begin).count(), 2);
    EXPECT_LT(since(begin).count(), 4);
    EXPECT_EQ(::kill(backend, SIGCONT), 0);
}

TEST_F(PostgresBounds, AStatementThatAnotherUndidIsRepeatedThreeTimesAtMost) {  // DB-25
    open();
    test::run_sql(options_.url, R"(CREATE FUNCTION flaky() RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE run bigint := nextval('runs');
        BEGIN
            IF run <> 3 THEN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END IF;
            RETURN run;
        END $$)");
    EXPECT_EQ(sql(kFlaky).changed, 1u);
    EXPECT_EQ(runs(), "3");
    EXPECT_THROW(sql(kFlaky), Unavailable);
    EXPECT_EQ(runs(), "6");
}

TEST_F(PostgresBounds, OfTwoTransactionsThatWaitForEachOtherBothEndWell) {  // DB-25
    open();
    sql(kAdd, 1);
    sql(kAdd, 2);
    static constexpr Statement kHold(R"(UPDATE "Log" SET "run" = "run" WHERE "run" = $1)");
    int times = 0;
    const auto both = [&](int first, int second) -> Db::Body {
        return [&times, first, second](Sql& inside) -> awaitable<bool> {
            ++times;
            co_await inside.run(kHold, first);
            co_await inside.run(kNap);
            co_await inside.run(kHold, second);
            co_return true;
        };
    };
    std::vector<awaitable<void>> work;
    work.push_back(db_->transact(both(1, 2)));
    work.push_back(db_->transact(both(2, 1)));
    for (const std::exception_ptr& thrown : run_all(std::move(work))) EXPECT_EQ(thrown, nullptr);
    EXPECT_GE(times, 3);
}

TEST_F(PostgresBounds, AChangedTableIsReadAnew) {
    open();
    sql(kAdd, 1);
    EXPECT_EQ(sql(kAll).width(), 1u);
    test::run_sql(options_.url, R"(ALTER TABLE "Log" ADD COLUMN "more" integer DEFAULT 5)");
    EXPECT_EQ(sql(kAll)[0].integer("more"), 5);
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        const Rows rows = co_await inside.run(kAll);
        EXPECT_EQ(rows.width(), 3u);
        co_return true;
    };
    test::run_sql(options_.url, R"(ALTER TABLE "Log" ADD COLUMN "evenMore" integer)");
    run(db_->transact(body));
}

TEST_F(PostgresBounds, ATextWithAZeroByteIsRefusedNotCut) {
    open();
    constexpr Statement kEcho("SELECT $1 AS \"text\"");
    EXPECT_THROW(sql(kEcho, std::string("a\0b", 3)), Violation);
    constexpr Statement kText("SELECT CAST($1 AS text) AS \"text\"");
    EXPECT_EQ(sql(kText, std::string("ab"))[0].text(0), "ab");
}

TEST_F(PostgresBounds, AWrongStatementIsOurBugAndHarmsNoNeighbour) {
    open();
    constexpr Statement kWrong("SELECT \"nothing\" FROM \"nowhere\"");
    std::vector<awaitable<void>> work;
    for (int i = 0; i < 3; ++i) {
        work.push_back(without_rows(kWrong));
        work.push_back(without_rows(kOne));
    }
    const std::vector<std::exception_ptr> thrown = run_all(std::move(work));
    for (std::size_t i = 0; i < thrown.size(); ++i) {
        if (i % 2 == 0)
            EXPECT_THROW(std::rethrow_exception(thrown[i]), std::logic_error);
        else
            EXPECT_EQ(thrown[i], nullptr);
    }
}

TEST_F(PostgresBounds, AServerThatOnlyReadsIsUnavailableForWrites) {
    open();
    test::run_sql(options_.url,
                  "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || "
                  "' SET default_transaction_read_only TO on'; END $$");
    EXPECT_EQ(sql(kOne).size(), 1u);
    EXPECT_THROW(sql(kAdd, 1), Unavailable);
}

}  // namespace pictbook::db
