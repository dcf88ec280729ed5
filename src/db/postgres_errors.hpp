// PostgreSQL's SQLSTATEs as our exceptions, and as what may be done about them.
#pragma once

#include <exception>
#include <string_view>

namespace pictbook::db {

struct PostgresFailure {
    enum class Remedy {
        none,
        repeat,     // undone because of another transaction: the whole of it may run again
        prepare,    // the statement must be prepared anew; nothing of it has run
        reconnect,  // this server only reads: another one may be the right one now
    };
    std::exception_ptr exception;
    Remedy remedy = Remedy::none;
};

/// Violation when a rule of the schema refused, Unavailable when the server or its machine did, and std::logic_error when the
/// SQL is wrong. `message` and `sql` are for the log only: Unavailable, whose sentence a client reads, has nothing of them.
PostgresFailure make_postgres_failure(std::string_view sqlstate, std::string_view message, std::string_view sql);

/// For a connection that broke before the result of its statement came. InDoubt when the statement may have been committed.
std::exception_ptr connection_lost(bool in_doubt);

}  // namespace pictbook::db
