// One WebSocket of the load generator, never blocking: it holds bytes only while a frame has come in part, so that ten
// thousand idle ones are cheap. Knows just what a server of the canvas sends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace pictbook::bench {

inline constexpr std::size_t kReadBytes = 256 * 1024;

class ClientSocket {
public:
    enum class State : std::uint8_t { connecting, upgrading, open, ended };

    struct Frame {
        unsigned opcode;  // RFC 6455: 1 text, 8 close, 9 ping, 10 pong
        std::string_view payload;
    };

    ClientSocket() = default;
    ~ClientSocket();
    ClientSocket(ClientSocket&& other) noexcept;
    ClientSocket& operator=(ClientSocket&&) = delete;

    /// Begins to connect to 127.0.0.1. `receive_bytes`: the kernel's buffer, 0 for its default.
    void begin(std::uint16_t port, int receive_bytes);
    /// It is connected: asks for the upgrade. `cookie` is the header's value, `protocol` the subprotocol, if any.
    void upgrade(const std::string& path, const std::string& cookie, const std::string& protocol = "");

    /// A whole masked frame of at most 65,535 bytes. False when the kernel takes none of it; waits for the rest.
    bool send(unsigned opcode, std::string_view payload);

    /// Reads once and calls `use` with each whole frame; the answer to the upgrade is checked and not shown. Throws when
    /// the server refuses it. Gives the bytes read; 0 when there are none or the stream has ended.
    template <class Use>
    std::size_t read(std::span<char> buffer, Use use) {
        const std::size_t size = receive(buffer);
        std::string_view bytes(buffer.data(), size);
        if (!partial_.empty()) {
            partial_.append(bytes);
            bytes = partial_;
        }
        if (state_ == State::upgrading && !take_answer(bytes)) return keep(bytes, size);
        Frame frame;
        while (take_frame(bytes, frame)) use(frame);
        return keep(bytes, size);
    }

    /// Nothing more is expected of it.
    void end() { state_ = State::ended; }

    int descriptor() const { return descriptor_; }
    State state() const { return state_; }

private:
    std::size_t receive(std::span<char> buffer);
    bool take_answer(std::string_view& bytes);
    static bool take_frame(std::string_view& bytes, Frame& frame);
    std::size_t keep(std::string_view bytes, std::size_t size);

    int descriptor_ = -1;
    State state_ = State::connecting;
    std::string partial_;
};

}  // namespace pictbook::bench
