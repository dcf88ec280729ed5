#include "blob/s3_engine.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "base/curl.hpp"
#include "base/result.hpp"

namespace pictbook::blob {

namespace {

constexpr int kLookMilliseconds = 250;  // how exact the deadlines of an exchange are
constexpr int kIdleMilliseconds = 60'000;
constexpr const char* kNoMemory = "there is not enough memory";

CURLM* make_multi(std::size_t most) {
    bring_up_curl();
    CURLM* const multi = curl_multi_init();
    if (!multi) throw std::bad_alloc();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(most));
    return multi;
}

}  // namespace

Engine::Engine(Limits limits) : limits_(limits), multi_(make_multi(limits.running)), thread_([this] { run(); }) {}

Engine::~Engine() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
}

std::shared_ptr<Transfer> Engine::start(Outgoing outgoing) {
    auto wake = [this] { curl_multi_wakeup(multi_); };
    auto transfer = std::make_shared<Transfer>(std::move(outgoing), wake);
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || unfinished_ >= limits_.running + limits_.waiting) {
            ++refused_;
            throw Unavailable("The photo store is overloaded");
        }
        waiting_.push_back({transfer, Monotonic::now()});
        ++unfinished_;
    }
    curl_multi_wakeup(multi_);
    return transfer;
}

QueueUse Engine::use() const {
    const std::lock_guard lock(mutex_);
    QueueUse use{.name = "s3", .waiting = waiting_.size(), .most = limits_.waiting, .refused = refused_};
    use.waited += waited_;
    return use;
}

bool Engine::is_stopping() const {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

void Engine::run() {
    while (!is_stopping()) {
        begin_waiting();
        const Monotonic::time_point now = Monotonic::now();
        for (const auto& exchange : running_) exchange->attend(now);
        int unused = 0;
        curl_multi_perform(multi_, &unused);
        collect_finished();
        // Once for a turn and not for every piece of 16 KiB that libcurl gives.
        for (const auto& exchange : running_) exchange->transfer().wake();
        if (remove_finished()) continue;
        curl_multi_poll(multi_, nullptr, 0, running_.empty() ? kIdleMilliseconds : kLookMilliseconds, nullptr);
    }
    running_.clear();
    for (const Waiting& each : waiting_) each.transfer->finish(End::broken, "the program stops");
}

std::optional<Engine::Waiting> Engine::take_waiting() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return std::nullopt;
    const Monotonic::duration waited = Monotonic::now() - waiting_.front().since;
    const bool too_long = waited > limits_.longest_wait;
    if (running_.size() >= limits_.running && !too_long) return std::nullopt;
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    waited_.add(waited);
    if (too_long) ++refused_;
    return next;
}

void Engine::begin_waiting() {
    while (const std::optional<Waiting> next = take_waiting()) {
        const bool too_long = Monotonic::now() - next->since > limits_.longest_wait;
        if (!too_long && !next->transfer->is_cancelled()) {
            begin(next->transfer);
            continue;
        }
        forget(1);
        next->transfer->finish(End::overloaded);
    }
}

void Engine::begin(const std::shared_ptr<Transfer>& transfer) {
    try {
        running_.reserve(running_.size() + 1);
        running_.push_back(std::make_unique<Exchange>(multi_, transfer, limits_.deadlines));
    } catch (const std::bad_alloc&) {
        forget(1);
        transfer->finish(End::broken, kNoMemory);
    }
}

bool Engine::remove_finished() {
    const auto is_over = [](const auto& exchange) { return exchange->is_over(); };
    const auto over = std::count_if(running_.begin(), running_.end(), is_over);
    // First, for a caller that is told goes on with its next request.
    forget(static_cast<std::size_t>(over));
    return std::erase_if(running_, is_over) > 0;
}

void Engine::forget(std::size_t finished) {
    const std::lock_guard lock(mutex_);
    unfinished_ -= finished;
}

void Engine::collect_finished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        Exchange* exchange = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
        exchange->finish(message->data.result);
    }
}

}  // namespace pictbook::blob
