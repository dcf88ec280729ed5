#include "canvas/updates.hpp"

#include <algorithm>

namespace pictbook::canvas {

Updates::Updates(std::vector<VolatileLane::Update> updates) : updates_(std::move(updates)) {
    senders_.reserve(updates_.size());
    for (const VolatileLane::Update& update : updates_) {
        senders_.push_back(update.key.sender);
        all_ += *update.frame;
    }
    std::sort(senders_.begin(), senders_.end());
}

std::string_view Updates::bytes_for(std::uint64_t socket) {
    if (!std::binary_search(senders_.begin(), senders_.end(), socket)) return all_;
    std::string& others = others_.emplace_back();
    others.reserve(all_.size());
    for (const VolatileLane::Update& update : updates_)
        if (update.key.sender != socket) others += *update.frame;
    return others;
}

void Updates::queue_for(http::WebSocket& socket) const {
    for (const VolatileLane::Update& update : updates_)
        if (update.key.sender != socket.id()) socket.send(update.frame, update.key);
}

}  // namespace pictbook::canvas
