// A book's elements, as more than one route answers them.
#pragma once

#include "api/access.hpp"

namespace pictbook::api {

using WrittenElements = schema::Written<std::vector<model::Element>>;

/// All of them in their order, from the worker's listings when the book has not changed since `access` was checked.
boost::asio::awaitable<WrittenElements> list_elements(const Parts& parts, const BookAccess& access);

}  // namespace pictbook::api
