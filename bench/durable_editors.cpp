// The scenario of two hundred people in one book.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

#include "durable_scenarios.hpp"
#include "durable_sessions.hpp"
#include "durable_stage.hpp"
#include "median.hpp"

namespace pictbook::bench {

namespace {

constexpr std::size_t kEditors = 200;
constexpr std::chrono::milliseconds kBetweenSamples{500};

/// The server's memory and what waits for its sockets, over a run.
class Watch {
public:
    explicit Watch(const test::TestServer& server) : server_(server), thread_([this] { watch(); }) {}
    ~Watch() { stop(); }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    void stop() {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
    }
    /// Resident KiB, one for each half second.
    const std::vector<long>& resident() const { return resident_; }
    double most_queued_kib() const { return most_queued_ / 1024; }

private:
    void watch() {
        while (!stopping_) {
            resident_.push_back(resident_kib(server_.process()));
            most_queued_ = std::max(most_queued_, test::metrics_of(server_).at("pictbook_canvas_queued_bytes"));
            std::this_thread::sleep_for(kBetweenSamples);
        }
    }

    const test::TestServer& server_;
    std::atomic<bool> stopping_ = false;
    std::vector<long> resident_;
    double most_queued_ = 0;
    std::thread thread_;
};

struct EditorsRun {
    Answers answers;
    double cpu_us = 0, cores = 0, others = 0;
    long before_kib = 0, middle_kib = 0, end_kib = 0, most_kib = 0;
    double queued_kib = 0;
};

EditorsRun run_editors(const DurableOptions& options, Database database) {
    const DurableStage stage(database);
    DurableSessions sessions(stage.server.port(), stage.person.cookie_header(), stage.book);
    sessions.join(kEditors);
    sessions.create_elements();
    Traffic traffic{.commands_per_second = 2, .cursors_per_second = 20, .duration = std::chrono::milliseconds(1000)};
    sessions.run(traffic);  // warm
    stage.share_priority();
    traffic.duration = options.run;
    const pid_t server = stage.server.process();
    EditorsRun run;
    run.before_kib = resident_kib(server);
    forget_peak(server);
    Watch watch(stage.server);
    const Usage usage(server);
    run.answers = sessions.run(traffic);
    const double cpu = usage.cpu_microseconds();
    run.others = usage.others();
    watch.stop();
    run.cpu_us = cpu / static_cast<double>(run.answers.delivered());
    run.cores = cpu / 1e6 / run.answers.seconds;
    run.middle_kib = watch.resident()[watch.resident().size() / 2];
    run.end_kib = resident_kib(server);
    run.most_kib = peak_kib(server);
    run.queued_kib = watch.most_queued_kib();
    std::fprintf(stderr, "%s: %.0f delivered/s, %.2f us, late %.2f ms, resident KiB:", name_of(database),
                 run.answers.per_second(run.answers.delivered()), run.cpu_us, run.answers.lateness.milliseconds(0.99));
    for (const long kib : watch.resident()) std::fprintf(stderr, " %ld", kib);
    std::fprintf(stderr, "\n");
    return run;
}

void print_cost(Database database, const std::vector<EditorsRun>& runs) {
    const auto middle = [&](auto get) { return median(runs, get); };
    const auto times = [&](Histogram Answers::* which, double part) {
        return middle([&](const EditorsRun& run) { return (run.answers.*which).milliseconds(part); });
    };
    std::printf("| %-11s | %11.0f | %6.2f | %5.2f | %10.2f | %10.2f | %9.2f | %9.2f | %7.2f | %7.2f | %6.2f |\n",
                name_of(database),
                middle([](const EditorsRun& run) { return run.answers.per_second(run.answers.delivered()); }),
                middle([](const EditorsRun& run) { return run.cpu_us; }),
                middle([](const EditorsRun& run) { return run.cores; }), times(&Answers::cursor_times, 0.5),
                times(&Answers::cursor_times, 0.99), times(&Answers::events, 0.5), times(&Answers::events, 0.99),
                times(&Answers::acks, 0.95), times(&Answers::lateness, 0.99),
                middle([](const EditorsRun& run) { return run.others; }));
}

void print_losses(Database database, const std::vector<EditorsRun>& runs) {
    const auto middle = [&](auto get) { return median(runs, get); };
    Answers sums;
    for (const EditorsRun& run : runs) sums.add_losses(run.answers);
    std::printf("| %-11s | %7.0f | %7zu | %7zu | %7zu | %6zu | %9.3f | %10.0f | %10.0f | %7.0f | %8.0f | %10.0f |\n",
                name_of(database), middle([](const EditorsRun& run) { return run.answers.events_delivered; }),
                sums.missing, sums.doubled, sums.refused, sums.ended, middle([](const EditorsRun& run) {
                    return static_cast<double>(run.answers.cursors_delivered) /
                           static_cast<double>(run.answers.cursors * (kEditors - 1));
                }),
                middle([](const EditorsRun& run) { return run.before_kib; }),
                middle([](const EditorsRun& run) { return run.middle_kib; }),
                middle([](const EditorsRun& run) { return run.end_kib; }),
                middle([](const EditorsRun& run) { return run.most_kib; }),
                middle([](const EditorsRun& run) { return run.queued_kib; }));
}

}  // namespace

void measure_editors(const DurableOptions& options) {
    std::vector<EditorsRun> all[std::size(kDatabases)];
    for (const Database database : kDatabases)
        for (int i = 0; i < options.runs; ++i)
            all[static_cast<std::size_t>(database)].push_back(run_editors(options, database));
    std::printf(
        "\n| 200 editors | delivered/s | CPU us | cores | cursor p50 | cursor p99 | event p50 | event p99 | ACK p95 | "
        "late ms |"
        " others |\n");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Database database : kDatabases) print_cost(database, all[static_cast<std::size_t>(database)]);
    std::printf(
        "\n| 200 editors |  events | missing | doubled | refused | closed | cursors came | before KiB | middle KiB |"
        " end KiB | most KiB | queued KiB |\n");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Database database : kDatabases) print_losses(database, all[static_cast<std::size_t>(database)]);
    std::fflush(stdout);
}

}  // namespace pictbook::bench
