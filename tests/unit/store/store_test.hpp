// A real SQLite database in a folder of its own, and calls that wait for it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "base/ids.hpp"
#include "base/waiting.hpp"
#include "db/sqlite.hpp"
#include "store/images.hpp"
#include "store/projects.hpp"
#include "store/users.hpp"

namespace pictbook::store {

class StoreTest : public testing::Test {
protected:
    StoreTest() : folder_(std::filesystem::temp_directory_path() / ("pictbook-store-" + make_lower_token(12))) {
        db::SqliteOptions options;
        options.file = folder_ / "pictbook.db";
        options.full_sync = false;
        db_ = db::open_sqlite(options);
        db_->migrate();
    }
    ~StoreTest() override {
        db_.reset();
        std::filesystem::remove_all(folder_);
    }

    void add_user(const std::string& id) {
        model::User user;
        user.id = id;
        user.name = "Person " + id;
        user.email = id + "@example.com";
        user.createdAt = user.updatedAt = kThen;
        EXPECT_TRUE(wait_for(create_user(*db_, user)));
    }

    /// Runs `body(sql) -> awaitable<Result<T>>` as one transaction.
    template <class Body>
    auto transact(Body body) {
        return wait_for(db_->transaction(body));
    }

    /// A new book of that user; gives its id.
    std::string add_book(const std::string& owner) {
        auto make = [&](db::Sql& sql) -> boost::asio::awaitable<Result<model::Project>> {
            co_return co_await create_project(sql, make_cuid(), owner, model::ProjectName(std::string("A book")),
                                              "MEMBERS", kThen);
        };
        return transact(make)->id.value;
    }

    /// A photo in that book, without its object.
    void add_asset(const std::string& id, const std::string& book) {
        model::StoredAsset asset;
        asset.id = id;
        asset.key = book + "/images/" + id + ".png";
        asset.createdAt = asset.updatedAt = kThen;
        asset.projectId = book;
        wait_for(create_image(*db_, asset));
    }

    std::int64_t count(const db::Statement& statement) { return wait_for(db_->run(statement))[0].integer("count"); }

    const Time kThen = *parse_time("2025-02-03T04:05:06.789Z");
    const std::filesystem::path folder_;
    std::unique_ptr<db::Db> db_;
};

}  // namespace pictbook::store
