// Brings a PostgreSQL database up to date, or takes over one of the original.
#pragma once

#include <libpq-fe.h>

namespace pictbook::db {

/// Each missing step in a transaction of its own; of several nodes that start together one does it and the others wait.
/// Throws std::runtime_error with one sentence when the database is newer than this program, is neither empty nor ours nor the
/// original's, or refuses a step; what it refused is undone.
void migrate_postgres(PGconn* connection);

}  // namespace pictbook::db
