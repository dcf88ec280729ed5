// The scenarios of bench_live. Each prints its table, as markdown, if the options want it.
#pragma once

#include "live_options.hpp"

namespace pictbook::bench {

/// Rooms in which everything that is sent arrives: what a delivered message costs the server, beside the floor's cost, and
/// how soon, how often and in which order it comes.
void measure_rooms(const Options& options);

/// Ten thousand sockets that say nothing: how soon they are in, what memory they take, and whether they stay.
void measure_idle(const Options& options);

/// A room of 200 in which one in twenty never reads: what it costs the server's memory and the others' time.
void measure_deaf(const Options& options);

/// A room of 200 whose cursors move while photos are uploaded and elements written.
void measure_uploads(const Options& options);

}  // namespace pictbook::bench
