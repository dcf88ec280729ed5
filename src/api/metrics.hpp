// What GET /metrics looks at: counts of all workers of the process, which any thread may read.
#pragma once

#include <vector>

#include "account/limits.hpp"
#include "base/clock.hpp"
#include "bus/bus.hpp"
#include "canvas/hub.hpp"
#include "http/connection_count.hpp"
#include "http/counts.hpp"

namespace pictbook::api {

struct Watched {
    struct Worker {
        const http::Counts& http;
        const canvas::Hub& hub;
        const bus::Bus& bus;
        const account::Limits& limits;
    };

    const http::ConnectionCount& connections;
    /// At least one. Filled before the first connection; they live as long as connections are served.
    std::vector<Worker> workers;
    Time started = now();
};

}  // namespace pictbook::api
