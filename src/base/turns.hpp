// How much heavy work of a kind one event loop has under way at once. Used on its thread only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <deque>
#include <utility>

#include "base/clock.hpp"
#include "base/suspend.hpp"

namespace pictbook {

class Turns {
public:
    /// As many as there may be connections by default.
    static constexpr std::size_t kMostWaiting = 20'000;

    /// `longest_wait`: who waited longer is refused when its turn comes.
    explicit Turns(std::size_t most, Milliseconds longest_wait = Seconds(20))
        : longest_wait_(longest_wait), free_(most) {}

    /// Ends with the value, which the turns outlive.
    class Turn {
    public:
        explicit Turn(Turns& turns) : turns_(&turns) {}
        Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (turns_) turns_->pass_on();
        }

    private:
        Turns* turns_;
    };

    /// Throws Unavailable with `why_not` when all are taken.
    Turn take(const char* why_not);
    /// Waits for one, in the order of those who wait. Throws Unavailable with `why_not` after the longest wait.
    boost::asio::awaitable<Turn> wait(const char* why_not);

private:
    void pass_on();

    const Milliseconds longest_wait_;
    std::size_t free_;
    std::deque<Wake> waiting_;  // only while none is free
};

}  // namespace pictbook
