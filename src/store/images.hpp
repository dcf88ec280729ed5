// Image assets: their rows; the bytes are in the blob store under their key.
#pragma once

#include <vector>

#include "db/db.hpp"
#include "model/image.hpp"

namespace pictbook::store {

boost::asio::awaitable<std::vector<model::StoredAsset>> list_images(db::Sql& sql, std::string project_id);
boost::asio::awaitable<void> create_image(db::Sql& sql, model::StoredAsset asset);
/// In a transaction, behind every element that shows it. Gives the asset's key, or nothing when there was none.
boost::asio::awaitable<std::optional<std::string>> remove_image(db::Sql& sql, std::string id);
boost::asio::awaitable<std::vector<std::string>> list_image_keys(db::Sql& sql, std::string project_id);

}  // namespace pictbook::store
