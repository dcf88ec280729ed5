// The scenario of peers that never read, beside the same room without them.
#include <cstdio>

#include "live_scenarios.hpp"
#include "live_stage.hpp"
#include "sockets.hpp"

namespace pictbook::bench {

namespace {

constexpr std::size_t kReaders = 190, kSenders = 10, kDeaf = 10;
constexpr std::chrono::milliseconds kLeast(5000);  // 2 MB for each deaf peer: more than an outbox may hold
constexpr std::chrono::seconds kReading(2);        // of what the deaf were sent, afterwards

struct DeafRun {
    Outcome outcome;
    long growth_kib = 0;  // of the server's memory at its peak
    std::size_t closed = 0;
};

/// With sockets of its own, because a deaf one may be closed in its first run.
DeafRun run_once(const Stage& stage, const Load& load, std::size_t deaf) {
    Sockets sockets(stage.server.port(), stage.person.cookie_header());
    const std::string book = test::make_book(stage.person);
    sockets.plan(book, kReaders, kSenders);
    sockets.plan(book, deaf, 0, true);
    sockets.connect();
    const pid_t server = stage.server.process();
    const long before = resident_kib(server);
    forget_peak(server);
    DeafRun run;
    run.outcome = sockets.run(load);
    run.growth_kib = peak_kib(server) - before;
    run.closed = sockets.deaf_and_closed(kReading);
    return run;
}

void print(const char* title, std::size_t deaf, const std::vector<DeafRun>& runs) {
    const auto latency = [&](double part) {
        return median(runs, [&](const DeafRun& run) { return run.outcome.latency.milliseconds(part); });
    };
    Losses losses;
    for (const DeafRun& run : runs) losses += run.outcome.losses;
    std::printf("| %-13s | %4zu | %7.2f | %7.2f | %8.2f | %10.0f | %11.0f | %7zu | %7zu | %9zu | %8zu |\n", title, deaf,
                latency(0.5), latency(0.99), latency(0.999),
                median(runs, [](const DeafRun& run) { return run.growth_kib; }),
                median(runs, [](const DeafRun& run) { return run.closed; }), losses.missing, losses.doubled,
                losses.reordered, losses.replaced);
}

void measure(const Options& options, const char* title, Kind kind) {
    const Load load{.kind = kind, .per_second = 20, .duration = std::max(options.run, kLeast)};
    // Two servers, so that the memory of one says nothing about the other; their runs alternate.
    const Stage all_read(options), some_deaf(options);
    for (const Stage* stage : {&all_read, &some_deaf}) run_once(*stage, load, 0);  // warm
    std::vector<DeafRun> without, with;
    for (int i = 0; i < options.runs; ++i) {
        without.push_back(run_once(all_read, load, 0));
        with.push_back(run_once(some_deaf, load, kDeaf));
    }
    print(title, 0, without);
    print(title, kDeaf, with);
    std::fflush(stdout);
}

}  // namespace

void measure_deaf(const Options& options) {
    if (!options.wants("deaf")) return;
    std::printf(
        "\n| 190 that read | deaf |  p50 ms |  p99 ms | p99.9 ms | growth KiB | deaf closed | missing | doubled |"
        " reordered | replaced |\n");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    measure(options, "cursors", Kind::cursor);
    measure(options, "shapes, 2 KB", Kind::text);
}

}  // namespace pictbook::bench
