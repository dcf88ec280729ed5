// How a relayed event travels on the bus: `<sender> <lane> <bytes of element>\n<element><frame>`. The element's id is a
// client's text and may hold anything, so its length says where it ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "canvas/room.hpp"

namespace pictbook::canvas {

struct Packet {
    std::uint64_t sender = 0;  // http::WebSocket::id()
    Lane lane = Lane::ordered;
    std::string_view element;
    std::string_view frame;
};

std::string pack(const Packet& packet);
/// Views into `text`; nothing when it is no packet.
std::optional<Packet> unpack(std::string_view text);

}  // namespace pictbook::canvas
