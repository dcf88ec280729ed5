// How much heavy work of a kind one event loop has under way at once. Used on its thread only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <deque>
#include <memory>
#include <utility>

#include "base/clock.hpp"
#include "base/suspend.hpp"

namespace pictbook {

class Turns {
public:
    /// As many as there may be connections by default.
    static constexpr std::size_t kMostWaiting = 20'000;

    /// `longest_wait`: who waited longer is refused, when its turn comes.
    explicit Turns(std::size_t most, Milliseconds longest_wait = Seconds(20))
        : longest_wait_(longest_wait), queue_(std::make_shared<Queue>(Queue{most, {}})) {}
    ~Turns() { queue_->waiting.clear(); }  // nobody runs any more who could be woken
    Turns(const Turns&) = delete;
    Turns& operator=(const Turns&) = delete;

private:
    struct Queue {
        std::size_t free;
        std::deque<Wake> waiting;  // only while none is free

        void pass_on();
    };

public:
    /// Ends with the value.
    class Turn {
    public:
        explicit Turn(std::shared_ptr<Queue> queue) : queue_(std::move(queue)) {}
        Turn(Turn&& other) noexcept = default;
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (queue_) queue_->pass_on();
        }

    private:
        std::shared_ptr<Queue> queue_;
    };

    /// Throws Unavailable with `why_not` when all are taken.
    Turn take(const char* why_not);
    /// Waits for one, in the order of those who wait. Throws Unavailable with `why_not` to who waited too long.
    boost::asio::awaitable<Turn> wait(const char* why_not);

private:
    const Milliseconds longest_wait_;
    const std::shared_ptr<Queue> queue_;  // whoever has a turn may outlive the rest
};

}  // namespace pictbook
