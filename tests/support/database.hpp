// The database of a server under test as another program uses it, whichever the database is.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "support/server.hpp"

struct sqlite3;

namespace pictbook::test {

class Database {
public:
    explicit Database(const TestServer& server);
    explicit Database(const std::filesystem::path& sqlite_file);

    /// Any number of statements; fails the test when one fails.
    void run(const std::string& sql) const { list(sql); }
    /// The first column of every row, a line each.
    std::string list(const std::string& sql) const;
    /// The first column of the first row, or empty.
    std::string value(const std::string& sql) const;

private:
    void open(const std::filesystem::path& file);

    std::string url_;
    std::shared_ptr<sqlite3> sqlite_;
};

}  // namespace pictbook::test
