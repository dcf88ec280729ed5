#include "canvas/event_packet.hpp"

#include <charconv>

namespace pictbook::canvas {

std::string pack(const Event& event) {
    const std::string place = std::to_string(event.seq) + " " + std::to_string(event.epoch);
    return pack({0, Lane::journal, place, event.text});
}

std::optional<Event> event_of(const Packet& packet) {
    Event event;
    const std::string_view place = packet.element;
    const char* end = place.data() + place.size();
    const auto seq = std::from_chars(place.data(), end, event.seq);
    if (seq.ec != std::errc() || seq.ptr == end) return std::nullopt;
    const auto epoch = std::from_chars(seq.ptr + 1, end, event.epoch);
    if (epoch.ec != std::errc() || epoch.ptr != end) return std::nullopt;
    event.text = packet.frame;
    return event;
}

}  // namespace pictbook::canvas
