// How long to wait before Redis is tried again: longer after each attempt that failed, less a random part, so that nodes
// don't come back all at once.
#pragma once

#include <random>

#include "base/clock.hpp"

namespace pictbook::bus {

class RedisRetry {
public:
    RedisRetry(Milliseconds first_pause, Milliseconds longest_pause);
    /// After a connection that lived for so long; 0 when there was none.
    void ended(Milliseconds lived);
    Milliseconds next_pause();

private:
    const Milliseconds first_pause_, longest_pause_;
    unsigned failures_ = 0;  // since it last lived for a while
    std::minstd_rand random_;
};

}  // namespace pictbook::bus
