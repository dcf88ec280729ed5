#include "support/database.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "support/postgres.hpp"

namespace pictbook::test {

Database::Database(const TestServer& server) : url_(server.setting("DATABASE_URL")) {
    if (url_.empty()) open(std::filesystem::path(server.setting("PICTBOOK_DATA")) / "pictbook.db");
}

Database::Database(const std::filesystem::path& sqlite_file) { open(sqlite_file); }

void Database::open(const std::filesystem::path& file) {
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK) << file;
    sqlite_.reset(handle, sqlite3_close);
    sqlite3_busy_timeout(handle, 10'000);
}

std::string Database::list(const std::string& sql) const {
    std::string out;
    if (sqlite_) {
        const auto add = [](void* to, int, char** values, char**) {
            static_cast<std::string*>(to)->append(values[0] ? values[0] : "").append("\n");
            return 0;
        };
        EXPECT_EQ(sqlite3_exec(sqlite_.get(), sql.c_str(), add, &out, nullptr), SQLITE_OK)
            << sqlite3_errmsg(sqlite_.get());
        return out;
    }
    for (const std::vector<std::string>& row : run_sql(url_, sql)) out += (row[0] == "null" ? "" : row[0]) + "\n";
    return out;
}

std::string Database::value(const std::string& sql) const {
    const std::string all = list(sql);
    return all.substr(0, all.find('\n'));
}

}  // namespace pictbook::test
