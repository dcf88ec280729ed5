#include "sim/scheduler.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>

#include "base/suspend.hpp"

namespace pictbook::sim {

void Scheduler::add(Milliseconds delay, bool wakes, std::function<void()> what) {
    if (finished_ && !wakes) return;
    items_.push_back({now_ + delay, ++number_, wakes, std::move(what)});
    std::push_heap(items_.begin(), items_.end());
}

Scheduler::Item Scheduler::take() {
    std::pop_heap(items_.begin(), items_.end());
    Item item = std::move(items_.back());
    items_.pop_back();
    return item;
}

awaitable<void> Scheduler::sleep(Milliseconds time) {
    co_await suspend([this, time](Wake wake) { add(time, true, std::move(wake)); });
}

void Scheduler::spawn(std::shared_ptr<void> owner, awaitable<void> coroutine) {
    asio::co_spawn(loop_, std::move(coroutine), [this, owner](const std::exception_ptr& thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const Crashed&) {
        } catch (...) {
            if (!failure_) failure_ = thrown;
        }
    });
}

void Scheduler::poll() {
    loop_.restart();
    loop_.poll();
}

void Scheduler::run(Time end, const std::function<bool()>& stop) {
    poll();
    while (!items_.empty() && items_.front().time <= end && !failure_ && !stop()) {
        const Item item = take();
        now_ = item.time;
        item.what();
        poll();
    }
    if (!stop()) now_ = std::max(now_, end);
}

void Scheduler::finish() {
    finished_ = true;
    poll();
    while (!items_.empty()) {
        const Item item = take();
        if (item.wakes) item.what();
        poll();
    }
}

}  // namespace pictbook::sim
