// What one worker counts of its connections, by its own thread; any thread reads it.
#pragma once

#include <array>

#include "base/count.hpp"

namespace pictbook::http {

struct Counts {
    Count pauses_when_full;         // of accepting, a second each: MAX_CONNECTIONS are open
    Count pauses_after_failure;     // a tenth of a second each: no file descriptor was left, or the like
    std::array<Count, 10> answers;  // by the first digit of the status
};

}  // namespace pictbook::http
