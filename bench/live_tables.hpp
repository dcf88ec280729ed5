// What a scenario of rooms gave, and how it is printed: as tables of markdown.
#pragma once

#include <optional>
#include <vector>

#include "sockets.hpp"
#include "system_calls.hpp"

namespace pictbook::bench {

struct Run {
    double cpu_us = 0;  // of the server, for one delivered message
    double others = 0;  // cores that were busy with something else: the noise
    Outcome outcome;
};

struct Measured {
    const char* title;
    double original_us;
    double kib_per_socket = 0;                 // of the server's resident memory
    std::vector<Run> server = {}, floor = {};  // in pairs
    std::vector<Run> disturbed = {};           // whose figures don't count, but whose deliveries do
    std::optional<CallCounts> server_calls = {}, floor_calls = {};  // for one delivered message
};

/// Cost, deliveries, and system calls if they could be counted. Figures are medians of the runs, counts are sums.
void print_tables(const std::vector<Measured>& all);

}  // namespace pictbook::bench
