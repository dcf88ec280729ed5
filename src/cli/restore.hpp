// `pictbook restore FILE`: a backup into an empty store, of whichever kind.
#pragma once

#include <filesystem>

#include "cli/copy.hpp"

namespace pictbook::cli {

/// The whole archive is checked first, then photos are put, and their rows last and at once: a restore that broke off left photos
/// that no row names, and is run again. `to` has the current schema, and nobody uses it; `folder` is ours, for copies of the
/// archive's database and of one photo. Throws BadArchive, std::runtime_error when the store has users, and what the stores
/// throw.
Copied restore_archive(const std::filesystem::path& file, const Stores& to, const std::filesystem::path& folder);

}  // namespace pictbook::cli
