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

void Updates::send_to(http::WebSocket& socket, http::SendBatch& batch) const {
    if (all_.empty() || socket.lags())
        queue_for(socket);
    else if (std::binary_search(senders_.begin(), senders_.end(), socket.id()))
        batch.add_own(socket, all_but(socket.id()));
    else
        batch.add(socket, all_);
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
