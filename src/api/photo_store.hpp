// Photos on their way into a book: objects before rows, so that a row always has its object, and what fails leaves nothing.
#pragma once

#include <functional>

#include "api/parts.hpp"
#include "media/image.hpp"
#include "model/image.hpp"

namespace pictbook::api {

/// Most bytes of one photo.
inline constexpr std::uint64_t kMostPhotoBytes = 20u << 20;

/// A new photo of that book, with a new key.
model::StoredAsset make_asset(const std::string& project_id, const std::string& user_id, const media::ImageInfo& info,
                              std::uint64_t size, Time time);

using Step = std::function<boost::asio::awaitable<Result<void>>()>;

/// `put` puts the objects of `keys`, then `insert` adds their rows in a transaction that keeps them (insert_photos). When either
/// fails the objects are removed again, now or later; so are those that a crash leaves behind.
boost::asio::awaitable<Result<void>> store_photos(const Parts& parts, std::vector<std::string> keys, Step put,
                                                  Step insert);

/// In a transaction. Throws Unavailable when it came too late, and somebody has begun to remove one.
boost::asio::awaitable<void> insert_photos(db::Sql& sql, const std::vector<model::StoredAsset>& assets);

std::vector<std::string> keys_of(const std::vector<model::StoredAsset>& assets);

}  // namespace pictbook::api
