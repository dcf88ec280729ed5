#include "sim/scene.hpp"

#include <iostream>

namespace pictbook::sim {

void Scene::fail(std::string what) {
    note("FAILED: " + what);
    if (failure.empty()) failure = std::move(what);
}

void Scene::note(const std::string& line) const {
    constexpr std::size_t kClock = 17, kDigits = 6;  // of to_iso: minutes are too long for a run to reach an hour
    if (verbose) std::cout << to_iso(scheduler.now()).substr(kClock - 3, kDigits + 3) << "  " << line << "\n";
}

}  // namespace pictbook::sim
