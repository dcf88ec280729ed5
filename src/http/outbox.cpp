#include "http/outbox.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace pictbook::http {

namespace {

/// An empty outbox keeps room for as many frames (48 bytes each), so that a busy one does not allocate every turn.
constexpr std::size_t kKeptSlots = 16;
/// Slots without a frame are swept out when they outnumber the others by this many.
constexpr std::size_t kSweepAfter = 64;

std::size_t cost(const Frame& frame) { return frame->size() + Outbox::kFrameOverhead; }

}  // namespace

std::size_t Outbox::KeyHash::operator()(const VolatileKey& key) const {
    return key.element ^ (key.sender * 0x9E3779B97F4A7C15 + key.kind);
}

bool Outbox::push(const Frame& frame) {
    if (!fits(frame)) return false;
    append({frame, {}, false});
    return true;
}

bool Outbox::push(const Frame& frame, const VolatileKey& key) {
    if (bytes_ > kVolatileBound) {
        index_new_slots();
        const auto older = newest_.find(key);
        if (older != newest_.end()) {
            supersede(older->second);
            newest_.erase(older);
        }
    }
    if (!fits(frame)) return false;
    append({frame, key, true});
    return true;
}

void Outbox::push_last(const Frame& frame) { append({frame, {}, false}); }

std::vector<Frame> Outbox::take_batch(std::size_t max_frames, std::size_t max_bytes) {
    std::vector<Frame> batch;
    batch.reserve(std::min(max_frames, live_));
    std::size_t size = 0;
    for (; live_ > 0 && batch.size() < max_frames; ++head_) {
        Slot& slot = slots_[head_];
        if (!slot.frame) continue;
        size += slot.frame->size();
        if (!batch.empty() && size > max_bytes) break;
        if (slot.is_volatile && head_ < indexed_) newest_.erase(slot.key);
        batch.push_back(take(head_));
    }
    compact();
    return batch;
}

void Outbox::clear() {
    count(0, bytes_);
    live_ = 0;
    compact();
}

bool Outbox::fits(const Frame& frame) const {
    assert(frame);
    if (live_ == 0) return true;
    if (all_ && bytes_ > kVolatileBound && all_->now + cost(frame) > all_->most) return false;
    return bytes_ + cost(frame) <= bound_;
}

void Outbox::append(Slot slot) {
    compact();
    count(cost(slot.frame), 0);
    ++live_;
    slots_.push_back(std::move(slot));
}

/// Each slot is looked at once, so a push stays O(1) in the long run.
void Outbox::index_new_slots() {
    for (indexed_ = std::max(indexed_, head_); indexed_ < slots_.size(); ++indexed_) {
        const Slot& slot = slots_[indexed_];
        if (!slot.is_volatile || !slot.frame) continue;
        const auto [place, is_new] = newest_.try_emplace(slot.key, indexed_);
        if (is_new) continue;
        supersede(place->second);
        place->second = indexed_;
    }
}

void Outbox::count(std::size_t added, std::size_t removed) {
    bytes_ += added - removed;
    if (all_) all_->now += added - removed;
}

Frame Outbox::take(std::size_t index) {
    Frame frame = std::move(slots_[index].frame);
    count(0, cost(frame));
    --live_;
    return frame;
}

void Outbox::supersede(std::size_t index) {
    take(index);
    if (all_) ++all_->superseded;
}

/// Paid for by the frames that left: a sweep needs as many of those as frames that it moves.
void Outbox::compact() {
    if (live_ > 0 && slots_.size() <= 2 * live_ + kSweepAfter) return;
    if (live_ == 0) {
        slots_.clear();
        if (slots_.capacity() > kKeptSlots) slots_.shrink_to_fit();
    } else {
        std::erase_if(slots_, [](const Slot& slot) { return !slot.frame; });
    }
    head_ = indexed_ = 0;
    if (!newest_.empty()) decltype(newest_)().swap(newest_);
}

}  // namespace pictbook::http
