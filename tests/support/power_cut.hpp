// What a power failure leaves of a folder: what was synced, and of the rest all, nothing, or anything between.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace pictbook::test {

/// A folder's files by their whole path, and the folders in it.
struct StoredFiles {
    struct File {
        std::uint64_t inode;
        std::string bytes;
    };
    std::map<std::string, File> files;
    std::set<std::string> folders;
};

StoredFiles read_files(const std::filesystem::path& folder);
/// Replaces what is in the folder.
void write_files(const std::filesystem::path& folder, const StoredFiles& files);

struct PowerCut {
    StoredFiles files;
    std::size_t lost_bytes = 0;  // written, and not there
};

/// `before` and what the shim wrote down since. A name is there once its folder was synced, bytes once their file was; a sync
/// that failed loses what it was for, and no later one brings it back. `seed` 0: nothing else is there.
PowerCut files_after_power_cut(const StoredFiles& before, const std::filesystem::path& records,
                               const std::filesystem::path& folder, unsigned seed);

}  // namespace pictbook::test
