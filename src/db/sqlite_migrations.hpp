// Brings an SQLite file up to date.
#pragma once

#include "db/sqlite_connection.hpp"

namespace pictbook::db {

/// All missing steps in one transaction, and gives them; two processes may do it at the same time. Throws std::runtime_error with one
/// sentence when the database is newer than this program.
std::vector<SchemaStep> migrate_sqlite(SqliteConnection& connection);

/// Only looks. Throws std::runtime_error when the database is newer.
std::vector<SchemaStep> missing_sqlite_steps(SqliteConnection& connection);

}  // namespace pictbook::db
