// The suite that every driver of Db passes (db_*.cpp). A driver joins by one DbDriver in a file of its own:
// INSTANTIATE_TEST_SUITE_P(Sqlite, DbContract, testing::Values(DbDriver{"sqlite", make}), name_of_db_driver);
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/waiting.hpp"
#include "db/db.hpp"

namespace pictbook::db {

/// Where one empty database of its own lives; it stays there while it is closed and opened again.
class DbPlace {
public:
    virtual ~DbPlace() = default;
    virtual std::unique_ptr<Db> open(std::size_t queue) = 0;
};

struct DbDriver {
    std::string name;
    std::unique_ptr<DbPlace> (*make)();
};

inline std::string name_of_db_driver(const testing::TestParamInfo<DbDriver>& info) { return info.param.name; }

/// What came of one of several concurrent calls.
enum class Outcome { done, violation, unavailable };

inline boost::asio::awaitable<Outcome> outcome_of(boost::asio::awaitable<void> work) {
    try {
        co_await std::move(work);
        co_return Outcome::done;
    } catch (const Violation&) {
        co_return Outcome::violation;
    } catch (const Unavailable&) {
        co_return Outcome::unavailable;
    }
}

inline boost::asio::awaitable<void> without_rows(boost::asio::awaitable<Rows> work) { co_await std::move(work); }

/// Runs all of them on one event loop of this thread until they are done; the first failure is thrown.
template <class T>
std::vector<T> run_all(std::vector<boost::asio::awaitable<T>> work) {
    boost::asio::io_context loop(1);
    std::vector<std::optional<T>> values(work.size());
    std::exception_ptr failure;
    for (std::size_t i = 0; i < work.size(); ++i) {
        auto done = [&, i](std::exception_ptr thrown, T value) {
            if (thrown && !failure) failure = thrown;
            values[i].emplace(std::move(value));
        };
        boost::asio::co_spawn(loop, std::move(work[i]), done);
    }
    loop.run();
    if (failure) std::rethrow_exception(failure);
    std::vector<T> out;
    for (std::optional<T>& value : values) out.push_back(std::move(value.value()));
    return out;
}

class DbContract : public testing::TestWithParam<DbDriver> {
protected:
    static constexpr Statement kAddUser{R"(
        INSERT INTO "User" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
        VALUES ($1, $1, $2, $3, $4, $4))"};
    static constexpr Statement kCountUsers{R"(SELECT COUNT(*) AS "count" FROM "User")"};
    static constexpr Statement kAddProject{R"(
        INSERT INTO "Project" ("id", "name", "createdAt", "updatedAt", "visibility") VALUES ($1, 'Book', $2, $2, 'MEMBERS'))"};
    static constexpr Statement kAddElement{R"(
        INSERT INTO "Element" ("id", "type", "x", "y", "width", "height", "zIndex", "createdAt", "updatedAt", "projectId")
        VALUES ($1, $2, 1.5, 2.5, 3, 4, $3, $4, $4, $5))"};

    void SetUp() override {
        place_ = GetParam().make();
        db_ = place_->open(1024);
        db_->migrate();
    }

    /// Closes the database and opens it again.
    void reopen(std::size_t queue = 1024) {
        db_.reset();
        db_ = place_->open(queue);
    }

    template <class... A>
    Rows sql(const Statement& statement, const A&... args) {
        return wait_for(db_->run(statement, args...));
    }

    /// What the schema refuses.
    template <class... A>
    std::optional<Violation::Kind> violation_of(const Statement& statement, const A&... args) {
        try {
            sql(statement, args...);
            return std::nullopt;
        } catch (const Violation& violation) {
            return violation.kind;
        }
    }

    /// Stores each value and compares what RETURNING and a later SELECT give.
    template <class T, class Read>
    void expect_round_trips(const Statement& put, const Statement& get, const std::vector<T>& values, Read read) {
        for (const T& value : values) {
            const std::string id = make_cuid();
            EXPECT_EQ(read(sql(put, id, value)[0]), value);
            EXPECT_EQ(read(sql(get, id)[0]), value);
        }
    }

    /// A table with a column for each kind of value. The type names are PostgreSQL's; SQLite takes any.
    void make_probe() {
        static constexpr Statement kMake{R"(CREATE TABLE "Probe" ("id" text PRIMARY KEY, "number" double precision,
            "integer" bigint, "text" text, "time" timestamp(3), "flag" boolean, "list" double precision[]))"};
        sql(kMake);
    }

    boost::asio::awaitable<void> add_user_later(std::string name) {
        return without_rows(db_->run(kAddUser, name, name + "@example.org", false, kThen));
    }
    void add_user(const std::string& name) { wait_for(add_user_later(name)); }
    std::int64_t count_users() { return sql(kCountUsers)[0].integer("count"); }
    void add_project(const std::string& id) { sql(kAddProject, id, kThen); }
    void add_element(const std::string& id, const std::string& type, const std::string& project) {
        sql(kAddElement, id, type, 0, kThen, project);
    }

    const Time kThen = *parse_time("2025-02-03T04:05:06.789Z");
    std::unique_ptr<DbPlace> place_;
    std::unique_ptr<Db> db_;
};

}  // namespace pictbook::db
