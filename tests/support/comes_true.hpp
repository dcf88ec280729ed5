// Waiting for what another thread or process does.
#pragma once

#include <thread>

#include "base/clock.hpp"

namespace pictbook::test {

/// Asks again and again; false when it did not come true in time.
template <class Condition>
bool comes_true(Condition condition, Milliseconds within = Milliseconds(15'000)) {
    const auto end = Monotonic::now() + within;
    while (!condition()) {
        if (Monotonic::now() > end) return false;
        std::this_thread::sleep_for(Milliseconds(5));
    }
    return true;
}

}  // namespace pictbook::test
