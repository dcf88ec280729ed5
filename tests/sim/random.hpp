// The one source of chance of a run. No distribution of the standard library, whose results differ between libraries: a
// seed means the same on every machine.
#pragma once

#include <cstdint>
#include <random>

#include "base/clock.hpp"

namespace pictbook::sim {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
    /// Both included.
    int between(int low, int high) { return low + static_cast<int>(below(static_cast<std::uint64_t>(high - low) + 1)); }
    bool chance(int percent) { return below(100) < static_cast<std::uint64_t>(percent); }
    Milliseconds time(int low, int high) { return Milliseconds(between(low, high)); }
    template <class List>
    const auto& pick(const List& list) {
        return list[below(std::size(list))];
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace pictbook::sim
