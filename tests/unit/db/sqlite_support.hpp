// A folder for one SQLite file, and calls that wait for the database.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/waiting.hpp"
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

    template <class... A>
    static Rows sql(Db& db, const Statement& statement, const A&... args) {
        return wait_for(db.run(statement, args...));
    }

    static void add_user(Db& db, const std::string& id) { sql(db, kAddUser, id, "name", false, now()); }
    static std::int64_t count_users(Db& db) { return sql(db, kCountUsers)[0].integer("count"); }

    std::filesystem::path folder_;
    SqliteOptions options_;
};

}  // namespace pictbook::db
