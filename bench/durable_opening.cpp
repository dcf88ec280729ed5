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

constexpr std::size_t kElements = 10'000, kAtOnce = 500;
constexpr int kOpenings = 5;

struct Opening {
    double ms = 0, cpu_ms = 0, others = 0;
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
    out.others = usage.others();
    std::fprintf(stderr, "opened in %.1f ms, %.1f ms of the server\n", out.ms, out.cpu_ms);
    return out;
}

}  // namespace

void measure_opening(const DurableOptions& options) {
    std::printf("\n| 10,000 elements | first ms | first CPU ms | again ms | again CPU ms | others |\n");
    std::printf("| --- | --- | --- | --- | --- | --- |\n");
    for (const Database database : kDatabases) {
        std::vector<Opening> first, again;
        for (int i = 0; i < options.runs; ++i) {
            const DurableStage stage(database);
            fill(stage);
            stage.share_priority();
            first.push_back(open_once(stage));
            for (int opening = 0; opening < kOpenings; ++opening) again.push_back(open_once(stage));
        }
        std::printf("| %-15s | %8.1f | %12.1f | %8.1f | %12.1f | %6.2f |\n", name_of(database),
                    median(first, [](const Opening& each) { return each.ms; }),
                    median(first, [](const Opening& each) { return each.cpu_ms; }),
                    median(again, [](const Opening& each) { return each.ms; }),
                    median(again, [](const Opening& each) { return each.cpu_ms; }),
                    median(again, [](const Opening& each) { return each.others; }));
        std::fflush(stdout);
    }
}

}  // namespace pictbook::bench
