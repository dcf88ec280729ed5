#include "bus/redis_publications.hpp"

#include "bus/resp.hpp"

namespace pictbook::bus {

namespace {

std::size_t size_of(const Publications::Item& item) {
    return item.topic.size() + item.payload->size() + Publications::kItemOverhead;
}

}  // namespace

bool Publications::push(std::string topic, Payload payload) {
    Item item{std::move(topic), std::move(payload)};
    const std::size_t size = size_of(item);
    const std::lock_guard lock(mutex_);
    if (!open_) {
        drop(1);
        return false;
    }
    // The second: a reply that no node's parser would take.
    if (size > most_bytes_ - bytes_ || size > resp::kMostBulkBytes) {
        drop(1);
    } else {
        bytes_ += size;
        waiting_.push_back(std::move(item));
    }
    return !std::exchange(woken_, true);
}

std::uint64_t Publications::dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
}

void Publications::wait_until_idle(Milliseconds longest) {
    std::unique_lock lock(mutex_);
    idle_.wait_for(lock, longest, [this] { return is_idle(); });
}

Publications::Batch Publications::take(std::size_t most_bytes) {
    Batch batch;
    const std::lock_guard lock(mutex_);
    woken_ = false;
    for (std::size_t taken = 0; !waiting_.empty() && taken < most_bytes;) {
        taken += size_of(waiting_.front());
        batch.items.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
        written_later_ += size_of(batch.items.back());
    }
    if (waiting_.empty()) batch.lost_before = std::exchange(lost_, false);
    unanswered_ += batch.items.size() + (batch.lost_before ? 1 : 0);
    return batch;
}

void Publications::written() {
    const std::lock_guard lock(mutex_);
    bytes_ -= std::exchange(written_later_, 0);
}

void Publications::answered(std::size_t publications) {
    const std::lock_guard lock(mutex_);
    unanswered_ -= std::min(unanswered_, publications);
    if (is_idle()) idle_.notify_all();
}

void Publications::close() {
    const std::lock_guard lock(mutex_);
    drop(waiting_.size() + std::exchange(unanswered_, 0));
    waiting_.clear();
    bytes_ = written_later_ = 0;
    open_ = false;
    idle_.notify_all();
}

void Publications::open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
}

void Publications::drop(std::uint64_t count) {
    dropped_ += count;
    lost_ = lost_ || count > 0;
}

}  // namespace pictbook::bus
