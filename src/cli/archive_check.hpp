// Looking through an archive: it is whole, nothing in it was changed, nothing was added, and its database and its photos fit
// each other.
#pragma once

#include <filesystem>

#include "cli/manifest.hpp"

namespace pictbook::cli {

struct Checked {
    Manifest manifest;
    std::filesystem::path database;  // its copy in the folder, brought to this program's schema
};

/// Reads the whole file; its database is put into `folder`, which is ours. Throws BadArchive with one sentence.
Checked check_archive(const std::filesystem::path& file, const std::filesystem::path& folder);

}  // namespace pictbook::cli
