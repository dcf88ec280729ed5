// A number that one thread changes and any thread reads, for what /metrics tells. Changing it costs what a plain number
// costs: no locked instruction, no line of the cache that two workers write.
#pragma once

#include <atomic>
#include <cstdint>

namespace pictbook {

class Count {
public:
    // By the one thread that owns it.
    Count& operator+=(std::uint64_t more) {
        value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
        return *this;
    }
    Count& operator-=(std::uint64_t less) {
        value_.store(value_.load(std::memory_order_relaxed) - less, std::memory_order_relaxed);
        return *this;
    }
    Count& operator++() { return *this += 1; }
    Count& operator--() { return *this -= 1; }

    /// By any thread.
    operator std::uint64_t() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

}  // namespace pictbook
