// What people do, drawn from chance: all types of commands on a handful of elements and values, so that they often meet.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sim/scene.hpp"

namespace pictbook::sim {

inline constexpr int kElements = 6, kAssets = 3;  // the last asset is never one of the book
std::string element_name(const Scene& scene, int index);
std::string asset_name(const Scene& scene, int index);

/// `{type, payload}`; `own`: counters of commands that an UNDO may name.
json::object draw_command(Scene& scene, const std::vector<std::int64_t>& own);
/// The payload of a SHAPE_CREATE.
json::object draw_element(Scene& scene, const std::string& id, std::string_view type);
/// Of the types that REST has; `PUT` stands for a write of a whole element, `IMAGE_DELETE` for the removal of a photo.
json::object draw_write(Scene& scene);

}  // namespace pictbook::sim
