// The writer's promises that only SQLite has to keep: a full disk, and what still waits when the database is closed.
#include <future>
#include <thread>

#include "unit/db/sqlite_support.hpp"

namespace pictbook::db {

namespace {

namespace asio = boost::asio;

constexpr Statement kNoMorePages("PRAGMA max_page_count = 1");  // SQLite makes it the present size
constexpr Statement kMorePages("PRAGMA max_page_count = 1000000");
/// Where a plain INSERT would only undo itself, this one undoes all that its commit has written so far.
constexpr Statement kAddOrGiveUp(R"(INSERT OR ROLLBACK INTO "User"
    ("id", "name", "email", "emailVerified", "createdAt", "updatedAt") VALUES ($1, $2, $1, $3, $4, $4))");
constexpr Statement kHasUser(R"(SELECT 1 FROM "User" WHERE "id" = $1)");

enum class Outcome { waiting, done, unavailable };

}  // namespace

class SqliteWrites : public SqliteTest {
protected:
    /// Starts a write; its outcome follows when the loop runs.
    void start(const std::string& id, std::string name, Outcome& outcome, const Statement& add = kAddUser) {
        auto call = [this, id, name, &outcome, &add]() -> asio::awaitable<void> {
            try {
                co_await db_->run(add, id, name, false, now());
                outcome = Outcome::done;
            } catch (const Unavailable&) {
                outcome = Outcome::unavailable;
            }
        };
        asio::co_spawn(loop_, call, [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
        loop_.poll();
    }

    /// Keeps the writer's thread busy until `go` is set, so that what starts meanwhile becomes one group.
    void hold_writer(std::future<void> go) {
        std::promise<void> holds;
        auto call = [this, &holds, go = go.share()]() -> asio::awaitable<void> {
            Db::Body body = [&holds, go](Sql&) -> asio::awaitable<bool> {
                holds.set_value();
                go.wait();
                co_return true;
            };
            co_await db_->transact(body);
        };
        asio::co_spawn(loop_, call, [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
        loop_.poll();
        holds.get_future().wait();
    }

    bool has_user(const std::string& id) { return !sql(*db_, kHasUser, id).empty(); }

    asio::io_context loop_{1};
    std::unique_ptr<Db> db_ = open();
};

TEST_F(SqliteWrites, WaitingWritesAreFinishedWhenItCloses) {
    std::promise<void> go;
    hold_writer(go.get_future());
    std::vector<Outcome> outcomes(300, Outcome::waiting);
    for (std::size_t i = 0; i < outcomes.size(); ++i) start(std::to_string(i), "name", outcomes[i]);
    go.set_value();
    db_.reset();
    loop_.restart();
    loop_.run();
    EXPECT_EQ(outcomes, std::vector<Outcome>(300, Outcome::done));
    db_ = open();
    EXPECT_EQ(count_users(*db_), 300);
}

TEST_F(SqliteWrites, AWriteThatWaitedTooLongIsRefusedAndNotDone) {  // DB-9
    db_.reset();
    options_.longest_wait = Milliseconds(20);
    db_ = open();
    std::promise<void> go;
    hold_writer(go.get_future());
    Outcome late = Outcome::waiting, next = Outcome::waiting;
    start("late", "name", late);
    std::this_thread::sleep_for(Milliseconds(40));
    go.set_value();
    loop_.restart();
    loop_.run();
    EXPECT_EQ(late, Outcome::unavailable);
    EXPECT_FALSE(has_user("late"));
    start("next", "name", next);
    loop_.restart();
    loop_.run();
    EXPECT_EQ(next, Outcome::done);
}

TEST_F(SqliteWrites, AFullDiskTakesNothingThatWasAcknowledged) {
    add_user(*db_, "old");
    sql(*db_, kNoMorePages);
    std::promise<void> go;
    hold_writer(go.get_future());
    Outcome small = Outcome::waiting, large = Outcome::waiting, after = Outcome::waiting;
    start("small", "name", small);
    start("large", std::string(3'000'000, 'x'), large);
    start("after", "name", after);
    go.set_value();
    loop_.restart();
    loop_.run();
    // SQLite gave up what the commit had written so far; what had not run yet was written in the next.
    EXPECT_EQ(small, Outcome::unavailable);
    EXPECT_EQ(large, Outcome::unavailable);
    EXPECT_EQ(after, Outcome::done);
    EXPECT_FALSE(has_user("small"));
    EXPECT_FALSE(has_user("large"));
    EXPECT_TRUE(has_user("after"));
    EXPECT_TRUE(has_user("old"));

    sql(*db_, kMorePages);
    start("again", std::string(3'000'000, 'x'), large);
    loop_.restart();
    loop_.run();
    EXPECT_EQ(large, Outcome::done);
}

TEST_F(SqliteWrites, ACommitThatSqliteGaveUpIsRefusedToAllThatHadRun) {
    add_user(*db_, "old");
    std::promise<void> go;
    hold_writer(go.get_future());
    Outcome first = Outcome::waiting, fatal = Outcome::waiting, after = Outcome::waiting;
    start("other", "name", first);
    start("old", "name", fatal, kAddOrGiveUp);
    start("after", "name", after);
    go.set_value();
    loop_.restart();
    loop_.run();
    EXPECT_EQ(first, Outcome::unavailable);
    EXPECT_EQ(fatal, Outcome::unavailable);
    EXPECT_EQ(after, Outcome::done);
    EXPECT_FALSE(has_user("other"));
    EXPECT_TRUE(has_user("after"));
}

TEST_F(SqliteWrites, ATransactionThatGaveUpTheCommitIsRefused) {
    add_user(*db_, "old");
    Db::Body body = [](Sql& inside) -> asio::awaitable<bool> {
        co_await inside.run(kAddUser, "new", "name", false, now());
        co_await inside.run(kAddOrGiveUp, "old", "name", false, now());
        co_return true;
    };
    EXPECT_THROW(wait_for(db_->transact(body)), Unavailable);
    EXPECT_FALSE(has_user("new"));
    add_user(*db_, "next");
    EXPECT_EQ(count_users(*db_), 2);
}

TEST_F(SqliteWrites, AFullDiskInsideATransactionUndoesIt) {  // DB-2
    sql(*db_, kNoMorePages);
    Db::Body body = [](Sql& inside) -> asio::awaitable<bool> {
        co_await inside.run(kAddUser, "small", "name", false, now());
        co_await inside.run(kAddUser, "large", std::string(3'000'000, 'x'), false, now());
        co_return true;
    };
    EXPECT_THROW(wait_for(db_->transact(body)), Unavailable);
    EXPECT_EQ(count_users(*db_), 0);
    add_user(*db_, "next");
    EXPECT_EQ(count_users(*db_), 1);
}

}  // namespace pictbook::db
