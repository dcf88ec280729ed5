// What /metrics tells of one bounded queue of work.
#pragma once

#include <string>

#include "base/latency.hpp"

namespace pictbook {

struct QueueUse {
    std::string name;           // its label
    std::uint64_t waiting = 0;  // jobs, now
    std::uint64_t most = 0;     // that may wait
    std::uint64_t refused = 0;  // because so many waited, or it had waited too long
    Distribution waited = {};   // each job, before it began
    Distribution worked = {};   // each job, or each group of jobs that is one piece of work
};

}  // namespace pictbook
