// Numbers in a query.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace pictbook::api {

inline constexpr std::int64_t kMostWhole = 9007199254740991;  // 2^53-1
/// Of a seq that the journal of a book has not, or no longer.
inline constexpr const char* kOutOfReach = "The history does not reach there";

/// A whole number from `least` to `most`, or `usual` when it isn't given; else Fault::invalid at its name.
Result<std::int64_t> whole_of(const std::optional<std::string>& text, const char* name, std::int64_t least,
                              std::int64_t most, std::int64_t usual);
/// `count` finite numbers with commas between them, else Fault::invalid.
Result<std::vector<double>> numbers_of(const std::string& text, const char* name, std::size_t count,
                                       const char* example);

}  // namespace pictbook::api
