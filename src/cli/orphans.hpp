// `pictbook doctor --orphans`: objects of the blob store that no row names, and rows whose object is missing. What it keeps in
// memory does not grow with the number of photos.
#pragma once

#include "base/clock.hpp"
#include "blob/blobs.hpp"
#include "db/db.hpp"

namespace pictbook::cli {

struct OrphanSearch {
    bool remove = false;      // false: only tell
    Seconds least_age{3600};  // of an object: the original puts one before its row, and may run beside us
};

/// Prints each on standard output, and the numbers; gives 0 when nothing is left to be done, else 1. Only objects whose names
/// are those of photos are looked at. Throws std::runtime_error with one sentence when the database lacks steps of the schema,
/// or is to decide about removal and names none of the photos; what the stores throw.
int find_orphans(db::Db& db, blob::Blobs& blobs, const OrphanSearch& search);

}  // namespace pictbook::cli
