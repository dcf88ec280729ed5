// Brings a PostgreSQL database up to date, or takes over one of the original.
#pragma once

#include <libpq-fe.h>

#include <vector>

#include "db/db.hpp"

namespace pictbook::db {

/// Each missing step in a transaction of its own, and gives them; of several nodes that start together one does it and the
/// others wait. Throws std::runtime_error with one sentence when the database is newer than this program, is neither empty nor ours nor the
/// original's, or refuses a step; what it refused is undone.
std::vector<SchemaStep> migrate_postgres(PGconn* connection);

/// Only looks. Throws std::runtime_error when the database is newer or somebody else's.
std::vector<SchemaStep> missing_postgres_steps(PGconn* connection);

}  // namespace pictbook::db
