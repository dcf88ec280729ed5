// The order of a book's events on one worker (V2-9): whatever way they come, from commits here, from other nodes or from the
// journal, each leaves once and in the order of seq. Pure: no I/O, no clock.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pictbook::canvas {

struct Event {
    std::int64_t seq = 0;
    std::int64_t epoch = 0;
    std::string text;  // the message
};

class Feed {
public:
    /// Events that came too early; more are left to the journal.
    static constexpr std::size_t kMostEarly = 1000;

    bool started() const { return started_; }
    /// What is behind `seq` is known to everybody here.
    void start(std::int64_t seq, std::int64_t epoch);
    void stop() { *this = Feed(); }
    /// Whoever knows what is behind `seq` only lacks events that this feed will never tell.
    bool began_after(std::int64_t seq, std::int64_t epoch) const {
        return started_ && (epoch < epoch_ || (epoch == epoch_ && seq < first_));
    }

    /// Those that can leave now. Nothing before the start, for events that have left, and for those of another epoch, which
    /// break the feed.
    std::vector<Event> take(Event event);

    std::int64_t seq() const { return seq_; }  // of the last that left
    std::int64_t epoch() const { return epoch_; }
    /// Events behind seq() are missing: the journal has them.
    bool has_gap() const { return !early_.empty(); }
    /// The journal doesn't continue what was told here: all sessions have to begin anew.
    bool broken() const { return broken_; }

private:
    bool started_ = false, broken_ = false;
    std::int64_t first_ = 0, seq_ = 0, epoch_ = 0;  // first_: where it was started
    std::map<std::int64_t, Event> early_;
};

}  // namespace pictbook::canvas
