// Elements: one row in "Element" and one in the table of its kind ("Image", "Text", "Shape"), read back as the union. What a
// write means is decided in canvas/decide.hpp; here are its rows.
#pragma once

#include <vector>

#include "db/db.hpp"
#include "model/element.hpp"
#include "store/journal.hpp"

namespace pictbook::store {

struct ElementList {
    std::vector<model::Element> elements;  // by zIndex, then order key, creation and id
    std::optional<std::int64_t> revision;  // of the book when they were read; nothing when there are none
};
boost::asio::awaitable<ElementList> list_elements(db::Sql& sql, std::string project_id);

/// An element with what the journal says of it.
struct PlacedElement {
    model::Element element;
    std::string project_id;
    std::int64_t rev = 0;  // seq of the last commit that changed it
    std::string order;     // its order key
};
struct PlacedList {
    std::vector<PlacedElement> elements;  // in the same order
    std::optional<JournalHead> head;      // of the moment at which they were read; nothing when there is no such book
};
boost::asio::awaitable<PlacedList> list_placed_elements(db::Sql& sql, std::string project_id);
/// Of any book.
boost::asio::awaitable<std::optional<PlacedElement>> find_placed_element(db::Sql& sql, std::string id);

/// At most `limit` that lie above `after`, lowest first; from the lowest on when it is empty, none when it isn't there.
boost::asio::awaitable<std::vector<model::Element>> list_elements_after(db::Sql& sql, std::string project_id,
                                                                        std::string after, std::int64_t limit);

struct StackRow {
    std::string id;
    std::int32_t zIndex = 0;
    std::string order;
    Time createdAt;
};
BOOST_DESCRIBE_STRUCT(StackRow, (), (id, zIndex, order, createdAt))
/// All of a book, lowest first.
boost::asio::awaitable<std::vector<StackRow>> list_stack(db::Sql& sql, std::string project_id);

boost::asio::awaitable<bool> has_asset(db::Sql& sql, std::string project_id, std::string asset_id);
boost::asio::awaitable<std::vector<std::string>> list_elements_showing(db::Sql& sql, std::string asset_id);

// In a transaction that holds the book.
boost::asio::awaitable<void> insert_element(db::Sql& sql, const PlacedElement& placed);
/// `kind_too`: also what only its kind has.
boost::asio::awaitable<void> update_element(db::Sql& sql, const PlacedElement& placed, bool kind_too);
boost::asio::awaitable<bool> remove_element(db::Sql& sql, std::string id);

}  // namespace pictbook::store
