// Named states of a book: a name for a seq of its journal (docs/spec/live-v2.md, V2-39).
#pragma once

#include <vector>

#include "db/db.hpp"
#include "model/version.hpp"

namespace pictbook::store {

/// The newest first.
boost::asio::awaitable<std::vector<model::Version>> list_versions(db::Sql& sql, std::string project_id);
boost::asio::awaitable<std::int64_t> count_versions(db::Sql& sql, std::string project_id);
boost::asio::awaitable<void> create_version(db::Sql& sql, std::string project_id, model::Version version);
/// False when the book has none with this id.
boost::asio::awaitable<bool> remove_version(db::Sql& sql, std::string project_id, std::string id);

}  // namespace pictbook::store
