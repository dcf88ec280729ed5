// What the rows say of the objects in the blob store: which are named, and which should be there.
#pragma once

#include <string>
#include <vector>

#include "db/db.hpp"

namespace pictbook::store {

/// Those of `keys` that neither a photo's row nor a planned removal names, in the same order. An object that is just being
/// uploaded or removed is always named by one of both, and they are read together.
boost::asio::awaitable<std::vector<std::string>> find_unnamed_keys(db::Sql& sql, std::vector<std::string> keys);

/// A photo's row, as far as it is about its object.
struct NamedObject {
    std::string id, projectId, key;
};

/// The first 500 after the one with this book and this id, in the order of both; empty texts are before the first.
boost::asio::awaitable<std::vector<NamedObject>> list_named_objects(db::Sql& sql, std::string project_id,
                                                                    std::string id);
boost::asio::awaitable<bool> has_image(db::Sql& sql, std::string id);

}  // namespace pictbook::store
