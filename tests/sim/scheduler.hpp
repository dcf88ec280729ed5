// Virtual time: what is to happen, in the order of time and, at one time, of asking. Coroutines run on its loop and sleep in
// its time; nothing ever waits for a real clock.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <functional>
#include <vector>

#include "base/clock.hpp"

namespace pictbook::sim {

namespace asio = boost::asio;
using asio::awaitable;

/// Thrown into a coroutine whose node is no more.
struct Crashed {};

class Scheduler {
public:
    Time now() const { return now_; }
    void after(Milliseconds delay, std::function<void()> what) { add(delay, false, std::move(what)); }
    awaitable<void> sleep(Milliseconds time);
    /// `owner` lives until it has ended. What it throws but Crashed is kept as the failure of the run.
    void spawn(std::shared_ptr<void> owner, awaitable<void> coroutine);
    /// Until nothing is left before `end`, or `stop` says so.
    void run(Time end, const std::function<bool()>& stop);
    /// Wakes all who sleep, for they hold what the run owns, and lets nothing else happen any more.
    void finish();

    std::exception_ptr failure() const { return failure_; }

private:
    struct Item {
        Time time;
        std::uint64_t number;
        bool wakes;
        std::function<void()> what;
        bool operator<(const Item& other) const {
            return time != other.time ? time > other.time : number > other.number;
        }
    };

    void add(Milliseconds delay, bool wakes, std::function<void()> what);
    Item take();
    void poll();

    Time now_{Seconds(1'000'000'000)};
    std::uint64_t number_ = 0;
    bool finished_ = false;
    std::vector<Item> items_;  // a heap, the next one first
    asio::io_context loop_{1};
    std::exception_ptr failure_;
};

}  // namespace pictbook::sim
