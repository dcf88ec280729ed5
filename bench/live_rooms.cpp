#include "live_rooms.hpp"

#include <cstdio>

#include "live_stage.hpp"
#include "sockets.hpp"

namespace pictbook::bench {

namespace {

struct Scenario {
    const char* name;
    const char* title;
    std::size_t rooms, people, senders;  // people and senders of each room
    double per_second;
    Kind kind;
    double original_us;  // Bun and Elysia under the same load; 0: not measured
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

struct Run {
    double cpu_us = 0;  // of the server, for one delivered message
    Outcome outcome;
};

Run run_once(Sockets& sockets, pid_t server, const Load& load) {
    const double before = cpu_seconds(server);
    Run run;
    run.outcome = sockets.run(load);
    run.cpu_us = (cpu_seconds(server) - before) * 1e6 / static_cast<double>(run.outcome.delivered);
    return run;
}

void print_head() {
    std::printf(
        "| %-27s | CPU us | of Bun | per send |  p50 ms |  p99 ms | p99.9 ms | late ms | delivered |"
        " missing | doubled | reordered | replaced |\n",
        "scenario");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
}

void print(const Scenario& scenario, const std::vector<Run>& runs) {
    const auto middle = [&](auto get) { return median(runs, get); };
    const auto latency = [&](double part) {
        return middle([&](const Run& run) { return run.outcome.latency.milliseconds(part); });
    };
    const double cpu = middle([](const Run& run) { return run.cpu_us; });
    Losses losses;
    std::size_t delivered = 0;
    for (const Run& run : runs) {
        losses += run.outcome.losses;
        delivered += run.outcome.delivered;
        if (run.outcome.losses.strayed + run.outcome.unsent + run.outcome.ended > 0)
            throw std::runtime_error("messages strayed, or the server did not take them, or it closed sockets");
    }
    std::printf(
        "| %-27s | %6.2f | %6.2f | %8.2f | %7.2f | %7.2f | %8.2f | %7.2f | %9zu | %7zu | %7zu | %9zu | %8zu |\n",
        scenario.title, cpu, cpu / scenario.original_us,
        middle([](const Run& run) { return run.outcome.messages_per_send(); }), latency(0.5), latency(0.99),
        latency(0.999), middle([](const Run& run) { return run.outcome.lateness.milliseconds(0.99); }), delivered,
        losses.missing, losses.doubled, losses.reordered, losses.replaced);
    std::fflush(stdout);
}

void measure(const Options& options, const Scenario& scenario) {
    const Stage stage(options);
    Sockets sockets(stage.server.port(), stage.person.cookie_header());
    for (std::size_t i = 0; i < scenario.rooms; ++i)
        sockets.plan(test::make_book(stage.person), scenario.people, scenario.senders);
    sockets.connect();
    Load load{.kind = scenario.kind, .per_second = scenario.per_second, .duration = std::chrono::seconds(1)};
    run_once(sockets, stage.server.process(), load);  // warm
    load.duration = options.run;
    std::vector<Run> runs;
    for (int i = 0; i < options.runs; ++i) runs.push_back(run_once(sockets, stage.server.process(), load));
    print(scenario, runs);
}

}  // namespace

void measure_rooms(const Options& options) {
    bool first = true;
    for (const Scenario& scenario : kScenarios) {
        if (!options.wants(scenario.name)) continue;
        if (std::exchange(first, false)) print_head();
        measure(options, scenario);
    }
}

}  // namespace pictbook::bench
