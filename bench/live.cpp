// What the canvas socket costs and how smooth it is, for anyone to measure; docs/bench.md has the method and figures.
#include <cstdio>
#include <exception>

#include "live_rooms.hpp"

int main(int count, char** words) {
    using namespace pictbook::bench;
    try {
        measure_rooms(read_options(count, words));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n%s", error.what(), kUsage);
        return 1;
    }
}
