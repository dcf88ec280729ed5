#include "account/memory_buckets.hpp"

#include <algorithm>

namespace pictbook::account {

using boost::asio::awaitable;

namespace {

/// Never more than empty, also when the allowance was another before.
Monotonic::time_point clamped(Monotonic::time_point full_at, Monotonic::time_point now, const Filling& filling) {
    return std::clamp(full_at, now, now + filling.most);
}

}  // namespace

Taken MemoryBuckets::take_now(std::string_view key, Allowance allowance, Monotonic::time_point now) {
    const Filling filling = filling_of(allowance);
    const std::lock_guard lock(mutex_);
    Entry& entry = find_or_add(key);
    const Monotonic::time_point full_at = clamped(entry.full_at, now, filling) + filling.step;
    if (full_at > now + filling.most) return {std::chrono::ceil<Microseconds>(full_at - (now + filling.most))};
    entry.full_at = full_at;
    drop_old(now);
    return {};
}

void MemoryBuckets::give_back_now(std::string_view key, Allowance allowance, Monotonic::time_point now) {
    const Filling filling = filling_of(allowance);
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found != by_key_.end()) found->second->full_at = clamped(found->second->full_at, now, filling) - filling.step;
}

std::size_t MemoryBuckets::size() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

awaitable<Taken> MemoryBuckets::take(std::string key, Allowance allowance) {
    co_return take_now(key, allowance, Monotonic::now());
}

awaitable<void> MemoryBuckets::give_back(std::string key, Allowance allowance) {
    give_back_now(key, allowance, Monotonic::now());
    co_return;
}

MemoryBuckets::Entry& MemoryBuckets::find_or_add(std::string_view key) {
    const auto found = by_key_.find(key);
    if (found != by_key_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
    } else {
        entries_.push_front({std::string(key), {}});
        by_key_.emplace(entries_.front().key, entries_.begin());
    }
    return entries_.front();
}

/// The one in front was just taken from, so that it stays.
void MemoryBuckets::drop_old(Monotonic::time_point now) {
    while (entries_.size() > most_keys_ || entries_.back().full_at <= now) {
        by_key_.erase(entries_.back().key);
        entries_.pop_back();
    }
}

}  // namespace pictbook::account
