// RFC 6455 framing, the server's side: a client's bytes in, events out, and the frames a server sends.
// Pure: no I/O and no clock. A parser holds one unfinished message (its capacity grows with what has really
// arrived and stays below twice the limit) and one control frame of at most 125 bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "http/websocket_utf8.hpp"

namespace pictbook::http {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// RFC 6455 section 7.4.1.
namespace close_code {
inline constexpr std::uint16_t kNormal = 1000;
inline constexpr std::uint16_t kGoingAway = 1001;
inline constexpr std::uint16_t kProtocolError = 1002;
inline constexpr std::uint16_t kNoStatus = 1005;  // stands for a close frame without a code, is never on the wire
inline constexpr std::uint16_t kBadData = 1007;
inline constexpr std::uint16_t kTooBig = 1009;
inline constexpr std::uint16_t kInternalError = 1011;
inline constexpr std::uint16_t kTryAgainLater = 1013;
}  // namespace close_code

struct TextMessage {
    std::string text;  // valid UTF-8
};
struct BinaryMessage {
    std::string bytes;
};
struct Ping {
    std::string payload;
};
struct Pong {
    std::string payload;
};
struct Close {
    std::uint16_t code = close_code::kNoStatus;
    std::string reason;
};
/// The client broke the protocol: the connection is to be failed with this code (RFC 6455 section 7.1.7).
struct Violation {
    std::uint16_t code;
    std::string_view reason;  // static text
};
using FrameEvent = std::variant<TextMessage, BinaryMessage, Ping, Pong, Close, Violation>;

class FrameParser {
public:
    /// `max_message`: bytes of a whole message, however fragmented.
    explicit FrameParser(std::size_t max_message) : max_message_(max_message) {}

    /// Takes bytes off the front of `input` up to the end of the next event; nothing when they all went
    /// without one. Close and Violation are the last event: what comes after them is discarded.
    std::optional<FrameEvent> next(std::string_view& input);

    /// From now on messages come out empty and take no memory: nobody wants them, but the close frame behind them.
    void discard_messages();
    /// Bytes of memory that the unfinished message takes.
    std::size_t held_bytes() const { return message_.empty() ? 0 : message_.capacity(); }

private:
    enum class Stage : std::uint8_t { start, extent, payload, ended };

    bool fill_header(std::string_view& input);
    std::optional<Violation> read_start();   // the first two bytes
    std::optional<Violation> read_extent();  // length and mask
    std::optional<Violation> take_payload(std::string_view& input);
    std::optional<FrameEvent> finish_frame();
    FrameEvent read_close();
    FrameEvent end_with(FrameEvent last);

    std::size_t max_message_;
    Stage stage_ = Stage::start;
    // The frame that is being read.
    bool final_ = false;
    Opcode opcode_ = Opcode::continuation;
    std::uint8_t header_size_ = 0;
    std::uint8_t header_needed_ = 2;
    std::array<unsigned char, 14> header_{};
    std::array<char, 4> mask_{};
    std::uint64_t taken_ = 0;      // bytes of its payload so far
    std::uint64_t remaining_ = 0;  // bytes of its payload to come
    std::string control_;
    // The message that is being read, over all its fragments.
    std::optional<Opcode> message_kind_;
    std::string message_;
    Utf8Check utf8_;  // complete again at the end of each message
    bool discards_ = false;
};

/// One whole unmasked frame.
std::string encode_frame(Opcode opcode, std::string_view payload);
/// `reason` is cut to the 123 bytes that fit. kNoStatus makes a close frame without a code.
std::string encode_close(std::uint16_t code, std::string_view reason);
/// The codes that may be on the wire: 1000-1003, 1007-1014, 3000-4999.
bool is_valid_close_code(std::uint16_t code);

}  // namespace pictbook::http
