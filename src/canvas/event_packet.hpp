// How an event travels on the bus (canvas/packet.hpp): its seq and epoch stand where other packets name an element.
#pragma once

#include "canvas/feed.hpp"
#include "canvas/packet.hpp"

namespace pictbook::canvas {

std::string pack(const Event& event);
/// Nothing when it is no event.
std::optional<Event> event_of(const Packet& packet);

}  // namespace pictbook::canvas
