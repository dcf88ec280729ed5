#include "base/turns.hpp"

#include "base/result.hpp"

namespace pictbook {

namespace {

constexpr Seconds kTurnsRetry(10);

}  // namespace

Turns::Turn Turns::take(const char* why_not) {
    if (free_ == 0) throw Unavailable(why_not, kTurnsRetry);
    --free_;
    return Turn(*this);
}

boost::asio::awaitable<Turns::Turn> Turns::wait(const char* why_not) {
    if (free_ > 0 || waiting_.size() >= kMostWaiting) co_return take(why_not);
    const Monotonic::time_point since = Monotonic::now();
    const auto queue = [this](Wake wake) { waiting_.push_back(std::move(wake)); };
    co_await suspend(queue);
    Turn turn(*this);  // the one that was passed on
    if (Monotonic::now() - since > longest_wait_) throw Unavailable(why_not, kTurnsRetry);
    co_return turn;
}

void Turns::pass_on() {
    if (waiting_.empty()) {
        ++free_;
        return;
    }
    const Wake wake = std::move(waiting_.front());
    waiting_.pop_front();
    wake();
}

}  // namespace pictbook
