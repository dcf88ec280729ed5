// Scenarios of rooms in which everything that is sent arrives, run on the server and on the floor in turn.
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "floor.hpp"
#include "live_scenarios.hpp"
#include "live_stage.hpp"
#include "live_tables.hpp"
#include "sockets.hpp"
#include "system_calls.hpp"

namespace pictbook::bench {

namespace {

struct Scenario {
    const char* name;
    const char* title;
    std::size_t rooms, people, senders;  // people and senders of each room
    double per_second;
    Kind kind;
    double original_us;  // of Bun and Elysia for one delivered message of the same load
};

constexpr Scenario kScenarios[] = {
    {"rooms", "100 rooms of 5, all at 20/s", 100, 5, 5, 20, Kind::cursor, 14.6},
    {"room", "1 room of 200, 10 at 20/s", 1, 200, 10, 20, Kind::cursor, 6.2},
    {"crowd", "1 room of 1000, 1 at 50/s", 1, 1000, 1, 50, Kind::cursor, 8.1},
    {"rooms-ordered", "100 rooms of 5, shapes", 100, 5, 5, 20, Kind::shape, 14.6},
    {"room-ordered", "1 room of 200, shapes", 1, 200, 10, 20, Kind::shape, 6.2},
    {"crowd-ordered", "1 room of 1000, shapes", 1, 1000, 1, 50, Kind::shape, 8.1},
    {"room-dragged", "1 room of 200, drags", 1, 200, 10, 20, Kind::frame, 6.2},
};

constexpr std::chrono::seconds kShort(1);
constexpr std::size_t kMostTries = 10;  // for each run that is to be calm

/// A server, or the floor, with its sockets.
struct Side {
    Side(pid_t server, std::uint16_t port, const std::string& cookie) : process(server), sockets(port, cookie) {}

    pid_t process;
    Sockets sockets;
};

Run run_once(Side& side, const Load& load) {
    const double others = others_seconds(side.process), cpu = cpu_seconds(side.process);
    const std::int64_t begin = microseconds_now();
    Run run;
    run.outcome = side.sockets.run(load);
    const auto delivered = static_cast<double>(run.outcome.delivered);
    run.cpu_us = (cpu_seconds(side.process) - cpu) * 1e6 / delivered;
    const double seconds = static_cast<double>(microseconds_now() - begin) / 1e6;
    run.others = std::max(0.0, others_seconds(side.process) - others) / seconds;
    return run;
}

void imitate(Floor& floor, const Outcome& outcome) {
    floor.imitate(outcome.messages_per_send(), outcome.extra_bytes());
}

struct CountedRun {
    Outcome outcome;
    std::optional<CallCounts> calls;  // for one delivered message
};

/// Apart from the runs that are timed: counting takes time.
CountedRun count_calls(Side& side, Load load) {
    load.duration = kShort;
    const SystemCalls counter(side.process);
    CountedRun run{.outcome = side.sockets.run(load), .calls = std::nullopt};
    run.calls = counter.read();
    if (run.calls) run.calls->divide_by(static_cast<double>(run.outcome.delivered));
    return run;
}

/// The server and the floor in turn, until there are enough pairs in calm times; when there is no calm, in any.
void run_pairs(const Options& options, const Load& load, Side& real, Side& least, Floor& floor, Measured& out) {
    const auto runs = static_cast<std::size_t>(options.runs);
    for (std::size_t tries = 0; out.server.size() < runs; ++tries) {
        const Run server_run = run_once(real, load);
        imitate(floor, server_run.outcome);
        const Run floor_run = run_once(least, load);
        const double others = std::max(server_run.others, floor_run.others);
        const bool taken = others <= options.calm || tries >= (kMostTries - 1) * runs;
        std::fprintf(stderr, "%s: %.2f us, floor %.2f us, others %.2f%s\n", out.title, server_run.cpu_us,
                     floor_run.cpu_us, others, taken ? "" : ", disturbed");
        (taken ? out.server : out.disturbed).push_back(server_run);
        if (taken) out.floor.push_back(floor_run);
    }
}

Measured measure(const Options& options, const Scenario& scenario) {
    Floor floor;
    const Stage stage(options);
    if (options.apart) pin(floor.process(), 0);
    Side real(stage.server.process(), stage.server.port(), stage.person.cookie_header());
    Side least(floor.process(), floor.port(), "");
    for (std::size_t i = 0; i < scenario.rooms; ++i)
        for (Side* side : {&real, &least})
            side->sockets.plan(test::make_book(stage.person), scenario.people, scenario.senders);
    const long before = resident_kib(real.process);
    real.sockets.connect();
    least.sockets.connect();
    Measured out{.title = scenario.title, .original_us = scenario.original_us};
    Load load{.kind = scenario.kind, .per_second = scenario.per_second, .duration = kShort};
    imitate(floor, run_once(real, load).outcome);  // warm
    out.kib_per_socket =
        static_cast<double>(resident_kib(real.process) - before) / static_cast<double>(real.sockets.size());
    run_once(least, load);
    load.duration = options.run;
    run_pairs(options, load, real, least, floor, out);
    const CountedRun counted = count_calls(real, load);
    imitate(floor, counted.outcome);
    out.server_calls = counted.calls;
    out.floor_calls = count_calls(least, load).calls;
    return out;
}

}  // namespace

void measure_rooms(const Options& options) {
    std::vector<Measured> all;
    for (const Scenario& scenario : kScenarios)
        if (options.wants(scenario.name)) all.push_back(measure(options, scenario));
    if (!all.empty()) print_tables(all);
}

}  // namespace pictbook::bench
