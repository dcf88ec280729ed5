// The scenario of cursors beside uploads and writes.
#include <cstdio>
#include <stdexcept>

#include "live_scenarios.hpp"
#include "live_stage.hpp"
#include "rest_traffic.hpp"
#include "sockets.hpp"

namespace pictbook::bench {

namespace {

struct UploadsRun {
    Outcome outcome;
    double uploads_per_second = 0, writes_per_second = 0;
};

UploadsRun run_once(Sockets& sockets, const Load& load, const Stage& stage, const std::string& photo, bool traffic) {
    UploadsRun run;
    if (!traffic) {
        run.outcome = sockets.run(load);
        return run;
    }
    RestTraffic rest(stage.person, photo);
    sockets.stay(std::chrono::milliseconds(500));  // until it is in full swing
    const std::int64_t begin = microseconds_now();
    const RestTraffic::Done before = rest.done();
    run.outcome = sockets.run(load);
    const double seconds = static_cast<double>(microseconds_now() - begin) / 1e6;
    const RestTraffic::Done after = rest.done();
    run.uploads_per_second = static_cast<double>(after.uploads - before.uploads) / seconds;
    run.writes_per_second = static_cast<double>(after.writes - before.writes) / seconds;
    rest.stop();
    return run;
}

void print(const char* title, const std::vector<UploadsRun>& runs) {
    const auto latency = [&](double part) {
        return median(runs, [&](const UploadsRun& run) { return run.outcome.latency.milliseconds(part); });
    };
    Losses losses;
    for (const UploadsRun& run : runs) losses += run.outcome.losses;
    std::printf("| %-20s | %7.2f | %7.2f | %8.2f | %7.2f | %9.1f | %8.1f | %7zu | %7zu | %9zu | %8zu |\n", title,
                latency(0.5), latency(0.99), latency(0.999),
                median(runs, [](const UploadsRun& run) { return run.outcome.lateness.milliseconds(0.99); }),
                median(runs, [](const UploadsRun& run) { return run.uploads_per_second; }),
                median(runs, [](const UploadsRun& run) { return run.writes_per_second; }), losses.missing,
                losses.doubled, losses.reordered, losses.replaced);
}

}  // namespace

void measure_uploads(const Options& options) {
    if (!options.wants("uploads")) return;
    const std::string photo = make_big_photo();
    const Stage stage(options);
    Sockets sockets(stage.server.port(), stage.person.cookie_header());
    sockets.plan(test::make_book(stage.person), 200, 10);
    sockets.connect();
    Load load{.kind = Kind::cursor, .per_second = 20, .duration = std::chrono::seconds(1)};
    run_once(sockets, load, stage, photo, true);  // warm
    load.duration = options.run;
    std::vector<UploadsRun> alone, beside;
    for (int i = 0; i < options.runs; ++i) {
        alone.push_back(run_once(sockets, load, stage, photo, false));
        beside.push_back(run_once(sockets, load, stage, photo, true));
    }
    std::printf(
        "\n| 1 room of 200        |  p50 ms |  p99 ms | p99.9 ms | late ms | uploads/s | writes/s | missing |"
        " doubled | reordered | replaced |\n");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    print("cursors alone", alone);
    print("4 uploads and writes", beside);
    std::fflush(stdout);
}

}  // namespace pictbook::bench
