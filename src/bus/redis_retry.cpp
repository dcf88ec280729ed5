#include "bus/redis_retry.hpp"

#include <algorithm>

namespace pictbook::bus {

namespace {

/// A connection that lived for less doesn't end the back-off.
constexpr Milliseconds kStable{5000};

}  // namespace

RedisRetry::RedisRetry(Milliseconds first_pause, Milliseconds longest_pause)
    : first_pause_(first_pause), longest_pause_(longest_pause), random_(std::random_device()()) {}

void RedisRetry::ended(Milliseconds lived) {
    if (lived < kStable)
        ++failures_;
    else
        failures_ = 0;
}

Milliseconds RedisRetry::next_pause() {
    const unsigned doublings = std::min(failures_, 16u);
    const Milliseconds most = std::min(first_pause_ * (1 << doublings), longest_pause_);
    std::uniform_int_distribution<Milliseconds::rep> part(most.count() / 2, most.count());
    return Milliseconds(part(random_));
}

}  // namespace pictbook::bus
