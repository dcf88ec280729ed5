// Deleting rows and then the objects that only they named.
#pragma once

#include <string>

#include "api/parts.hpp"

namespace pictbook::api {

/// Tells the book's sockets.
boost::asio::awaitable<void> remove_project_and_objects(const Parts& parts, std::string project_id);
/// False when there was no such image.
boost::asio::awaitable<bool> remove_image_and_object(const Parts& parts, std::string image_id);
/// An object that can't be removed now is logged: it is unreachable without its row, but takes space.
boost::asio::awaitable<void> remove_objects(const Parts& parts, std::vector<std::string> keys);

}  // namespace pictbook::api
