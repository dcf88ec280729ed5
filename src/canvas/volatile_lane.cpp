#include "canvas/volatile_lane.hpp"

#include <algorithm>
#include <utility>

namespace pictbook::canvas {

bool VolatileLane::add(const http::VolatileKey& key, const http::Frame& frame, Moment now) {
    const auto older =
        std::find_if(waiting_.begin(), waiting_.end(), [&](const auto& each) { return each.key == key; });
    if (older != waiting_.end()) {
        bytes_ -= older->frame->size();
        waiting_.erase(older);  // the new one goes to the end: a sender's frames never change their order
    }
    waiting_.push_back({key, frame});
    bytes_ += frame->size();
    if (waiting_.size() > kMostWaiting || bytes_ > kMostBytes) return true;
    return !others_move(key.sender, now) && now - left_ >= kTick;
}

std::vector<VolatileLane::Update> VolatileLane::take(Moment now) {
    bytes_ = 0;
    left_ = now;
    return std::exchange(waiting_, {});
}

bool VolatileLane::others_move(std::uint64_t sender, Moment now) {
    if (sender != sender_) other_moved_ = std::exchange(sender_moved_, now);
    sender_ = sender;
    sender_moved_ = now;
    return now - other_moved_ < kMoving;
}

}  // namespace pictbook::canvas
