// One SQLite connection, for one thread at a time: statements are prepared once and kept, results become Rows, error
// codes become our exceptions. The raw handle never leaves sqlite_connection.cpp.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "db/db.hpp"
#include "db/sqlite.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace pictbook::db {

class SqliteConnection {
public:
    enum class Access { look, read, write, alone };

    /// Opens the file, and makes it for `write` and `alone` (mode 0600); `look` never changes it, whatever it holds. `alone` is
    /// for a file that nobody else knows and that is worth nothing after a crash. Throws Unavailable.
    SqliteConnection(const SqliteOptions& options, Access access);

    /// Throws Violation; Unavailable when the file can't be read or written; std::logic_error for wrong SQL.
    Rows execute(const Statement& statement, const Args& args);
    /// Several statements without parameters and results: pragmas and migrations.
    void run_script(const char* sql);
    /// False also when SQLite itself gave up the transaction, as it may on a full disk.
    bool in_transaction() const;
    /// Gives up the transaction, if there is one.
    void roll_back();

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const;
    };
    struct Prepared {
        std::unique_ptr<sqlite3_stmt, Finalize> handle;
        std::vector<std::size_t> arguments;  // which one each parameter takes, in SQLite's order
        std::size_t wanted = 0;              // arguments
        Rows::Names names;
        bool reads_only;
        std::size_t cells = 0, bytes = 0;  // of the last result, to reserve for the next
    };
    using Key = std::pair<const char*, std::size_t>;  // the static text itself, not its content
    struct Hash {
        std::size_t operator()(const Key& key) const {
            return std::hash<const char*>()(key.first) ^ (key.second << 48);
        }
    };

    Prepared& prepare(std::string_view text);
    void bind(const Prepared& prepared, const Args& args);
    [[noreturn]] void fail(std::string_view text) const;

    std::unique_ptr<sqlite3, Close> handle_;
    std::unordered_map<Key, Prepared, Hash> prepared_;
};

}  // namespace pictbook::db
