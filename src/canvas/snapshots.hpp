// Books as the messages that sessions get which join them (V2-5), read and written out once for all who join at about the
// same time. Used on one worker's thread only.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/turns.hpp"
#include "db/db.hpp"
#include "http/outbox.hpp"
#include "store/journal.hpp"

namespace pictbook::canvas {

struct Snapshot {
    std::int64_t seq = 0, epoch = 0;  // of the last event that is in it
    std::vector<http::Frame> frames;  // of the messages, at least one
    std::size_t bytes = 0;            // of all of them
};

class Snapshots {
public:
    static constexpr std::size_t kMostRead = 4;       // at a time: all elements of each are in memory
    static constexpr std::size_t kSmall = 64 * 1024;  // bytes of one that is always sent
    static constexpr Seconds kLongestWait{20};        // for others who read the same book
    static constexpr Seconds kShortFor{60};           // how long somebody who was refused is thought of
    using Pointer = std::shared_ptr<const Snapshot>;
    using Wanted = std::function<bool()>;

    /// `most`: bytes of those that are kept or being sent; one alone may have any size. `elements`: of one message.
    explicit Snapshots(std::size_t most, std::size_t elements = 500) : most_(most), elements_(elements) {}

    /// One that has all that `head` knows of; nothing when there is no such book, or when it is not `wanted` any more at its
    /// turn. Throws Unavailable when those that are being sent leave no room, or when too many are being read.
    boost::asio::awaitable<Pointer> get(db::Db& db, std::string book, store::JournalHead head, Wanted wanted);
    /// Those that nobody asked for since then are not kept any longer.
    void forget(Monotonic::time_point unused_since);
    /// Of those that are kept or being sent.
    std::size_t bytes() const { return *bytes_; }
    /// Somebody was refused for want of room not long ago, and nobody has found any since.
    bool lack_room() const { return refused_ && Monotonic::now() - *refused_ < kShortFor; }

private:
    struct Book {
        Turns turns{1, std::chrono::hours(1)};  // get() has a bound of its own
        Pointer kept;
        Monotonic::time_point used = Monotonic::now();
        std::size_t bytes = 0;  // of the last snapshot, or 0

        bool has(const store::JournalHead& head) const {
            return kept && (kept->epoch > head.epoch || (kept->epoch == head.epoch && kept->seq >= head.seq));
        }
    };

    /// Lets those go that nobody is sent. Throws Unavailable when that doesn't help.
    void make_room(std::size_t bytes);
    bool drop_oldest();
    /// Counts for as long as somebody has it.
    Pointer count(std::shared_ptr<const Snapshot> snapshot);

    const std::size_t most_, elements_;
    std::unordered_map<std::string, std::shared_ptr<Book>> books_;  // whoever waits for one has it too
    std::shared_ptr<std::size_t> bytes_ = std::make_shared<std::size_t>(0);
    Turns turns_{kMostRead};
    std::optional<Monotonic::time_point> refused_;
};

}  // namespace pictbook::canvas
