// A book as it was (docs/spec/live-v2.md, V2-37): its present elements, and back from there by the journal's inverses.
#pragma once

#include "canvas/commit.hpp"

namespace pictbook::canvas {

/// The elements by id right after the event `seq`. Nothing when the journal does not reach back so far, or not forward.
boost::asio::awaitable<std::optional<json::object>> elements_at(db::Sql& sql, std::string project_id, std::int64_t seq);

/// Lowest first, as REST has them.
std::vector<model::Element> in_stack_order(const json::object& elements);

}  // namespace pictbook::canvas
