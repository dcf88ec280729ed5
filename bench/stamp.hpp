// The messages that the bench sends, with their sender, number and time inside, and how they are read again at the other
// end. x is the time, y the sender and the number; both are integers that JSON keeps exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pictbook::bench {

/// A cursor and the drag of a rectangle are volatile; shapes are ordered.
enum class Kind : std::uint8_t {
    cursor,  // CURSOR_SYNC, 110 bytes
    frame,   // FRAME_UPDATE of a rectangle, 250 bytes
    shape,   // SHAPE_UPDATE of a rectangle, 250 bytes
    text,    // SHAPE_UPDATE of a text of 2,000 letters
};

constexpr bool is_volatile(Kind kind) { return kind == Kind::cursor || kind == Kind::frame; }

struct Stamp {
    std::int64_t microseconds;  // when it was due, by the bench's own clock
    std::uint32_t sender;       // below 1,000,000
    std::uint32_t number;       // of the sender's messages, below 1,000,000,000
};

/// Microseconds since the program began.
std::int64_t microseconds_now();

/// The number behind `mark`. A server that writes JSON anew may print it as a floating-point number.
std::optional<std::int64_t> number_after(std::string_view text, std::string_view mark);

std::string make_message(Kind kind, const Stamp& stamp);
/// Nothing when the text is no message of ours.
std::optional<Stamp> read_stamp(std::string_view text);

}  // namespace pictbook::bench
