// Folders of our own.
#pragma once

#include <filesystem>

namespace pictbook {

/// With all folders above it; a new one is its owner's only (mode 0700), one that is there stays as it is. New
/// ones are there after a power failure. Throws std::runtime_error with one sentence.
void make_folder(const std::filesystem::path& folder);

}  // namespace pictbook
