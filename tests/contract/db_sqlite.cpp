// SQLite as a driver of the database contract.
#include <stdlib.h>

#include <filesystem>
#include <stdexcept>

#include "contract/db_suite.hpp"
#include "db/sqlite.hpp"

namespace pictbook::db {

namespace {

class SqlitePlace : public DbPlace {
public:
    SqlitePlace() {
        std::string pattern = (std::filesystem::temp_directory_path() / "pictbook-db-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = pattern;
    }
    ~SqlitePlace() override { std::filesystem::remove_all(folder_); }
    SqlitePlace(const SqlitePlace&) = delete;
    SqlitePlace& operator=(const SqlitePlace&) = delete;

    std::unique_ptr<Db> open(std::size_t queue) override {
        SqliteOptions options;
        options.file = folder_ / "pictbook.db";
        options.queue = queue;
        return open_sqlite(options);
    }

private:
    std::filesystem::path folder_;
};

std::unique_ptr<DbPlace> make_sqlite_place() { return std::make_unique<SqlitePlace>(); }

}  // namespace

INSTANTIATE_TEST_SUITE_P(Sqlite, DbContract, testing::Values(DbDriver{"sqlite", make_sqlite_place}), name_of_db_driver);

}  // namespace pictbook::db
