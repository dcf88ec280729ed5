// The database of an archive: that it is sound, and that it and the manifest say the same.
#pragma once

#include <filesystem>

#include "cli/manifest.hpp"

namespace pictbook::cli {

/// Brings `database`, a copy, to this program's schema. Throws BadArchive with one sentence.
void check_database(const std::filesystem::path& database, const Manifest& manifest);

}  // namespace pictbook::cli
