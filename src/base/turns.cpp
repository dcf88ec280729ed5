#include "base/turns.hpp"

#include "base/result.hpp"

namespace pictbook {

namespace {

constexpr Seconds kTurnsRetry(10);

}  // namespace

Turns::Turn Turns::take(const char* why_not) {
    if (queue_->free == 0) throw Unavailable(why_not, kTurnsRetry);
    --queue_->free;
    return Turn(queue_);
}

boost::asio::awaitable<Turns::Turn> Turns::wait(const char* why_not) {
    if (queue_->free > 0 || queue_->waiting.size() >= kMostWaiting) co_return take(why_not);
    const Monotonic::time_point since = Monotonic::now();
    const auto queue = [this](Wake wake) { queue_->waiting.push_back(std::move(wake)); };
    co_await suspend(queue);
    Turn turn(queue_);  // the one that was passed on
    if (Monotonic::now() - since > longest_wait_) throw Unavailable(why_not, kTurnsRetry);
    co_return turn;
}

void Turns::Queue::pass_on() {
    if (waiting.empty()) {
        ++free;
        return;
    }
    const Wake wake = std::move(waiting.front());
    waiting.pop_front();
    wake();
}

}  // namespace pictbook
