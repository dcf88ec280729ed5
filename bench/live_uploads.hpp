// Scenario of bench_live: a room of 200 whose cursors move while photos are uploaded and elements written.
#pragma once

#include "live_options.hpp"

namespace pictbook::bench {

/// Prints its table if the options want it.
void measure_uploads(const Options& options);

}  // namespace pictbook::bench
