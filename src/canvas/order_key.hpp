// Order keys: texts of digits and letters that leave room for another one between any two (V2-22). Compared byte by byte;
// none ends with '0', the empty one is the lowest.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pictbook::canvas {

/// `count` keys in ascending order, above `low` and below `high` (nothing: no bound), spread evenly so that they stay short.
std::vector<std::string> order_keys_between(std::string_view low, std::optional<std::string_view> high,
                                            std::size_t count);

}  // namespace pictbook::canvas
