// Connections that break, and a server that goes away and comes back.
#include <signal.h>

#include "unit/db/postgres_support.hpp"

namespace pictbook::db {

namespace {

using PostgresRecovery = PostgresTest;
using testing::HasSubstr;
using testing::Not;

constexpr Statement kCount(R"(SELECT COUNT(*) AS "count" FROM "Log")");
constexpr Statement kBackend(R"(SELECT pg_backend_pid() AS "pid")");
constexpr Statement kQuick(R"(INSERT INTO "Log" ("run") VALUES (nextval('runs')))");

}  // namespace

TEST_F(PostgresRecovery, AnIdleConnectionThatWasEndedIsReplacedUnnoticed) {  // DB-23
    open();
    sql(kOne);
    terminate_backends();
    EXPECT_EQ(sql(kOne)[0].integer("one"), 1);
    terminate_backends();
    EXPECT_EQ(sql(kQuick).changed, 1u);
    EXPECT_EQ(runs(), "1");
}

TEST_F(PostgresRecovery, AReadThatBreaksInItsMiddleIsRepeated) {  // DB-23
    open();
    std::thread other = terminate_in_run(1);
    EXPECT_EQ(sql(kSlowRead)[0].integer("run"), 2);
    other.join();
}

TEST_F(PostgresRecovery, AReadIsRepeatedOnceOnly) {  // DB-23
    open();
    std::thread first = terminate_in_run(1), second = terminate_in_run(2);
    EXPECT_THROW(sql(kSlowRead), Unavailable);
    first.join();
    second.join();
    EXPECT_EQ(runs(), "2");
}

TEST_F(PostgresRecovery, AWriteThatBreaksInItsMiddleIsNeverRepeated) {  // DB-23, DB-30
    open();
    std::thread other = terminate_in_run(1);
    try {
        sql(kSlowWrite);
        ADD_FAILURE() << "it was not broken";
    } catch (const InDoubt& doubt) {
        EXPECT_THAT(doubt.what(), HasSubstr("the change may have been made"));
    }
    other.join();
    EXPECT_EQ(runs(), "1");
    EXPECT_EQ(sql(kCount)[0].integer("count"), 0);
}

TEST_F(PostgresRecovery, ATransactionThatBreaksInItsMiddleIsNeverRepeated) {  // DB-2, DB-23
    open();
    int times = 0;
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        ++times;
        co_await inside.run(kQuick);
        co_await inside.run(kSlowWrite);
        co_return true;
    };
    std::thread other = terminate_in_run(2);
    EXPECT_THROW(run(db_->transact(body)), Unavailable);
    other.join();
    EXPECT_EQ(times, 1);
    EXPECT_EQ(sql(kCount)[0].integer("count"), 0);
}

TEST_F(PostgresRecovery, EveryStatementOnABrokenConnectionHasAnAnswer) {  // DB-23
    options_.connections = 1;
    open();
    std::vector<awaitable<void>> work;
    for (int i = 0; i < 3; ++i) {
        work.push_back(without_rows(kSlowRead));
        work.push_back(without_rows(kQuick));
    }
    std::thread other = terminate_in_run(1);
    const std::vector<std::exception_ptr> thrown = run_all(std::move(work));
    other.join();
    for (std::size_t i = 0; i < thrown.size(); i += 2) EXPECT_EQ(thrown[i], nullptr) << i;
    for (std::size_t i = 1; i < thrown.size(); i += 2) EXPECT_NE(thrown[i], nullptr) << i;
    EXPECT_EQ(sql(kCount)[0].integer("count"), 0);
}

TEST_F(PostgresRecovery, AServerThatIsAwayIsToldAtOnceAndUsedAgainWhenItIsBack) {  // DB-24, DB-28
    options_.most_pause = Milliseconds(500);
    open();
    sql(kOne);
    postgres_server().stop();
    for (int i = 0; i < 10; ++i) {
        const Monotonic::time_point begin = Monotonic::now();
        try {
            sql(i % 2 == 0 ? kOne : kQuick);
            ADD_FAILURE() << "a server that is away answered";
        } catch (const Unavailable& away) {
            EXPECT_THAT(away.what(), Not(HasSubstr("127.0.0.1")));
            EXPECT_GE(away.retry_after, Seconds(1));
        }
        EXPECT_LT(Monotonic::now() - begin, Milliseconds(2200));
    }
    postgres_server().start();
    std::this_thread::sleep_for(options_.most_pause);
    EXPECT_EQ(sql(kOne)[0].integer("one"), 1);
    EXPECT_EQ(sql(kQuick).changed, 1u);
}

