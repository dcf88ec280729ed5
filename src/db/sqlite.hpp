// The embedded database: one file. Reads run beside each other on a few threads, writes one after the other on one thread
// that makes many of them durable with one sync.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "base/clock.hpp"
#include "db/db.hpp"

namespace pictbook::db {

struct SqliteOptions {
    std::filesystem::path file;  // made when absent, with its folder, readable by their owner only
    std::size_t readers = 2;     // threads
    bool full_sync = true;       // false: a power failure may take the last commits (the end of the process never does)
    std::size_t queue = 1024;    // waiting reads, and as many waiting writes; more are refused with Unavailable
    Milliseconds busy_timeout{5000};    // for a lock held by another process
    Milliseconds longest_wait{20'000};  // of a write in the queue; one that waited longer is refused with Unavailable
};

/// Throws std::runtime_error with one sentence when the file can't be opened. Destroying it finishes the waiting writes;
/// the event loops of its callers outlive it.
std::unique_ptr<Db> open_sqlite(SqliteOptions options);

/// What migrate() would do to the file, which is neither made nor changed. Throws std::runtime_error with one sentence when
/// it can't be read or is newer than this program.
std::vector<SchemaStep> find_missing_sqlite_steps(const SqliteOptions& options);

}  // namespace pictbook::db
