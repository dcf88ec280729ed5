// One transaction among others of the same commit: a savepoint that its body may lose without harm to its neighbours.
#pragma once

#include <boost/asio/io_context.hpp>

#include "db/db.hpp"
#include "db/sqlite_connection.hpp"

namespace pictbook::db {

/// Runs `body` to its end on this thread, by `loop`, inside the connection's open transaction. Keeps what it wrote when it
/// returned true and every statement of it succeeded; else undoes it. Throws what the body threw, or the failure of a
/// statement that the body caught and kept silent.
void run_in_savepoint(SqliteConnection& connection, boost::asio::io_context& loop, const Db::Body& body);

}  // namespace pictbook::db
