// The scenarios of bench_durable. Each prints its table, as markdown.
#pragma once

#include <chrono>

namespace pictbook::bench {

struct DurableOptions {
    std::chrono::milliseconds run{10'000};
    int runs = 3;  // of which the medians are printed
};

/// One session that sends its next command when the last is acknowledged, beside the bare disk.
void measure_acks(const DurableOptions& options);

/// 32 sessions that send all they may into one book.
void measure_throughput(const DurableOptions& options);

/// 200 people who move and edit in one book: cost, times, losses, and the server's memory.
void measure_editors(const DurableOptions& options);

/// How soon a book of ten thousand elements is there.
void measure_opening(const DurableOptions& options);

}  // namespace pictbook::bench
