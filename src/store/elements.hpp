// Elements: one row in "Element" and one in the table of its kind ("Image", "Text", "Shape"), read back as the union.
#pragma once

#include <vector>

#include "db/db.hpp"
#include "model/element.hpp"

namespace pictbook::store {

struct ElementList {
    std::vector<model::Element> elements;  // by zIndex, then creation, then id
    std::optional<std::int64_t> revision;  // of the book when they were read; nothing when there are none
};
boost::asio::awaitable<ElementList> list_elements(db::Sql& sql, std::string project_id);

// In a transaction. Fault::invalid at /assetId when the asset is not one of the book's.
boost::asio::awaitable<Result<model::Element>> create_element(db::Sql& sql, std::string project_id,
                                                              model::NewElement element, Time now);
/// Creates what is unknown under its id. Fault::not_found when the id is an element of another book.
boost::asio::awaitable<Result<void>> upsert_element(db::Sql& sql, std::string project_id, model::ElementUpsert element,
                                                    Time now);
/// Fault::not_found, or Fault::conflict when the patch's type is not the element's.
boost::asio::awaitable<Result<model::Element>> update_element(db::Sql& sql, std::string project_id, std::string id,
                                                              model::ElementPatch patch, Time now);
boost::asio::awaitable<bool> remove_element(db::Sql& sql, std::string id);

}  // namespace pictbook::store
