// Puts on a shelf what a decision found missing there, from the tables.
#pragma once

#include "canvas/shelf.hpp"
#include "db/db.hpp"

namespace pictbook::canvas {

/// In the transaction that will write. `author`: whose entries may be undone. Nothing is wanted afterwards.
boost::asio::awaitable<void> fetch(db::Sql& sql, const std::string& project_id, const std::string& author,
                                   Shelf& shelf);

}  // namespace pictbook::canvas
