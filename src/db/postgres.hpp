// PostgreSQL 15 or newer, for several nodes on one database or for the database of the original. Statements run on the
// caller's own event loop, many of them on one connection at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "db/db.hpp"

namespace pictbook::db {

struct PostgresOptions {
    std::string url;                          // postgresql://user:password@host:port/name
    std::size_t connections = 4;              // of one event loop, at most
    std::size_t queue = 1024;                 // calls of one event loop at a time; more are refused with Unavailable
    Milliseconds connect_deadline{5000};      // of one attempt
    Milliseconds statement_deadline{20'000};  // then the server gives the statement up
    Milliseconds longest_absence{2000};       // that a call waits for the first connection
    Milliseconds longest_wait{20'000};        // that a call waits for a connection while others have them all
    Milliseconds least_pause{100};            // between attempts to connect, doubled by each that fails
    Milliseconds most_pause{2000};
};

/// Throws std::runtime_error with one sentence when the URL can't be read; nothing is connected before migrate() or the
/// first statement. Its callers' event loops have one thread each and outlive it.
std::unique_ptr<Db> open_postgres(PostgresOptions options);

}  // namespace pictbook::db
