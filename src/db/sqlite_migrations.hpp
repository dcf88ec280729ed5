// Brings an SQLite file up to date.
#pragma once

#include "db/sqlite_connection.hpp"

namespace pictbook::db {

/// All missing steps in one transaction; two processes may do it at the same time. Throws std::runtime_error with one
/// sentence when the database is newer than this program.
void migrate_sqlite(SqliteConnection& connection);

}  // namespace pictbook::db
