// Books as the messages that sessions get which join them (V2-5), read and written out once for all who join at about the
// same time. Used on one worker's thread only.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/turns.hpp"
#include "db/db.hpp"
#include "store/journal.hpp"

namespace pictbook::canvas {

struct Snapshot {
    std::int64_t seq = 0, epoch = 0;  // of the last event that is in it
    std::vector<std::string> texts;   // of the messages, at least one
    std::size_t bytes = 0;            // of all of them
};

class Snapshots {
public:
    static constexpr std::size_t kMostRead = 4;          // at a time: all elements of each are in memory
    static constexpr std::size_t kMostKept = 32u << 20;  // bytes; of more the longest unused goes first
    using Pointer = std::shared_ptr<const Snapshot>;

    /// `most`: bytes of those that are kept or being sent. `elements`: of one message.
    explicit Snapshots(std::size_t most, std::size_t elements = 500) : most_(most), elements_(elements) {}

    /// One that has all that `head` knows of; nothing when there is no such book. Throws Unavailable when those that are
    /// being sent are too many, or too many are being read.
    boost::asio::awaitable<Pointer> get(db::Db& db, std::string book, store::JournalHead head);
    /// Those that nobody asked for since then are not kept any longer.
    void forget(Monotonic::time_point unused_since);
    /// Of those that are kept or being sent.
    std::size_t bytes() const { return *bytes_; }

private:
    struct Kept {
        Pointer snapshot;
        Monotonic::time_point used;
    };

    using Books = std::unordered_map<std::string, Kept>;

    Pointer find(const std::string& book, const store::JournalHead& head);
    void drop(Books::iterator kept);
    void make_room(std::size_t bytes);
    /// Counts for as long as somebody has it.
    Pointer count(std::shared_ptr<const Snapshot> snapshot);

    const std::size_t most_, elements_;
    Books kept_;
    std::size_t kept_bytes_ = 0;
    std::shared_ptr<std::size_t> bytes_ = std::make_shared<std::size_t>(0);
    Turns turns_{kMostRead};
};

}  // namespace pictbook::canvas
