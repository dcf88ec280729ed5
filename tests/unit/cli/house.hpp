// A store of its own, SQLite and files, with some rows and photos, and backups of it.
#pragma once

#include <gtest/gtest.h>

#include <fstream>

#include "base/ids.hpp"
#include "base/waiting.hpp"
#include "blob/disk.hpp"
#include "cli/backup.hpp"
#include "db/sqlite.hpp"
#include "support/program.hpp"

namespace pictbook::cli {

class House {
public:
    explicit House(const std::filesystem::path& folder) : folder_(folder) {
        db::SqliteOptions options;
        options.file = folder_ / "pictbook.db";
        options.full_sync = false;
        db_ = db::open_sqlite(options);
        db_->migrate();
        blobs_ = blob::open_disk(folder_ / "blobs");
    }

    db::Db& db() { return *db_; }
    blob::Blobs& blobs() { return *blobs_; }
    Stores stores() { return {*db_, *blobs_}; }

    template <class... A>
    void run(const db::Statement& statement, const A&... args) {
        wait_for(db_->run(statement, args...));
    }
    std::int64_t count(const db::Statement& statement) { return wait_for(db_->run(statement))[0].integer("count"); }

    /// A book with a member, elements of three kinds, an entry of its journal, and two photos.
    void furnish();
    /// Empty bytes: its row alone.
    void add_photo(const std::string& id, const std::string& bytes, std::size_t size);
    void put_object(const std::string& key, const std::string& bytes) {
        std::ofstream(folder_ / "object", std::ios::binary) << bytes;
        wait_for(blobs_->put(key, folder_ / "object", "image/png"));
    }

    Made back_up(const std::filesystem::path& file) {
        return wait_for(make_backup(stores(), {file, "PORT=4000\n", make_token()}));
    }

private:
    std::filesystem::path folder_;
    std::unique_ptr<db::Db> db_;
    std::unique_ptr<blob::Blobs> blobs_;
};

/// Its own folder, and a furnished house in it.
class Housed : public testing::Test {
protected:
    Housed() : house_(folder_.path() / "data") { house_.furnish(); }
    std::filesystem::path file(const std::string& name = "backup.tar") const { return folder_.path() / name; }

    const test::TemporaryFolder folder_;
    House house_;
};

}  // namespace pictbook::cli
