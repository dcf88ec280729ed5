// Token buckets: who may do something how often. A bucket holds `allowance.count` tokens, gives one for each thing done, and
// fills evenly within `allowance.window` (the generic cell rate algorithm: all that is kept of a bucket is when it is full).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "base/limits.hpp"

namespace pictbook::account {

using Microseconds = std::chrono::microseconds;

struct Taken {
    Microseconds wait{0};  // until the next token, when there was none
    bool ok() const { return wait == Microseconds(0); }
};

/// How a bucket fills: one token each `step`, all of them in `most`, which is the window but for what doesn't divide evenly.
struct Filling {
    Microseconds step, most;
};
inline Filling filling_of(Allowance allowance) {
    const Microseconds step = Microseconds(allowance.window) / allowance.count;
    return {step, step * allowance.count};
}

class Buckets {
public:
    virtual ~Buckets() = default;

    /// Takes a token out of the bucket of this key, which is full when nobody knows of it. What is refused costs nothing.
    /// Throws Unavailable at once, or in a fraction of a second, when nobody can tell.
    virtual boost::asio::awaitable<Taken> take(std::string key, Allowance allowance) = 0;
    /// Puts a token back that was taken. Throws as take() does.
    virtual boost::asio::awaitable<void> give_back(std::string key, Allowance allowance) = 0;
    /// Whether take() can tell now. By any thread.
    virtual bool is_reached() const = 0;
};

}  // namespace pictbook::account
