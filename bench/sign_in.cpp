// Whether sign-in tells who has an account, and what a storm of wrong passwords does to everybody else; docs/bench.md has the
// method and figures.
//     bench_sign_in [seconds of a storm] [storms] [samples]; 0 samples or storms leave that part out
#include "sign_in.hpp"

#include <cstdlib>

int main(int count, char** words) {
    using namespace pictbook::bench;
    const double seconds = count > 1 ? std::atof(words[1]) : 30;
    const int storms = count > 2 ? std::atoi(words[2]) : 3;
    const int samples = count > 3 ? std::atoi(words[3]) : 200;
    if (samples > 0) measure_timing(static_cast<std::size_t>(samples));
    if (storms > 0) measure_storm(std::chrono::milliseconds(static_cast<long>(1000 * seconds)), storms);
}
