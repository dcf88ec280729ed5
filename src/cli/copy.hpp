// `pictbook copy`: everything of one store into another, empty one: the photos, then the rows.
#pragma once

#include <filesystem>

#include "blob/blobs.hpp"
#include "db/db.hpp"

namespace pictbook::cli {

struct Stores {
    db::Db& db;
    blob::Blobs& blobs;
};

struct Copied {
    std::size_t rows = 0;
    std::size_t objects = 0;
    std::size_t missing = 0;  // assets whose object is not in the source
};

/// Both have the current schema. `scratch` is an existing folder, in which the rows and one photo at a time are kept in a folder
/// that only we may read. Throws std::runtime_error when the target holds users already, and what the stores throw; a copy that
/// broke off left photos at most, and is begun anew.
Copied copy_everything(const Stores& from, const Stores& to, const std::filesystem::path& scratch);

}  // namespace pictbook::cli
