#include "live_tables.hpp"

#include <cstdio>
#include <string>

#include "median.hpp"

namespace pictbook::bench {

namespace {

std::string text_of(const std::optional<double>& value) {
    char out[32] = "-";
    if (value) std::snprintf(out, sizeof out, "%.2f", *value);
    return out;
}

std::optional<double> all_of(const std::optional<CallCounts>& counts) {
    return counts ? std::optional(counts->all) : std::nullopt;
}

void print_cost(const std::vector<Measured>& all) {
    std::printf(
        "\n| %-27s | CPU us | of Bun | floor us | of floor | per send | calls | floor's  | KiB/socket | others |\n",
        "cost of a delivered message");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Measured& each : all) {
        // Of a run and the floor's run behind it, because the machine itself is not equally fast all the time.
        std::vector<double> ratios;
        ratios.reserve(each.server.size());
        for (std::size_t i = 0; i < each.server.size(); ++i)
            ratios.push_back(each.server[i].cpu_us / each.floor[i].cpu_us);
        const double cpu = median(each.server, [](const Run& run) { return run.cpu_us; });
        const double floor = median(each.floor, [](const Run& run) { return run.cpu_us; });
        std::printf("| %-27s | %6.2f | %6.2f | %8.2f | %8.2f | %8.2f | %5s | %8s | %10.1f | %6.2f |\n", each.title, cpu,
                    cpu / each.original_us, floor, median(ratios, [](double ratio) { return ratio; }),
                    median(each.server, [](const Run& run) { return run.outcome.messages_per_send(); }),
                    text_of(all_of(each.server_calls)).c_str(), text_of(all_of(each.floor_calls)).c_str(),
                    each.kib_per_socket, median(each.server, [](const Run& run) { return run.others; }));
    }
}

void print_deliveries(const std::vector<Measured>& all) {
    std::printf(
        "\n| %-27s |  p50 ms |  p99 ms | p99.9 ms | late ms | delivered | missing | doubled | reordered |"
        " replaced | strayed | refused | closed |\n",
        "deliveries");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Measured& each : all) {
        const auto latency = [&](double part) {
            return median(each.server, [&](const Run& run) { return run.outcome.latency.milliseconds(part); });
        };
        Losses losses;
        std::size_t delivered = 0, unsent = 0, ended = 0;
        for (const auto* runs : {&each.server, &each.disturbed})
            for (const Run& run : *runs) {
                losses += run.outcome.losses;
                delivered += run.outcome.delivered;
                unsent += run.outcome.unsent;
                ended += run.outcome.ended;
            }
        std::printf(
            "| %-27s | %7.2f | %7.2f | %8.2f | %7.2f | %9zu | %7zu | %7zu | %9zu | %8zu | %7zu | %7zu | %6zu |\n",
            each.title, latency(0.5), latency(0.99), latency(0.999),
            median(each.server, [](const Run& run) { return run.outcome.lateness.milliseconds(0.99); }), delivered,
            losses.missing, losses.doubled, losses.reordered, losses.replaced, losses.strayed, unsent, ended);
    }
}

void print_calls(const std::vector<Measured>& all) {
    std::printf("\n| %-27s |  all | send | receive | wait | epoll_ctl | rest |\n", "system calls for a delivery");
    std::printf("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Measured& each : all)
        for (const bool floor : {false, true}) {
            const std::optional<CallCounts>& counts = floor ? each.floor_calls : each.server_calls;
            if (!counts) continue;
            std::printf("| %-27s | %4.2f | %4.2f | %7.2f | %4.2f | %9.2f | %6.2f |\n",
                        floor ? "  the floor" : each.title, counts->all, counts->send, counts->receive, counts->wait,
                        counts->poll_control, counts->rest());
        }
}

}  // namespace

void print_tables(const std::vector<Measured>& all) {
    print_cost(all);
    print_deliveries(all);
    if (all.front().server_calls) print_calls(all);
    std::fflush(stdout);
}

}  // namespace pictbook::bench
