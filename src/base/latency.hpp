// How long things took, as /metrics tells it: counts in fixed buckets. One thread adds, or many under one mutex; any thread
// reads. Adding costs three stores in memory that no other thread writes (base/count.hpp).
#pragma once

#include <algorithm>
#include <array>
#include <chrono>

#include "base/clock.hpp"
#include "base/count.hpp"

namespace pictbook {

/// Upper ends of the buckets, inclusive. One bucket more takes what took longer.
inline constexpr std::array<std::chrono::microseconds, 16> kLatencyBounds{
    std::chrono::microseconds(100),       std::chrono::microseconds(250),       std::chrono::microseconds(500),
    std::chrono::microseconds(1'000),     std::chrono::microseconds(2'500),     std::chrono::microseconds(5'000),
    std::chrono::microseconds(10'000),    std::chrono::microseconds(25'000),    std::chrono::microseconds(50'000),
    std::chrono::microseconds(100'000),   std::chrono::microseconds(250'000),   std::chrono::microseconds(500'000),
    std::chrono::microseconds(1'000'000), std::chrono::microseconds(2'500'000), std::chrono::microseconds(5'000'000),
    std::chrono::microseconds(10'000'000)};

class Latency {
public:
    /// Less than nothing counts as nothing.
    void add(std::chrono::nanoseconds took) {
        const auto bound = std::lower_bound(kLatencyBounds.begin(), kLatencyBounds.end(), took);
        ++counts_[static_cast<std::size_t>(bound - kLatencyBounds.begin())];
        nanoseconds_ += static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0));
    }

    /// By any thread. Of one bucket alone; the last one is what took longer than every bound.
    std::uint64_t count(std::size_t bucket) const { return counts_[bucket]; }
    std::uint64_t nanoseconds() const { return nanoseconds_; }

private:
    std::array<Count, kLatencyBounds.size() + 1> counts_;
    Count nanoseconds_;
};

/// What some Latencies hold together, at about one moment.
struct Distribution {
    std::array<std::uint64_t, kLatencyBounds.size() + 1> counts{};  // of each bucket alone
    std::uint64_t nanoseconds = 0;

    Distribution& operator+=(const Latency& more) {
        for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += more.count(i);
        nanoseconds += more.nanoseconds();
        return *this;
    }
};

/// Adds the time from its beginning to its end, however that comes about.
class Timed {
public:
    explicit Timed(Latency& latency) : latency_(latency) {}
    ~Timed() { latency_.add(Monotonic::now() - begin_); }
    Timed(const Timed&) = delete;
    Timed& operator=(const Timed&) = delete;

private:
    Latency& latency_;
    const Monotonic::time_point begin_ = Monotonic::now();
};

}  // namespace pictbook
