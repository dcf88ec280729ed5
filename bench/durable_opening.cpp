// The scenario of a large book that is opened.
#include <cstdio>
#include <stdexcept>
#include <vector>

#include "durable_scenarios.hpp"
#include "durable_sessions.hpp"
#include "durable_stage.hpp"
#include "median.hpp"

namespace pictbook::bench {

namespace {

constexpr std::size_t kElements = 10'000, kAtOnce = 500, kCrowd = 200;
constexpr int kOpenings = 5;

struct Opening {
    double ms = 0, cpu_ms = 0;
};

/// Of a crowd: until the last has the book, and how far the server's memory grew meanwhile.
struct Crowd {
    double seconds = 0, cpu_ms = 0, mib = 0;
};

void fill(const DurableStage& stage) {
    for (std::size_t made = 0; made < kElements; made += kAtOnce)
        if (stage.person.post("/projects/" + stage.book + "/elements/bulk", test::many_elements(kAtOnce)).status != 200)
            throw std::runtime_error("elements could not be created");
    // As it soon does by itself; until then it plans with the sizes of empty tables.
    if (stage.postgres) test::run_sql(stage.server.setting("DATABASE_URL"), "ANALYZE");
}

Opening open_once(const DurableStage& stage) {
    DurableSessions sessions(stage.server.port(), stage.person.cookie_header(), stage.book);
    const Usage usage(stage.server.process());
    Opening out;
    out.ms = sessions.join(1) * 1000;
    out.cpu_ms = usage.cpu_microseconds() / 1000;
    std::fprintf(stderr, "opened in %.1f ms, %.1f ms of the server\n", out.ms, out.cpu_ms);
    return out;
}

/// All of a crowd at the same moment.
Crowd open_together(const DurableStage& stage) {
    DurableSessions sessions(stage.server.port(), stage.person.cookie_header(), stage.book);
    const pid_t server = stage.server.process();
    const long before = resident_kib(server);
    forget_peak(server);
    const Usage usage(server);
    const std::int64_t begin = microseconds_now();
    sessions.join(kCrowd);
    Crowd out;
    out.seconds = static_cast<double>(microseconds_now() - begin) / 1e6;
    out.cpu_ms = usage.cpu_microseconds() / 1000;
    out.mib = static_cast<double>(peak_kib(server) - before) / 1024;
    std::fprintf(stderr, "opened by %zu in %.1f s, %.0f ms of the server, %.0f MiB\n", kCrowd, out.seconds, out.cpu_ms,
                 out.mib);
    return out;
}

}  // namespace

void measure_opening(const DurableOptions& options) {
    std::printf("\n| 10,000 elements | first ms | first CPU ms | again ms | again CPU ms ");
    std::printf("| 200 at once s | CPU ms of each | MiB |\n");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Database database : kDatabases) {
        std::vector<Opening> first, again;
        std::vector<Crowd> crowds;
        for (int i = 0; i < options.runs; ++i) {
            const DurableStage stage(database);
            fill(stage);
            stage.share_priority();
            first.push_back(open_once(stage));
            for (int opening = 0; opening < kOpenings; ++opening) again.push_back(open_once(stage));
            crowds.push_back(open_together(stage));
        }
        std::printf("| %-15s | %8.1f | %12.1f | %8.1f | %12.1f ", name_of(database),
                    median(first, [](const Opening& each) { return each.ms; }),
                    median(first, [](const Opening& each) { return each.cpu_ms; }),
                    median(again, [](const Opening& each) { return each.ms; }),
                    median(again, [](const Opening& each) { return each.cpu_ms; }));
        std::printf("| %13.1f | %14.1f | %3.0f |\n", median(crowds, [](const Crowd& each) { return each.seconds; }),
                    median(crowds, [](const Crowd& each) { return each.cpu_ms / kCrowd; }),
                    median(crowds, [](const Crowd& each) { return each.mib; }));
        std::fflush(stdout);
    }
}

}  // namespace pictbook::bench
