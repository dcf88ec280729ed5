// A blocking WebSocket client for tests, on POSIX sockets. It can break every rule of RFC 6455 on purpose, checks that
// the server breaks none, and answers nothing by itself. Every call has a deadline; where the environment is broken or
// the server breaks the protocol it throws std::runtime_error.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pictbook::test {

using Headers = std::vector<std::pair<std::string, std::string>>;
inline constexpr std::chrono::milliseconds kPatience = std::chrono::seconds(5);

class WebSocketClient {
public:
    struct Handshake {
        int status = 0;  // 101: the connection is open
        Headers headers;
        std::string body;  // of a refusal
        /// The first value, or nothing; names are compared without case.
        std::optional<std::string> header(std::string_view name) const;
    };
    struct Frame {
        bool fin = true;
        unsigned rsv = 0;  // 0 to 7
        unsigned opcode = 1;
        bool masked = true;
        std::string payload = {};
    };
    /// From the server: 1 text, 2 binary, 8 close, 9 ping, 10 pong. Fragments are put together.
    struct Message {
        unsigned opcode;
        std::string payload;
    };
    struct Close {
        unsigned code;  // 1005: the close frame had none. 1006: the stream ended without a close frame.
        std::string reason;
        bool operator==(const Close&) const = default;
    };

    WebSocketClient() = default;
    ~WebSocketClient();
    WebSocketClient(WebSocketClient&& other) noexcept;
    WebSocketClient& operator=(WebSocketClient&& other) noexcept;

    /// Connects to 127.0.0.1 and asks for the upgrade. A header given here replaces the default of its name (Host,
    /// Upgrade, Connection, Sec-WebSocket-Key, Sec-WebSocket-Version); one with an empty value is left out.
    Handshake connect(std::uint16_t port, std::string_view path, const Headers& headers = {},
                      std::chrono::milliseconds timeout = kPatience);
    /// Only TCP: to speak the handshake by hand, or none.
    void connect_raw(std::uint16_t port, std::chrono::milliseconds timeout = kPatience);

    void send_text(std::string_view text);
    void send_binary(std::string_view bytes);
    void send_ping(std::string_view payload = {});
    void send_close(unsigned code, std::string_view reason = {});
    void send_frame(const Frame& frame);
    void send_raw(std::string_view bytes);
    static std::string encode(const Frame& frame);

    /// The next frame or whole message, control frames included. Nothing when the time is over or the stream has ended:
    /// ended() tells which.
    std::optional<Message> receive(std::chrono::milliseconds timeout = kPatience);
    /// The next text message; answers pings and skips pongs. Throws when none comes in time.
    std::string expect_text(std::chrono::milliseconds timeout = kPatience);
    /// True when neither message nor end comes within `time`.
    bool silent_for(std::chrono::milliseconds time);
    /// Skips messages until the close frame or the end of the stream. Throws when neither comes in time.
    Close expect_close(std::chrono::milliseconds timeout = kPatience);
    /// Up to `size` bytes as they are on the wire; fewer at the end of the stream or of the time.
    std::string receive_raw(std::size_t size, std::chrono::milliseconds timeout = kPatience);
    /// True when the server ends the stream within `timeout`; what still comes is discarded.
    bool expect_end(std::chrono::milliseconds timeout = kPatience);
    bool ended() const { return ended_; }

    /// The closing handshake: close frame, wait for the server's, then hang up.
    Close close(unsigned code = 1000, std::string_view reason = {});
    /// No more bytes from us, but we go on reading.
    void shut_sending();
    /// Hangs up without a close frame.
    void hang_up();
    /// Hangs up with a TCP reset.
    void reset();

    int descriptor() const { return descriptor_; }

private:
    using Moment = std::chrono::steady_clock::time_point;

    static std::chrono::milliseconds left(Moment deadline);
    bool fill(Moment deadline);
    bool wait(short events, Moment deadline) const;
    std::optional<Frame> take_frame();
    Handshake read_handshake(const std::string& expected_accept, Moment deadline);

    int descriptor_ = -1;
    bool ended_ = false;
    std::string received_;
    std::size_t taken_ = 0;  // bytes of it
    std::optional<Message> partial_;
};

}  // namespace pictbook::test
