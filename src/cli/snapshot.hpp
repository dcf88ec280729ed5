// All rows of a database, as of one moment, in an SQLite file of our own; and such a file's rows into another database.
#pragma once

#include <filesystem>

#include "blob/blobs.hpp"
#include "cli/tables.hpp"
#include "db/sqlite_file.hpp"

namespace pictbook::cli {

/// `file` is made and must not be there. `between` may use `from`.
boost::asio::awaitable<std::vector<RowCount>> take_snapshot(db::Db& from, std::filesystem::path file, Between between);

enum class Journals { kept, begun_anew };

/// Throws std::runtime_error with one sentence when the database has users.
boost::asio::awaitable<void> refuse_one_in_use(db::Sql& to);
/// In one transaction, which refuses a database in use too. With `begun_anew` each book begins a new epoch: its clients read it anew
/// whatever they know of it.
boost::asio::awaitable<std::vector<RowCount>> put_rows(db::Sql& snapshot, db::Db& to, Journals journals);

/// A photo's row, as far as it is about its object.
struct Asset {
    std::string key, mime_type;
    std::uint64_t size = 0;
};
/// One page after the other, in the order of the keys.
boost::asio::awaitable<std::vector<Asset>> list_assets(db::Sql& snapshot, std::string after);

}  // namespace pictbook::cli
