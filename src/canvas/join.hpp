// What a client lacks that joins a book (docs/spec/live-v2.md, V2-4 and V2-5), read from the database.
#pragma once

#include "canvas/commit.hpp"
#include "canvas/snapshots.hpp"

namespace pictbook::canvas {

struct Start {
    std::int64_t seq = 0, epoch = 0;           // WELCOME's
    Snapshots::Pointer snapshot;               // nothing: a delta
    std::vector<store::JournalEntry> entries;  // the first page of a delta; read_missed() has the next
    std::int64_t page = 0;                     // entries of a delta that are in memory
};

/// Of a delta: a snapshot may be the shorter one.
inline constexpr std::int64_t kMostMissed = 1000, kMostMissedBytes = 8 << 20;

/// Nothing when there is no such book, or when it is not `wanted` any more. `page`: entries of a delta that are read at a
/// time; fewer when they are long.
boost::asio::awaitable<std::optional<Start>> read_start(db::Db& db, Snapshots& snapshots, std::string project_id,
                                                        model::Hello hello, Snapshots::Wanted wanted,
                                                        std::int64_t page = 50);
/// The page behind `seq`; empty when the journal does not lead on from there.
boost::asio::awaitable<std::vector<store::JournalEntry>> read_missed(db::Db& db, std::string project_id,
                                                                     std::int64_t seq, const Start& start);
/// All elements of the book as its journal accounts for them; nothing when there is no such book.
boost::asio::awaitable<std::optional<store::PlacedList>> read_book(db::Db& db, std::string project_id);

}  // namespace pictbook::canvas
