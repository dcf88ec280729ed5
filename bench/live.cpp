// What the canvas socket costs and how smooth it is, for anyone to measure; docs/bench.md has the method and figures.
#include <cstdio>
#include <exception>

#include "live_scenarios.hpp"

namespace {

using namespace pictbook::bench;

int measure(const Options& options) {
    try {
        measure_rooms(options);
        measure_idle(options);
        measure_deaf(options);
        measure_uploads(options);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}

}  // namespace

int main(int count, char** words) {
    Options options;
    try {
        options = read_options(count, words);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n%s", error.what(), kUsage);
        return 2;
    }
    return measure(options);
}
