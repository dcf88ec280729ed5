// `pictbook verify FILE --store`: whether a store holds what an archive does, row by row and photo by photo.
#pragma once

#include <filesystem>
#include <ostream>

#include "cli/archive_check.hpp"
#include "cli/copy.hpp"

namespace pictbook::cli {

struct Differences {
    std::size_t rows = 0, objects = 0;
};

/// Every column that a backup holds, and every byte of the photos that its rows name. The store may be in use, and differs then by
/// what was changed since. The first few differences are told to `out`, a line each. `folder` is ours and takes a copy of the
/// store's rows. Throws what the stores throw.
Differences compare_with_store(const Checked& archive, const Stores& store, const std::filesystem::path& folder,
                               std::ostream& out);

}  // namespace pictbook::cli
