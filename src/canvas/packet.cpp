#include "canvas/packet.hpp"

#include <charconv>

namespace pictbook::canvas {

namespace {

/// Takes a number and the mark behind it off the front of `text`.
template <class Number>
bool take(std::string_view& text, Number& number, char mark) {
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec != std::errc() || parsed.ptr == end || *parsed.ptr != mark) return false;
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()) + 1);
    return true;
}

bool take(std::string_view& text, Lane& lane) {
    if (text.size() < 2 || text[1] != ' ') return false;
    lane = static_cast<Lane>(text[0]);
    text.remove_prefix(2);
    return std::string_view("ocfjp").find(static_cast<char>(lane)) != std::string_view::npos;
}

}  // namespace

std::string pack(const Packet& packet) {
    std::string out = std::to_string(packet.sender);
    out.append(" ").append(1, static_cast<char>(packet.lane)).append(" ");
    out.append(std::to_string(packet.element.size())).append("\n").append(packet.element).append(packet.frame);
    return out;
}

std::optional<Packet> unpack(std::string_view text) {
    Packet packet;
    std::size_t element_size = 0;
    if (!take(text, packet.sender, ' ') || !take(text, packet.lane) || !take(text, element_size, '\n'))
        return std::nullopt;
    if (element_size > text.size()) return std::nullopt;
    packet.element = text.substr(0, element_size);
    packet.frame = text.substr(element_size);
    return packet;
}

}  // namespace pictbook::canvas
