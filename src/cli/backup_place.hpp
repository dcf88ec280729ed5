// Where scheduled backups are kept: a folder, or a prefix in the bucket. Only names that it gives itself are ever counted or
// removed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "blob/blobs.hpp"

namespace pictbook::cli {

class BackupPlace {
public:
    /// Makes the folder when it isn't there. A backup for the bucket is made in PICTBOOK_DATA/backups first. Throws
    /// std::runtime_error with one sentence.
    BackupPlace(const Config& config, blob::Blobs& blobs);

    std::string describe() const;
    /// The file to make it in: `pictbook-20260131T030000Z.tar`.
    std::filesystem::path file_of(Time due) const;
    /// What crashes left; another node may be at work on something younger than a day.
    void clear_leftovers() const;
    /// Brings a backup that was made to its place. Throws std::runtime_error for one that the bucket doesn't take at once, and what
    /// the store throws; then there is no such file any more either.
    void keep(const std::filesystem::path& file) const;
    void remove_oldest(std::size_t most) const;
    /// When the newest one was due.
    std::optional<Time> find_newest() const;

private:
    /// The oldest first.
    std::vector<std::string> list() const;

    const std::string prefix_;  // empty: in the folder
    const std::filesystem::path folder_;
    blob::Blobs& blobs_;
};

}  // namespace pictbook::cli
