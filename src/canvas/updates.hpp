// What leaves a room's outbox, as each socket is sent it: everything but its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "canvas/room_outbox.hpp"
#include "http/send_batch.hpp"
#include "http/websocket.hpp"

namespace pictbook::canvas {

class Updates {
public:
    /// More does not go in one piece: what a socket doesn't take of a piece is its own copy.
    static constexpr std::size_t kLongestPiece = 64 * 1024;

    explicit Updates(std::vector<RoomOutbox::Update> updates);

    /// To `batch` in one piece if the socket keeps up, else into its outbox, where frames are shared. Gives their number.
    std::size_t send_to(http::WebSocket& socket, http::SendBatch& batch) const;

private:
    std::size_t own_of(std::uint64_t sender) const;
    void queue_for(http::WebSocket& socket) const;
    std::string all_but(std::uint64_t sender) const;

    std::vector<RoomOutbox::Update> updates_;
    std::vector<std::uint64_t> senders_;  // sorted
    std::string all_;                     // whole frames one behind the other; empty when they are too long for a piece
};

}  // namespace pictbook::canvas
