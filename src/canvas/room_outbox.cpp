#include "canvas/room_outbox.hpp"

#include <algorithm>
#include <utility>

namespace pictbook::canvas {

bool RoomOutbox::add_ordered(std::uint64_t sender, const http::Frame& frame) {
    http::VolatileKey key;
    key.sender = sender;
    return append({key, frame, false});
}

bool RoomOutbox::add(const http::VolatileKey& key, const http::Frame& frame, Moment now) {
    const auto older = std::find_if(waiting_.begin(), waiting_.end(),
                                    [&](const Update& each) { return each.is_volatile && each.key == key; });
    if (older != waiting_.end()) {
        ++superseded_;
        bytes_ -= older->frame->size();
        waiting_.erase(older);  // the new one goes to the end: a sender's frames never change their order
    }
    const bool is_full = append({key, frame});
    return is_full || (!others_move(key.sender, now) && now - left_ >= kTick);
}

/// True when it holds as much as it may.
bool RoomOutbox::append(Update update) {
    bytes_ += update.frame->size();
    waiting_.push_back(std::move(update));
    return waiting_.size() > kMostWaiting || bytes_ > kMostBytes;
}

std::vector<RoomOutbox::Update> RoomOutbox::take(Moment now) {
    const auto is_volatile = [](const Update& each) { return each.is_volatile; };
    if (std::any_of(waiting_.begin(), waiting_.end(), is_volatile)) left_ = now;
    bytes_ = 0;
    return std::exchange(waiting_, {});
}

bool RoomOutbox::others_move(std::uint64_t sender, Moment now) {
    if (sender != sender_) other_moved_ = std::exchange(sender_moved_, now);
    sender_ = sender;
    sender_moved_ = now;
    return now - other_moved_ < kMoving;
}

}  // namespace pictbook::canvas
