// What leaves a room's volatile lane, as each socket is sent it: everything but its own.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "canvas/volatile_lane.hpp"
#include "http/websocket.hpp"

namespace pictbook::canvas {

class Updates {
public:
    explicit Updates(std::vector<VolatileLane::Update> updates);

    /// Whole frames one behind the other, valid as long as this.
    std::string_view bytes_for(std::uint64_t socket);
    void queue_for(http::WebSocket& socket) const;

private:
    std::vector<VolatileLane::Update> updates_;
    std::vector<std::uint64_t> senders_;  // sorted
    std::string all_;
    std::deque<std::string> others_;  // for each sender all but his own
};

}  // namespace pictbook::canvas
