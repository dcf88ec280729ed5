// A token bucket of one socket: so many a second, and more at once after a pause. Pure: every call is told the time.
#pragma once

#include <algorithm>

#include "base/clock.hpp"

namespace pictbook::canvas {

class Allowance {
public:
    Allowance(double per_second, double at_once) : rate_(per_second), most_(at_once), left_(at_once) {}

    bool take(Monotonic::time_point now) {
        const std::chrono::duration<double> since = now - last_;
        left_ = std::min(most_, left_ + rate_ * since.count());
        last_ = now;
        if (left_ < 1) return false;
        left_ -= 1;
        return true;
    }
    /// Until one can be taken.
    Milliseconds wait() const {
        return Milliseconds(left_ >= 1 ? 0 : static_cast<std::int64_t>(1000 * (1 - left_) / rate_) + 1);
    }

private:
    double rate_, most_, left_;
    Monotonic::time_point last_ = Monotonic::now();
};

}  // namespace pictbook::canvas
