// The rows that a store consists of: what `copy`, `backup` and `restore` carry from one database into another.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"

namespace pictbook::cli {

/// A page of the rows whose key is greater than the last one's, and how one of them is written.
struct Table {
    std::string_view name, columns;  // `"id", "name"`
    db::Statement page, insert;
    std::size_t keys;  // the first columns; the second of two may be a number
};

/// In the order in which they refer to each other.
std::span<const Table> copied_tables();

/// A table or a column that is left behind, and why nothing is lost by it.
struct LeftBehind {
    std::string_view table, column;  // empty: all of them
    std::string_view why;
};
std::span<const LeftBehind> left_behind();

/// Before all rows of the table.
db::Args first_key(const Table& table);
/// Of a row that `table.page` gave.
db::Args key_of(const Table& table, const db::Row& row);

struct RowCount {
    std::string table;
    std::size_t rows = 0;
};
std::size_t sum_of(const std::vector<RowCount>& counts);

/// After each page; it may throw to break off.
using Between = std::function<boost::asio::awaitable<void>()>;
boost::asio::awaitable<void> go_on();  // the one that does nothing

/// All rows into a database that has the schema and none of them. `from` stays the same meanwhile; `to` is one transaction. Books
/// whose journal does not account for all their elements are marked so in `to` too.
boost::asio::awaitable<std::vector<RowCount>> copy_rows(db::Sql& from, db::Sql& to, Between between);

}  // namespace pictbook::cli
