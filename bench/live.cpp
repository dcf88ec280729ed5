// What the canvas socket costs and how smooth it is, for anyone to measure; docs/bench.md has the method and figures.
#include <cstdio>
#include <exception>

#include "live_deaf.hpp"
#include "live_idle.hpp"
#include "live_rooms.hpp"
#include "live_uploads.hpp"

int main(int count, char** words) {
    using namespace pictbook::bench;
    try {
        const Options options = read_options(count, words);
        measure_rooms(options);
        measure_idle(options);
        measure_deaf(options);
        measure_uploads(options);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n%s", error.what(), kUsage);
        return 1;
    }
}
