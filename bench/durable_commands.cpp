// The scenarios of commands alone: how soon one is durable, and how many a second.
#include <cstdio>
#include <vector>

#include "disk.hpp"
#include "durable_scenarios.hpp"
#include "durable_sessions.hpp"
#include "durable_stage.hpp"
#include "median.hpp"

namespace pictbook::bench {

namespace {

constexpr double kCommandsPerSecond = 90;  // a session's; the server allows 100

struct CommandsRun {
    Histogram disk;
    Answers answers;
    double cpu_us = 0;  // of the server for one command
    double others = 0;
};

CommandsRun run_commands(Database database, std::size_t sessions_count, const Traffic& traffic) {
    const DurableStage stage(database);
    DurableSessions sessions(stage.server.port(), stage.person.cookie_header(), stage.book);
    sessions.join(sessions_count);
    sessions.create_elements();
    CommandsRun run;
    stage.share_priority();
    run.disk = measure_disk(stage.server.folder());
    const Usage usage(stage.server.process());
    run.answers = sessions.run(traffic);
    run.cpu_us = usage.cpu_microseconds() / static_cast<double>(run.answers.acknowledged);
    run.others = usage.others();
    std::fprintf(stderr, "%s: %zu sessions, %zu acknowledged in %.2f s, p95 %.2f ms, disk %.2f ms, others %.2f\n",
                 name_of(database), sessions_count, run.answers.acknowledged, run.answers.seconds,
                 run.answers.acks.milliseconds(0.95), run.disk.milliseconds(0.95), run.others);
    return run;
}

std::vector<CommandsRun> run_all(const DurableOptions& options, Database database, std::size_t sessions,
                                 const Traffic& traffic) {
    std::vector<CommandsRun> out;
    for (int i = 0; i < options.runs; ++i) out.push_back(run_commands(database, sessions, traffic));
    return out;
}

double ack_ms(const std::vector<CommandsRun>& runs, double part) {
    return median(runs, [&](const CommandsRun& run) { return run.answers.acks.milliseconds(part); });
}

double disk_ms(const std::vector<CommandsRun>& runs, double part) {
    return median(runs, [&](const CommandsRun& run) { return run.disk.milliseconds(part); });
}

}  // namespace

void measure_acks(const DurableOptions& options) {
    const Traffic traffic{.commands_per_second = kCommandsPerSecond, .most_under_way = 1, .duration = options.run};
    std::printf(
        "\n| one at a time | commands |  p50 ms |  p95 ms |  p99 ms | disk p50 | disk p95 | CPU us | others |\n");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Database database : kDatabases) {
        const std::vector<CommandsRun> runs = run_all(options, database, 1, traffic);
        std::printf("| %-13s | %8.0f | %7.2f | %7.2f | %7.2f | %8.2f | %8.2f | %6.0f | %6.2f |\n", name_of(database),
                    median(runs, [](const CommandsRun& run) { return run.answers.acknowledged; }), ack_ms(runs, 0.5),
                    ack_ms(runs, 0.95), ack_ms(runs, 0.99), disk_ms(runs, 0.5), disk_ms(runs, 0.95),
                    median(runs, [](const CommandsRun& run) { return run.cpu_us; }),
                    median(runs, [](const CommandsRun& run) { return run.others; }));
        std::fflush(stdout);
    }
}

void measure_throughput(const DurableOptions& options) {
    constexpr std::size_t kSessions = 32;
    const Traffic traffic{.commands_per_second = kCommandsPerSecond, .most_under_way = 16, .duration = options.run};
    std::printf(
        "\n| 32 sessions   |   per s |  p50 ms |  p95 ms | CPU us | events/s | refused | missing | doubled | others "
        "|\n");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Database database : kDatabases) {
        const std::vector<CommandsRun> runs = run_all(options, database, kSessions, traffic);
        Answers sums;
        for (const CommandsRun& run : runs) sums.add_losses(run.answers);
        std::printf(
            "| %-13s | %7.0f | %7.2f | %7.2f | %6.0f | %8.0f | %7zu | %7zu | %7zu | %6.2f |\n", name_of(database),
            median(runs, [](const CommandsRun& run) { return run.answers.per_second(run.answers.acknowledged); }),
            ack_ms(runs, 0.5), ack_ms(runs, 0.95), median(runs, [](const CommandsRun& run) { return run.cpu_us; }),
            median(runs, [](const CommandsRun& run) { return run.answers.per_second(run.answers.events_delivered); }),
            sums.refused, sums.missing, sums.doubled, median(runs, [](const CommandsRun& run) { return run.others; }));
        std::fflush(stdout);
    }
}

}  // namespace pictbook::bench
