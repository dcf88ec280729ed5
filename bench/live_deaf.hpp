// Scenario of bench_live: a room of 200 in which one in twenty never reads. What it costs the server's memory and the
// others' time.
#pragma once

#include "live_options.hpp"

namespace pictbook::bench {

/// Prints its table if the options want it.
void measure_deaf(const Options& options);

}  // namespace pictbook::bench
