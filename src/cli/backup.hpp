// `pictbook backup FILE`, and what the schedule makes: everything of a store in one archive, while servers run.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include "cli/copy.hpp"
#include "cli/manifest.hpp"

namespace pictbook::cli {

struct BackupOrder {
    std::filesystem::path file;  // must not be there; FILE.part and FILE.rows beside it are ours meanwhile
    std::string settings;        // the configuration without secrets
    std::string id;              // one of two backups with the same is not made
    std::stop_token stop = {};
};

struct Made {
    bool begun = true;  // false: another node makes it, and nothing was done
    std::uint64_t bytes = 0;
    std::size_t rows = 0, objects = 0;
    std::vector<std::string> missing, other_size;  // as in the manifest
};

/// Runs on the caller's thread, which it blocks. The database has the current schema. Throws std::runtime_error with one sentence
/// and what the stores throw; then there is no file.
boost::asio::awaitable<Made> make_backup(Stores from, BackupOrder order);

}  // namespace pictbook::cli
