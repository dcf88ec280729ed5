#include "sim/scene.hpp"

#include <iostream>

namespace pictbook::sim {

void Scene::fail(std::string what) {
    note("FAILED: " + what);
    if (failure.empty()) failure = std::move(what);
}

void Scene::count(std::string_view text) {
    if (outside_writes > 0) return;                    // from then on epochs come from the real clock
    constexpr std::uint64_t kFactor = 1099511628211U;  // FNV-1a's
    digest = (digest ^ static_cast<std::uint64_t>(scheduler.now().time_since_epoch().count())) * kFactor;
    for (const char each : text) digest = (digest ^ static_cast<unsigned char>(each)) * kFactor;
}

void Scene::note(const std::string& line) const {
    constexpr std::size_t kClock = 17, kDigits = 6;  // of to_iso: minutes are too long for a run to reach an hour
    if (verbose) std::cout << to_iso(scheduler.now()).substr(kClock - 3, kDigits + 3) << "  " << line << "\n";
}

}  // namespace pictbook::sim
