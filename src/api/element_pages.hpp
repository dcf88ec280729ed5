// Parts of a book's listing (docs/spec/live-v2.md, V2-41): pages in the order of the stack, and what meets a box.
#pragma once

#include <vector>

#include "db/db.hpp"
#include "model/element.hpp"

namespace pictbook::api {

/// In canvas units; left <= right, top <= bottom.
struct Box {
    double left, top, right, bottom;
    /// Of a corner and sides, which may point backward.
    static Box of(double x, double y, double width, double height);
    bool meets(const Box& other) const {
        return left <= other.right && other.left <= right && top <= other.bottom && other.top <= bottom;
    }
};

/// What the element covers, but for its rotation.
Box box_of(const model::Element& element);

/// At most `limit` that lie above `after` and meet the box; nothing when `after` is no element of the book.
boost::asio::awaitable<std::optional<std::vector<model::Element>>> find_part(db::Sql& sql, std::string project_id,
                                                                             std::string after, std::size_t limit,
                                                                             std::optional<Box> box);

}  // namespace pictbook::api
