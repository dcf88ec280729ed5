// A folder for one SQLite file, and calls that wait for the database.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "db/sqlite.hpp"

namespace pictbook::db {

class SqliteTest : public testing::Test {
protected:
    static constexpr Statement kAddUser{R"(
        INSERT INTO "User" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
        VALUES ($1, $2, $1, $3, $4, $4))"};
    static constexpr Statement kCountUsers{R"(SELECT COUNT(*) AS "count" FROM "User")"};

    SqliteTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "pictbook-sqlite-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = pattern;
        options_.file = folder_ / "data" / "pictbook.db";
    }
    ~SqliteTest() override { std::filesystem::remove_all(folder_); }

    std::unique_ptr<Db> open() const {
        std::unique_ptr<Db> db = open_sqlite(options_);
        db->migrate();
        return db;
    }

    static void run(boost::asio::awaitable<void> work) {
        boost::asio::io_context loop(1);
        std::exception_ptr failure;
        boost::asio::co_spawn(loop, std::move(work), [&](std::exception_ptr thrown) { failure = thrown; });
        loop.run();
        if (failure) std::rethrow_exception(failure);
    }

    template <class... A>
    static Rows sql(Db& db, const Statement& statement, const A&... args) {
        Rows rows;
        auto call = [&]() -> boost::asio::awaitable<void> { rows = co_await db.run(statement, args...); };
        run(call());
        return rows;
    }

    static void add_user(Db& db, const std::string& id) { sql(db, kAddUser, id, "name", false, now()); }
    static std::int64_t count_users(Db& db) { return sql(db, kCountUsers)[0].integer("count"); }

    std::filesystem::path folder_;
    SqliteOptions options_;
};

}  // namespace pictbook::db
