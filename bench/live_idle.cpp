// The scenario of ten thousand idle sockets.
#include <cstdio>

#include "live_scenarios.hpp"
#include "live_stage.hpp"
#include "sockets.hpp"

namespace pictbook::bench {

namespace {

constexpr std::size_t kRooms = 100, kPeople = 100;
constexpr std::chrono::seconds kCalm(2);       // after the last socket came in
constexpr std::chrono::seconds kPatience(20);  // for ten thousand pongs

struct IdleRun {
    double connect_seconds, kib_per_socket, idle_cores;
    std::size_t stayed;
};

IdleRun run_once(const Options& options) {
    const Stage stage(options);
    Sockets sockets(stage.server.port(), stage.person.cookie_header());
    for (std::size_t i = 0; i < kRooms; ++i) sockets.plan(test::make_book(stage.person), kPeople, 0);
    const pid_t server = stage.server.process();
    const long before = resident_kib(server);
    IdleRun run{};
    run.connect_seconds = sockets.connect();
    sockets.stay(kCalm);
    run.kib_per_socket = static_cast<double>(resident_kib(server) - before) / static_cast<double>(sockets.size());
    const double cpu = cpu_seconds(server);
    sockets.stay(options.hold);
    run.idle_cores = (cpu_seconds(server) - cpu) / std::chrono::duration<double>(options.hold).count();
    run.stayed = sockets.ping(kPatience);
    return run;
}

}  // namespace

void measure_idle(const Options& options) {
    if (!options.wants("idle")) return;
    std::vector<IdleRun> runs;
    runs.reserve(static_cast<std::size_t>(options.runs));
    for (int i = 0; i < options.runs; ++i) runs.push_back(run_once(options));
    std::printf("\n| idle sockets | connect s | KiB/socket | answer a ping after %lld s | idle cores |\n",
                static_cast<long long>(options.hold.count()));
    std::printf("| --- | --- | --- | --- | --- |\n");
    std::printf("| %12zu | %9.2f | %10.2f | %24.0f | %10.4f |\n", kRooms * kPeople,
                median(runs, [](const IdleRun& run) { return run.connect_seconds; }),
                median(runs, [](const IdleRun& run) { return run.kib_per_socket; }),
                median(runs, [](const IdleRun& run) { return run.stayed; }),
                median(runs, [](const IdleRun& run) { return run.idle_cores; }));
    std::fflush(stdout);
}

}  // namespace pictbook::bench
