// Where the database is, and a connection to it. Blocking: names are looked up and TLS is spoken off the event loops.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "db/postgres.hpp"

namespace pictbook::db {

/// A URL that was read. What only Prisma, the original's database library, understands is left out, but for `schema`.
struct PostgresTarget {
    std::vector<std::pair<std::string, std::string>> parameters;  // libpq's; the password is among them
    std::string schema;                                           // empty: as the server has it
    std::string place;                                            // `pictbook at db.example.org:5432`
};

/// Throws std::runtime_error with one sentence that tells nothing of the URL's own: when it can't be read, and when it
/// asks for Prisma's `sslaccept=strict` or `pgbouncer=true`.
PostgresTarget read_postgres_url(const std::string& url);

struct FinishPostgres {
    void operator()(PGconn* handle) const { PQfinish(handle); }
};
using PostgresHandle = std::unique_ptr<PGconn, FinishPostgres>;

struct ClearPostgres {
    void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearPostgres>;

/// Connected and set up for us, within the deadline of `options`, of which each of several hosts gets an equal share. Throws
/// std::runtime_error with one sentence that names the place and the reason (of the last host), without user and password.
PostgresHandle connect_postgres(const PostgresTarget& target, const PostgresOptions& options);

}  // namespace pictbook::db
