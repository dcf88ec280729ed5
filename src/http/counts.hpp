// What one worker counts of its connections, by its own thread; any thread reads it.
#pragma once

#include <array>
#include <string>

#include "base/latency.hpp"

namespace pictbook::http {

struct Counts {
    Count pauses_when_full;      // of accepting, a second each: MAX_CONNECTIONS are open
    Count pauses_after_failure;  // a tenth of a second each: no file descriptor was left, or the like
};

/// Of the requests for one declared route, or of those for none.
struct RouteCounts {
    std::string method, route;      // as they are declared: `GET`, `/projects/:id`
    std::array<Count, 10> answers;  // by the first digit of the status
    Latency took;  // from the end of the request's header to the end of its answer; of a socket, its handshake
};

}  // namespace pictbook::http
