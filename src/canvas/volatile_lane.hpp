// A room's cursor and drag updates that wait for the next tick, of each sender (and element) the newest. Pure: no I/O, and
// every call is told the time.
//
// Most of what a busy server does is sending, and a send of ten frames costs what a send of one costs. So where several
// people move at once their updates leave together, sixty times a second; where only one moves, his leave at once, but no more
// than one update in a tick.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "http/outbox.hpp"

namespace pictbook::canvas {

class VolatileLane {
public:
    using Moment = Monotonic::time_point;

    static constexpr Milliseconds kTick{16};
    /// A second sender counts as moving for so long after an update.
    static constexpr Milliseconds kMoving = 2 * kTick;
    // More than either does not wait.
    static constexpr std::size_t kMostWaiting = 1024;
    static constexpr std::size_t kMostBytes = 256 * 1024;

    struct Update {
        http::VolatileKey key;
        http::Frame frame;
    };

    /// Takes an update in the place of an older one of its key. True when what waits is to leave now.
    bool add(const http::VolatileKey& key, const http::Frame& frame, Moment now);
    /// Everything that waits, in the order of its coming: it leaves.
    std::vector<Update> take(Moment now);
    bool empty() const { return waiting_.empty(); }

private:
    bool others_move(std::uint64_t sender, Moment now);

    std::vector<Update> waiting_;
    std::size_t bytes_ = 0;
    Moment left_{};  // when something last left
    std::uint64_t sender_ = 0;
    Moment sender_moved_{}, other_moved_{};  // the last sender, and the last one before it that was another
};

}  // namespace pictbook::canvas
