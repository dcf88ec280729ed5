// What bench_sign_in measures.
#pragma once

#include <chrono>
#include <cstddef>

namespace pictbook::bench {

/// How long the server takes to refuse somebody whom it doesn't know and somebody with a wrong password, in turns.
void measure_timing(std::size_t samples);

/// What others notice of many wrong passwords at once, and what the server's memory does.
void measure_storm(std::chrono::milliseconds duration, int runs);

}  // namespace pictbook::bench