TEST_F(PostgresRecovery, AttemptsThatFailTogetherPutTheNextOneOffOnce) {  // DB-24
    options_.least_pause = Milliseconds(2000);
    options_.most_pause = Milliseconds(60'000);
    open();
    postgres_server().stop();
    std::vector<awaitable<void>> work;
    for (int i = 0; i < 4; ++i) work.push_back(without_rows(kOne));
    for (const std::exception_ptr& thrown : run_all(std::move(work))) EXPECT_NE(thrown, nullptr);
    const Monotonic::time_point end = Monotonic::now() + options_.least_pause;
    postgres_server().start();
    std::this_thread::sleep_until(end);
    EXPECT_EQ(sql(kOne)[0].integer("one"), 1);
}

TEST_F(PostgresRecovery, OneEventLoopThatConnectsEndsThePausesOfTheOthers) {  // DB-24
    options_.least_pause = options_.most_pause = Milliseconds(60'000);
    boost::asio::io_context other(1);
    open();
    postgres_server().stop();
    EXPECT_THROW(sql(kOne), Unavailable);
    postgres_server().start();
    EXPECT_THROW(sql(kOne), Unavailable);
    std::exception_ptr thrown;
    boost::asio::co_spawn(other, without_rows(kOne), [&](std::exception_ptr exception) { thrown = exception; });
    other.run();
    EXPECT_EQ(thrown, nullptr);
    EXPECT_EQ(sql(kOne)[0].integer("one"), 1);
    db_.reset();  // before the loop
}

TEST_F(PostgresRecovery, WhoComesWhileTheServerIsAwayIsToldInTimeAlsoBehindOneWhoMayWaitLonger) {  // DB-24
    options_.connections = 1;
    options_.longest_absence = Milliseconds(300);
    open();
    const int backend = static_cast<int>(sql(kBackend)[0].integer("pid"));
    Db::Body slow = [](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kSlowRead);
        co_return true;
    };
    const auto cut_and_come_back = [&]() -> awaitable<void> {
        EXPECT_THROW(co_await db_->transact(slow), Unavailable);
        const Monotonic::time_point begin = Monotonic::now();
        EXPECT_THROW(co_await db_->run(kOne), Unavailable);
        EXPECT_LT(Monotonic::now() - begin, Seconds(2));
        ::kill(postgres_server().process(), SIGCONT);
    };
    std::thread other = later([&] {
        ::kill(postgres_server().process(), SIGSTOP);  // connects, and says nothing
        ::kill(backend, SIGTERM);
    });
    std::vector<awaitable<void>> work;
    work.push_back(cut_and_come_back());
    work.push_back(db_->transact(slow));
    for (const std::exception_ptr& thrown : run_all(std::move(work))) EXPECT_EQ(thrown, nullptr);
    other.join();
}

TEST_F(PostgresRecovery, ACrashKeepsWhatWasAnswered) {  // DB-1, DB-2; the server itself has synchronous_commit off
    open();
    int answered = 0;
    const auto writer = [&]() -> awaitable<void> {
        for (;;) {
            co_await db_->run(kQuick);
            ++answered;
        }
    };
    std::vector<awaitable<void>> work;
    work.push_back(writer());
    std::thread other = later([] { postgres_server().stop(); });
    EXPECT_NE(run_all(std::move(work)).front(), nullptr);
    other.join();
    postgres_server().start();
    EXPECT_GT(answered, 0);
    const int kept = std::stoi(ask(R"(SELECT COUNT(*) FROM "Log")"));
    EXPECT_GE(kept, answered);
    EXPECT_LE(kept, answered + 1);  // one may be kept without having been answered
}

TEST_F(PostgresRecovery, AnEventLoopMayEndWhileCallersWait) {
    options_.connections = 1;
    open();
    sql(kOne);
    boost::asio::co_spawn(loop_, without_rows(kSlowRead), [](std::exception_ptr) {});
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kSlowWrite);
        co_return true;
    };
    for (int i = 0; i < 3; ++i) boost::asio::co_spawn(loop_, db_->transact(body), [](std::exception_ptr) {});
    loop_.restart();
    loop_.run_for(Milliseconds(100));
    db_.reset();
    EXPECT_EQ(runs(), "1");  // one runs, one is on its way, the others wait for the connection
}

}  // namespace pictbook::db
