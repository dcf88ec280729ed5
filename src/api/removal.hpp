// Deleting rows and then the objects that only they named. What can't be removed now is removed later (store/removals.hpp).
#pragma once

#include <string>
#include <vector>

#include "api/parts.hpp"

namespace pictbook::api {

/// False when there was no such book. Tells the book's sockets.
boost::asio::awaitable<bool> remove_project_and_objects(const Parts& parts, std::string project_id);
/// With the elements that show it, in the name of that user. False when there was no such image.
boost::asio::awaitable<bool> remove_image_and_object(const Parts& parts, std::string project_id, std::string image_id,
                                                     std::string user_id);
/// Removes objects whose removal is planned. Waits 2 s at most, then it goes on behind the caller, until the first time that
/// the store is away: so as many go on at once as the store's own queue takes. What is left is logged and stays planned.
boost::asio::awaitable<void> remove_objects(const Parts& parts, std::vector<std::string> keys);
/// Removes what is due, every 30 s, until its coroutine is destroyed. One worker of each node runs it.
boost::asio::awaitable<void> sweep_removals(const Parts& parts);

}  // namespace pictbook::api
