#include "canvas/updates.hpp"

#include <algorithm>

namespace pictbook::canvas {

Updates::Updates(std::vector<RoomOutbox::Update> updates) : updates_(std::move(updates)) {
    std::size_t size = 0;
    senders_.reserve(updates_.size());
    for (const RoomOutbox::Update& update : updates_) {
        senders_.push_back(update.key.sender);
        size += update.frame->size();
    }
    std::sort(senders_.begin(), senders_.end());
    if (size > kLongestPiece) return;
    all_.reserve(size);
    for (const RoomOutbox::Update& update : updates_) all_ += *update.frame;
}

std::size_t Updates::send_to(http::WebSocket& socket, http::SendBatch& batch) const {
    const std::size_t own = own_of(socket.id());
    if (all_.empty() || socket.lags())
        queue_for(socket);
    else if (own > 0)
        batch.add_own(socket, all_but(socket.id()));
    else
        batch.add(socket, all_);
    return updates_.size() - own;
}

/// How many of them that socket sent.
std::size_t Updates::own_of(std::uint64_t sender) const {
    const auto own = std::equal_range(senders_.begin(), senders_.end(), sender);
    return static_cast<std::size_t>(own.second - own.first);
}

void Updates::queue_for(http::WebSocket& socket) const {
    for (const RoomOutbox::Update& update : updates_) {
        if (update.key.sender == socket.id()) continue;
        if (update.is_volatile)
            socket.send(update.frame, update.key);
        else
            socket.send(update.frame);
    }
}

std::string Updates::all_but(std::uint64_t sender) const {
    std::string others;
    others.reserve(all_.size());
    for (const RoomOutbox::Update& update : updates_)
        if (update.key.sender != sender) others += *update.frame;
    return others;
}

}  // namespace pictbook::canvas
