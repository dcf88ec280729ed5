// What waits to go to all sockets of a room: ordered events until the end of the loop's turn, cursor and drag updates until the
// next tick, of each sender (and element) the newest. Pure: no I/O, and every call is told the time.
//
// Most of what a busy server does is sending, and a send of ten frames costs what a send of one costs. So where several
// people move at once their updates leave together, some fifty times a second; where only one moves, his leave at once, but no
// more than one update in a tick.
#pragma once

#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "http/outbox.hpp"

namespace pictbook::canvas {

class RoomOutbox {
public:
    using Moment = Monotonic::time_point;

    static constexpr Milliseconds kTick{16};
    /// A second sender counts as moving for so long after an update.
    static constexpr Milliseconds kMoving = 2 * kTick;
    // More than either does not wait.
    static constexpr std::size_t kMostWaiting = 1024;
    static constexpr std::size_t kMostBytes = 256 * 1024;

    struct Update {
        http::VolatileKey key;  // of an ordered one only the sender
        http::Frame frame;
        bool is_volatile = true;
    };

    /// Takes an event behind everything that waits. True when that is to leave now and not at the end of the turn.
    bool add_ordered(std::uint64_t sender, const http::Frame& frame);
    /// Takes an update in the place of an older one of its key. True when what waits is to leave now.
    bool add(const http::VolatileKey& key, const http::Frame& frame, Moment now);
    /// Everything that waits, in the order of its coming: it leaves.
    std::vector<Update> take(Moment now);
    /// How many updates gave their place to newer ones since the last call.
    std::size_t take_superseded() { return std::exchange(superseded_, 0); }
    bool empty() const { return waiting_.empty(); }

private:
    bool append(Update update);
    bool others_move(std::uint64_t sender, Moment now);

    std::vector<Update> waiting_;
    std::size_t bytes_ = 0;
    std::size_t superseded_ = 0;
    Moment left_{};  // when a cursor or drag update last left
    std::uint64_t sender_ = 0;
    Moment sender_moved_{}, other_moved_{};  // the last sender, and the last one before it that was another
};

}  // namespace pictbook::canvas
