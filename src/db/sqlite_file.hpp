// An SQLite file that one caller has for itself: a snapshot, or the database of a backup. Every statement runs at once, on the
// caller's thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "db/sqlite_connection.hpp"

namespace pictbook::db {

class SqliteFile : public Sql {
public:
    /// Makes the file when it isn't there (mode 0600). What it holds is worth nothing after a crash. Throws Unavailable.
    explicit SqliteFile(const std::filesystem::path& file);

    boost::asio::awaitable<Rows> execute(const Statement& statement, Args args) override;
    /// Throws as Db::migrate.
    std::vector<SchemaStep> migrate();
    void begin();
    void commit();
    /// What SQLite finds wrong with the file or with what its rows refer to; empty when nothing is. Throws Unavailable for a file
    /// that is no database.
    std::string find_damage();

private:
    SqliteConnection connection_;
};

}  // namespace pictbook::db
