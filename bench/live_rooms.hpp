// Scenarios of bench_live in which everything that is sent arrives: what a delivered message costs the server, beside what
// it costs the least a server could do.
#pragma once

#include "live_options.hpp"

namespace pictbook::bench {

/// Prints one row for each of those scenarios that the options want; nothing when they want none.
void measure_rooms(const Options& options);

}  // namespace pictbook::bench
