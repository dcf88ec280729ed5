// Deadlines of one worker's sockets: checked together four times a second instead of by a timer for every operation.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <unordered_set>

#include "base/clock.hpp"

namespace pictbook {

class Deadlines;

/// Calls `expire` once on the worker's thread when the set time has passed. Lives on that thread; not later than its
/// Deadlines.
class Deadline {
public:
    Deadline(Deadlines& owner, std::function<void()> expire);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    void set(Milliseconds from_now);
    void clear() { at_ = Monotonic::time_point::max(); }
    /// Since the last set().
    bool expired() const { return expired_; }

private:
    friend class Deadlines;
    Deadlines& owner_;
    std::function<void()> expire_;
    Monotonic::time_point at_ = Monotonic::time_point::max();
    bool expired_ = false;
};

class Deadlines {
public:
    static constexpr Milliseconds kResolution{250};

    explicit Deadlines(const boost::asio::any_io_executor& executor) : timer_(executor) {}
    void start();
    void stop() { timer_.cancel(); }

private:
    friend class Deadline;
    void check();

    boost::asio::steady_timer timer_;
    std::unordered_set<Deadline*> all_;
};

}  // namespace pictbook
