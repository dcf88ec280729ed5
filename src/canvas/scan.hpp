// A canvas message read where it stands: what the room must know of it, as views into its bytes. Of the same described
// structs as the general decoder, by schema/scan.hpp; whatever is unusual about a message is left to that decoder.
#pragma once

#include <optional>
#include <string_view>

#include "canvas/room.hpp"
#include "model/event.hpp"

namespace pictbook::canvas {

/// What decides about an event and what it is made of. Views into the message, or into what its reader keeps.
struct Message {
    std::string_view type;
    std::string_view timestamp_text;  // JSON
    std::string_view payload;         // JSON
    double timestamp = 0;             // milliseconds since the epoch by the sender's clock
    Lane lane = Lane::ordered;
    std::string_view element;  // for Lane::frame: whose id
    bool tells_user = true;    // goes on with the sender's id
};

template <class Event>
inline constexpr Lane lane_of = std::is_same_v<Event, model::CursorSync>    ? Lane::cursor
                                : std::is_same_v<Event, model::FrameUpdate> ? Lane::frame
                                                                            : Lane::ordered;
template <class Event>
inline constexpr bool tells_user = !std::is_same_v<Event, model::ConnectionEvent>;

/// Nothing: the general decoder is to be asked. What is told was checked like there: every field and its bounds, UTF-8, and
/// that nothing follows. Allocates nothing.
std::optional<Message> scan(std::string_view text);

}  // namespace pictbook::canvas
