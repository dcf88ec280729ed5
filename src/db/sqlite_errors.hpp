// SQLite's result codes as our exceptions.
#pragma once

#include <string>
#include <string_view>

#include "db/db.hpp"

namespace pictbook::db {

/// The disk took no more pages. A group whose COMMIT failed so is not in the log, and never will be.
class DiskFull : public Unavailable {
public:
    explicit DiskFull(const std::string& what) : Unavailable(what, kFullDiskRetry) {}
};

/// Throws Violation when a rule of the schema refused, Unavailable when the file or the machine did, and std::logic_error
/// when the SQL is wrong. `code` is an extended result code; `message` and `sql` are for the log: what() of a
/// std::logic_error has them on two lines.
[[noreturn]] void throw_sqlite_error(int code, std::string_view message, std::string_view sql);

}  // namespace pictbook::db
