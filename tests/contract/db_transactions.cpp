// A transaction is kept whole or not at all.
#include "contract/db_suite.hpp"

namespace pictbook::db {

namespace {

using boost::asio::awaitable;

constexpr Statement kAdd(R"(INSERT INTO "User" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
    VALUES ($1, 'n', $1, $2, $3, $3))");
constexpr Statement kNames(R"(SELECT "id" FROM "User" ORDER BY "id")");
constexpr Statement kAddEditor(R"(INSERT INTO "Member" ("userId", "projectId", "role") VALUES ($1, $2, 'OWNER'))");

struct OurOwn : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace

TEST_P(DbContract, ATransactionThatReturnsTrueIsKept) {
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kAdd, "ada", false, kThen);
        co_await inside.run(kAdd, "bob", false, kThen);
        co_return true;
    };
    wait_for(db_->transact(body));
    EXPECT_EQ(count_users(), 2);
}

TEST_P(DbContract, ATransactionThatReturnsFalseIsUndone) {  // DB-2
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kAdd, "ada", false, kThen);
        co_return false;
    };
    wait_for(db_->transact(body));
    EXPECT_EQ(count_users(), 0);
}

TEST_P(DbContract, ATransactionThatThrowsIsUndoneAndTheCallerGetsTheException) {  // DB-2
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kAdd, "ada", false, kThen);
        throw OurOwn("enough");
    };
    EXPECT_THROW(wait_for(db_->transact(body)), OurOwn);
    EXPECT_EQ(count_users(), 0);
}

TEST_P(DbContract, ATransactionThatRunsIntoAViolationIsUndone) {  // DB-2, DB-6
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kAdd, "ada", false, kThen);
        co_await inside.run(kAddEditor, "ada", "nowhere");
        co_return true;
    };
    try {
        wait_for(db_->transact(body));
        FAIL() << "nothing was thrown";
    } catch (const Violation& violation) {
        EXPECT_EQ(violation.kind, Violation::Kind::foreign_key);
    }
    EXPECT_EQ(count_users(), 0);
}

TEST_P(DbContract, ATransactionCannotHideAViolation) {  // DB-6
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kAdd, "ada", false, kThen);
        try {
            co_await inside.run(kAdd, "ada", false, kThen);
        } catch (const Violation&) {
            co_return true;
        }
        co_return false;
    };
    EXPECT_THROW(wait_for(db_->transact(body)), Violation);
    EXPECT_EQ(count_users(), 0);
}

TEST_P(DbContract, AfterAViolationATransactionDoesNothingMore) {
    int refused = 0;
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        for (const char* id : {"ada", "ada", "bob"}) {
            try {
                co_await inside.run(kAdd, id, false, kThen);
            } catch (const std::exception&) {
                ++refused;
            }
        }
        co_return true;
    };
    EXPECT_THROW(wait_for(db_->transact(body)), Violation);
    EXPECT_EQ(refused, 2);
    EXPECT_EQ(count_users(), 0);
}

TEST_P(DbContract, AnEmptyTransactionIsFine) {
    Db::Body body = [](Sql&) -> awaitable<bool> { co_return true; };
    wait_for(db_->transact(body));
    EXPECT_EQ(count_users(), 0);
}

TEST_P(DbContract, ATransactionSeesItsOwnWrites) {
    std::vector<std::string> seen;
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        co_await inside.run(kAdd, "bob", false, kThen);
        co_await inside.run(kAdd, "ada", false, kThen);
        const Rows rows = co_await inside.run(kNames);
        for (std::size_t i = 0; i < rows.size(); ++i) seen.emplace_back(rows[i].text(0));
        co_return false;
    };
    wait_for(db_->transact(body));
    EXPECT_EQ(seen, (std::vector<std::string>{"ada", "bob"}));
}

TEST_P(DbContract, AResultDecidesOverItsTransaction) {  // DB-2
    const auto add = [&](const char* id, bool fine) {
        auto body = [this, id, fine](Sql& inside) -> awaitable<Result<std::string>> {
            const Rows rows = co_await inside.run(kAdd, id, false, kThen);
            if (!fine) co_return Error{Fault::conflict, "no"};
            co_return "made " + std::to_string(rows.changed);
        };
        return wait_for(db_->transaction(body));
    };
    EXPECT_EQ(add("ada", true).value(), "made 1");
    EXPECT_EQ(add("bob", false).error().message, "no");
    EXPECT_EQ(count_users(), 1);
}

TEST_P(DbContract, ATransactionOfManyStatementsIsKeptWhole) {
    Db::Body body = [&](Sql& inside) -> awaitable<bool> {
        for (int i = 0; i < 1'000; ++i) co_await inside.run(kAdd, std::to_string(i), false, kThen);
        co_return true;
    };
    wait_for(db_->transact(body));
    EXPECT_EQ(count_users(), 1'000);
}

TEST_P(DbContract, TheDatabaseGoesOnAfterAFailedTransaction) {
    Db::Body body = [](Sql&) -> awaitable<bool> { throw OurOwn("enough"); };
    for (int i = 0; i < 5; ++i) EXPECT_THROW(wait_for(db_->transact(body)), OurOwn);
    add_user("ada");
    EXPECT_EQ(count_users(), 1);
}

}  // namespace pictbook::db
