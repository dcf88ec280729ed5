// A closed-loop HTTP load: each connection sends its next request when the answer to the last has come.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace pictbook::bench {

struct RequestLoad {
    std::uint16_t port;
    pid_t server;
    std::vector<std::string> requests;  // whole, with their headers; sent in turn
    std::size_t connections = 32;
    std::chrono::milliseconds duration{5000};
};

struct LoadResult {
    std::size_t requests = 0;
    double seconds = 0;
    double server_cpu_seconds = 0;
    double p50_ms = 0, p99_ms = 0;
};

/// Throws when an answer is not 200.
LoadResult run_load(const RequestLoad& load);

}  // namespace pictbook::bench
