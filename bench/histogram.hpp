// Latencies counted in buckets, so that millions of deliveries cost no memory and no sorting: exact below 32 us, within
// 3 % above.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace pictbook::bench {

class Histogram {
public:
    /// Times below zero count as zero, those over an hour as an hour.
    void add(std::int64_t microseconds) {
        ++buckets_[bucket_of(static_cast<std::uint64_t>(std::clamp<std::int64_t>(microseconds, 0, kMost)))];
        ++count_;
    }
    void add(const Histogram& other) {
        for (std::size_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
        count_ += other.count_;
    }
    std::size_t count() const { return count_; }

    /// The time below which `part` (0 to 1) of all lie, in milliseconds; 0 when there are none.
    double milliseconds(double part) const {
        const auto rank = static_cast<std::size_t>(part * static_cast<double>(count_));
        std::size_t seen = 0;
        for (std::size_t i = 0; i < buckets_.size(); ++i) {
            seen += buckets_[i];
            if (seen > rank || (seen == count_ && seen > 0)) return static_cast<double>(start_of(i)) / 1000;
        }
        return 0;
    }

private:
    static constexpr std::int64_t kMost = 3'600'000'000;
    static constexpr unsigned kSteps = 32;  // buckets for each power of two
    static constexpr unsigned kStepBits = 5;

    static std::size_t bucket_of(std::uint64_t value) {
        if (value < kSteps) return value;
        const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - kStepBits - 1;
        return (shift + 1) * kSteps + (value >> shift) - kSteps;
    }
    static std::uint64_t start_of(std::size_t bucket) {
        if (bucket < kSteps) return bucket;
        return (bucket % kSteps + kSteps) << (bucket / kSteps - 1);
    }

    std::array<std::uint64_t, 29 * kSteps> buckets_{};
    std::size_t count_ = 0;
};

}  // namespace pictbook::bench
