// What the durable canvas protocol costs, for anyone to measure; docs/bench.md has the method and figures.
//     bench_durable [seconds a run] [runs] [acks|throughput|editors|opening ...]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "durable_scenarios.hpp"

int main(int count, char** words) {
    using namespace pictbook::bench;
    DurableOptions options;
    if (count > 1) options.run = std::chrono::milliseconds(static_cast<long>(1000 * std::atof(words[1])));
    if (count > 2) options.runs = std::max(1, std::atoi(words[2]));
    const std::vector<std::string> wanted(words + std::min(count, 3), words + count);
    const auto wants = [&](const char* name) {
        return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
    };
    try {
        if (wants("acks")) measure_acks(options);
        if (wants("throughput")) measure_throughput(options);
        if (wants("editors")) measure_editors(options);
        if (wants("opening")) measure_opening(options);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
