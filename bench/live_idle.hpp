// Scenario of bench_live: ten thousand sockets that say nothing.
#pragma once

#include "live_options.hpp"

namespace pictbook::bench {

/// Prints its table if the options want it.
void measure_idle(const Options& options);

}  // namespace pictbook::bench
