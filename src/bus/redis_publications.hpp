// What workers have published and other nodes don't have yet: a bounded queue into the link's thread, and the account of
// what got lost on the way.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "bus/bus.hpp"

namespace pictbook::bus {

class Publications {
public:
    struct Item {
        std::string topic;
        Payload payload;
    };
    struct Batch {
        std::vector<Item> items;
        bool lost_before = false;  // other nodes must be told, behind the items, that they missed something
    };

    /// What an item counts for besides its topic and its payload.
    static constexpr std::size_t kItemOverhead = 128;

    explicit Publications(std::size_t most_bytes) : most_bytes_(most_bytes) {}

    /// From any thread. True when the link's thread must be woken to take it.
    bool push(std::string topic, Payload payload);
    std::uint64_t dropped() const;
    /// Until everything has been answered or dropped, at most that long.
    void wait_until_idle(Milliseconds longest);

    /// The next items in order, about `most_bytes` of them, but at least one if there is one. They count as waiting until
    /// written().
    Batch take(std::size_t most_bytes);
    void written();
    void answered(std::size_t publications);
    /// Redis is away: what waits, what comes, and what was sent without an answer is lost.
    void close();
    void open();

private:
    void drop(std::uint64_t count);
    bool is_idle() const { return waiting_.empty() && unanswered_ == 0; }

    const std::size_t most_bytes_;
    mutable std::mutex mutex_;
    std::condition_variable idle_;
    std::deque<Item> waiting_;
    std::size_t bytes_ = 0;          // waiting, and taken but not written
    std::size_t written_later_ = 0;  // of them: taken
    std::size_t unanswered_ = 0;
    std::uint64_t dropped_ = 0;
    bool lost_ = false;  // something was dropped since a batch last told
    bool open_ = true;   // also before the first attempt has failed
    bool woken_ = false;
};

}  // namespace pictbook::bus
