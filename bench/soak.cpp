// Hours of mixed work on one server: whether memory, descriptors and latency stay what they were. Prints a line of CSV for each
// interval, which tools/plot_soak draws; docs/reliability.md has the figures.
//     bench_soak [seconds] [seconds of an interval]
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "process.hpp"
#include "soak_load.hpp"

namespace {

using namespace pictbook;
using bench::Measured;

/// The percentile of reads that are due, in milliseconds, and how many there were.
void print_line(const test::TestServer& server, double seconds, double cpu, const Measured& measured) {
    std::printf("%.0f,%.2f,%zu,%.3f", seconds, static_cast<double>(server.resident_kib()) / 1024, server.descriptors(),
                cpu);
    for (const bench::Histogram& latency : measured.latency)
        std::printf(",%zu,%.2f,%.2f", latency.count(), latency.milliseconds(0.5), latency.milliseconds(0.99));
    std::printf(",%lu\n", static_cast<unsigned long>(measured.failures));
    std::fflush(stdout);
    if (measured.failures != 0) std::fprintf(stderr, "%.0f s: %s\n", seconds, measured.failure.c_str());
}

}  // namespace

int main(int count, char** words) {
    using Clock = std::chrono::steady_clock;
    const long duration = count > 1 ? std::atol(words[1]) : 3600, interval = count > 2 ? std::atol(words[2]) : 20;
    const test::TestServer server;
    bench::SoakLoad load(server);
    std::printf("seconds,resident_mib,descriptors,cpu");
    for (const char* name : bench::kWorkNames) std::printf(",%s_count,%s_p50_ms,%s_p99_ms", name, name, name);
    std::printf(",failures\n");
    const Clock::time_point begin = Clock::now();
    double used = bench::cpu_seconds(server.process());
    std::uint64_t failures = 0;
    for (long second = interval; second <= duration; second += interval) {
        std::this_thread::sleep_until(begin + std::chrono::seconds(second));
        const Measured measured = load.take();
        const double now_used = bench::cpu_seconds(server.process());
        print_line(server, static_cast<double>(second), (now_used - used) / static_cast<double>(interval), measured);
        used = now_used;
        failures += measured.failures;
    }
    return failures == 0 ? 0 : 1;
}
