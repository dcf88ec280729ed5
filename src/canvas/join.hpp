// What a client lacks that joins a book (docs/spec/live-v2.md, V2-4 and V2-5), read from the database.
#pragma once

#include "canvas/commit.hpp"

namespace pictbook::canvas {

struct Start {
    std::int64_t seq = 0, epoch = 0;  // of the last event that the client has then
    bool is_delta = false;
    std::vector<store::JournalEntry> entries;    // of a delta
    std::vector<store::PlacedElement> elements;  // of a snapshot
};

/// Of a delta: it is in memory as a whole, and a snapshot may be the shorter one.
inline constexpr std::int64_t kMostMissed = 1000, kMostMissedBytes = 8 << 20;

/// Nothing when there is no such book.
boost::asio::awaitable<std::optional<Start>> read_start(db::Db& db, std::string project_id, model::Hello hello);

}  // namespace pictbook::canvas
