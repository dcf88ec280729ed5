// Many callers at once: nobody harms a neighbour, sees half of his work or waits without a bound.
#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <thread>

#include "contract/db_suite.hpp"

namespace pictbook::db {

namespace {

using boost::asio::awaitable;

constexpr Statement kFind(R"(SELECT "name" FROM "User" WHERE "id" = $1)");
constexpr Statement kMakePots(
    R"(CREATE TABLE "Pot" ("id" text PRIMARY KEY, "coins" integer NOT NULL CHECK ("coins" >= 0)))");
constexpr Statement kFillPots(R"(INSERT INTO "Pot" ("id", "coins") VALUES ('left', 60), ('right', 60))");
constexpr Statement kMove(R"(UPDATE "Pot" SET "coins" = "coins" + $2 WHERE "id" = $1)");
constexpr Statement kCoins(R"(SELECT "coins" FROM "Pot" WHERE "id" = $1)");
constexpr Statement kSetCoins(R"(UPDATE "Pot" SET "coins" = $2 WHERE "id" = $1)");
constexpr Statement kSum(R"(SELECT CAST(SUM("coins") AS bigint) AS "sum" FROM "Pot")");

std::ptrdiff_t count(const std::vector<Outcome>& outcomes, Outcome which) {
    return std::count(outcomes.begin(), outcomes.end(), which);
}

}  // namespace

TEST_P(DbContract, FailedNeighboursDoNoHarm) {  // DB-3
    add_user("taken");
    std::vector<awaitable<Outcome>> work;
    Db::Body give_up = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kAddUser, "undone", "undone@example.org", false, kThen);
        co_return false;
    };
    Db::Body collide = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kAddUser, "undone", "undone@example.org", false, kThen);
        co_await inside.run(kAddUser, "taken", "x", false, kThen);
        co_return true;
    };
    for (int i = 0; i < 40; ++i) {
        work.push_back(outcome_of(add_user_later(std::to_string(i))));
        work.push_back(outcome_of(add_user_later("taken")));
        work.push_back(outcome_of(db_->transact(give_up)));
        work.push_back(outcome_of(db_->transact(collide)));
    }
    const std::vector<Outcome> outcomes = run_all(std::move(work));
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        EXPECT_EQ(outcomes[i], i % 2 == 0 ? Outcome::done : Outcome::violation) << i;
    EXPECT_EQ(count_users(), 41);
}

TEST_P(DbContract, OneOfManyEqualInsertsWins) {  // DB-6
    std::vector<awaitable<Outcome>> work;
    for (int i = 0; i < 30; ++i) work.push_back(outcome_of(add_user_later("ada")));
    const std::vector<Outcome> outcomes = run_all(std::move(work));
    EXPECT_EQ(count(outcomes, Outcome::done), 1);
    EXPECT_EQ(count(outcomes, Outcome::violation), 29);
}

TEST_P(DbContract, ManyThreadsWriteAndReadTheirOwnWrites) {  // DB-4
    constexpr int kThreads = 3, kCallers = 8, kRounds = 20;
    std::vector<int> good(kThreads, 0);
    const auto caller = [&](int thread, int number) -> awaitable<char> {
        for (int round = 0; round < kRounds; ++round) {
            const std::string id = std::to_string(thread) + "." + std::to_string(number) + "." + std::to_string(round);
            co_await add_user_later(id);
            const Rows rows = co_await db_->run(kFind, id);
            if (rows.size() == 1 && rows[0].text("name") == id) ++good[static_cast<std::size_t>(thread)];
        }
        co_return '\0';
    };
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
        threads.emplace_back([&, thread] {
            std::vector<awaitable<char>> work;
            for (int number = 0; number < kCallers; ++number) work.push_back(caller(thread, number));
            run_all(std::move(work));
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(good, std::vector<int>(kThreads, kCallers * kRounds));
    EXPECT_EQ(count_users(), kThreads * kCallers * kRounds);
}

TEST_P(DbContract, ReadersNeverSeeHalfATransaction) {  // DB-2, DB-4
    sql(kMakePots);
    sql(kFillPots);
    int writers = 2;
    const auto writer = [&](const char* from, const char* to) -> awaitable<char> {
        Db::Body body = [from, to](Sql& inside) -> awaitable<bool> {
            co_await inside.run(kMove, from, -1);
            co_await inside.run(kMove, to, 1);
            co_return true;
        };
        for (int i = 0; i < 30; ++i) co_await db_->transact(body);
        --writers;
        co_return '\0';
    };
    const auto reader = [&]() -> awaitable<char> {
        while (writers > 0) {
            const Rows rows = co_await db_->run(kSum);
            EXPECT_EQ(rows[0].integer("sum"), 120);
        }
        co_return '\0';
    };
    std::vector<awaitable<char>> work;
    work.push_back(writer("left", "right"));
    work.push_back(writer("left", "right"));
    for (int i = 0; i < 4; ++i) work.push_back(reader());
    run_all(std::move(work));
}

TEST_P(DbContract, ATransactionThatFirstWritesItsRowReadsWhatOthersCommitted) {  // DB-27
    sql(kMakePots);
    sql(kFillPots);
    Db::Body body = [](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kMove, "left", 0);
        const Rows rows = co_await inside.run(kCoins, "left");
        co_await inside.run(kSetCoins, "left", rows[0].integer("coins") + 1);
        co_return true;
    };
    std::vector<awaitable<Outcome>> work;
    for (int i = 0; i < 40; ++i) work.push_back(outcome_of(db_->transact(body)));
    EXPECT_EQ(count(run_all(std::move(work)), Outcome::done), 40);
    EXPECT_EQ(sql(kCoins, "left")[0].integer("coins"), 100);
}

TEST_P(DbContract, TheCallerResumesOnItsOwnThread) {
    const auto caller = [&]() -> awaitable<char> {
        const std::thread::id home = std::this_thread::get_id();
        co_await db_->run(kCountUsers);
        EXPECT_EQ(std::this_thread::get_id(), home);
        co_await add_user_later("ada");
        EXPECT_EQ(std::this_thread::get_id(), home);
        EXPECT_EQ(co_await outcome_of(add_user_later("ada")), Outcome::violation);
        EXPECT_EQ(std::this_thread::get_id(), home);
        co_return '\0';
    };
    wait_for(caller());
}

TEST_P(DbContract, AFullQueueRefusesAtOnceAndKeepsWhatItTook) {  // DB-9
    reopen(4);
    std::vector<awaitable<Outcome>> work;
    for (int i = 0; i < 200; ++i) work.push_back(outcome_of(add_user_later(std::to_string(i))));
    const std::vector<Outcome> outcomes = run_all(std::move(work));
    EXPECT_GT(count(outcomes, Outcome::done), 0);
    EXPECT_GT(count(outcomes, Outcome::unavailable), 0);
    EXPECT_EQ(count_users(), count(outcomes, Outcome::done));
}

TEST_P(DbContract, AFullQueueOfReadsRefusesAtOnce) {  // DB-9
    reopen(4);
    // Takes longer than asking for it, also where a sanitizer slows the asking down.
    static constexpr Statement kCountFar(
        R"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                                            SELECT COUNT(*) FROM n)");
    std::vector<awaitable<Outcome>> work;
    for (int i = 0; i < 200; ++i) work.push_back(outcome_of(without_rows(db_->run(kCountFar))));
    const std::vector<Outcome> outcomes = run_all(std::move(work));
    EXPECT_GT(count(outcomes, Outcome::done), 0);
    EXPECT_GT(count(outcomes, Outcome::unavailable), 0);
}

}  // namespace pictbook::db
