// The receiving half of the test client.
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "base/bytes.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::test {

namespace {

[[noreturn]] void give_up(const std::string& what) { throw std::runtime_error("WebSocketClient: " + what); }

}  // namespace

/// Reads once. False when nothing came in time or the stream has ended, also by a reset.
bool WebSocketClient::fill(Moment deadline) {
    if (ended_ || descriptor_ < 0 || !wait(POLLIN, deadline)) return false;
    std::array<char, 64 * 1024> buffer;
    const ssize_t size = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (size > 0)
        received_.append(buffer.data(), static_cast<std::size_t>(size));
    else if (size == 0 || (errno != EAGAIN && errno != EINTR))
        ended_ = true;
    return !ended_;
}

/// The frame at the front of what was received, if it is all there. Throws when it breaks RFC 6455 section 5.
std::optional<WebSocketClient::Frame> WebSocketClient::take_frame() {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(received_[taken_ + i]); };
    const std::size_t available = received_.size() - taken_;
    if (available < 2) return std::nullopt;
    Frame frame{.fin = byte(0) >= 0x80, .rsv = byte(0) >> 4 & 7u, .opcode = byte(0) & 15u, .masked = byte(1) >= 0x80};
    std::uint64_t size = byte(1) & 127u;
    const std::size_t length_bytes = size == 127 ? 8 : size == 126 ? 2 : 0;
    if (frame.masked || frame.rsv != 0) give_up("server frame with a mask or a reserved bit");
    if (frame.opcode >= 8 && (length_bytes > 0 || !frame.fin)) give_up("server control frame too long or fragmented");
    if (available < 2 + length_bytes) return std::nullopt;
    if (length_bytes > 0) size = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) size = size << 8 | byte(2 + i);
    if (length_bytes > 0 && size < (length_bytes == 2 ? 126u : 65536u)) give_up("server frame's length is not minimal");
    if (available - 2 - length_bytes < size) return std::nullopt;
    frame.payload = received_.substr(taken_ + 2 + length_bytes, static_cast<std::size_t>(size));
    taken_ += 2 + length_bytes + frame.payload.size();
    if (taken_ > received_.size() / 2) {
        received_.erase(0, taken_);
        taken_ = 0;
    }
    return frame;
}

std::optional<WebSocketClient::Message> WebSocketClient::receive(std::chrono::milliseconds timeout) {
    const Moment deadline = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        auto frame = take_frame();
        if (!frame) {
            if (fill(deadline)) continue;
            return std::nullopt;
        }
        if (frame->opcode >= 8) return Message{frame->opcode, std::move(frame->payload)};
        if ((frame->opcode == 0) != partial_.has_value()) give_up("server fragments out of order");
        if (!partial_) partial_ = Message{frame->opcode, {}};
        partial_->payload += frame->payload;
        if (!frame->fin) continue;
        auto message = std::exchange(partial_, std::nullopt);
        if (message->opcode == 1 && !is_utf8(message->payload)) give_up("server text is not UTF-8");
        return message;
    }
}

std::string WebSocketClient::expect_text(std::chrono::milliseconds timeout) {
    const Moment deadline = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        auto message = receive(left(deadline));
        if (!message) give_up(ended_ ? "expected a text, the stream ended" : "expected a text, nothing came");
        if (message->opcode == 1) return std::move(message->payload);
        if (message->opcode == 9)
            send_frame({.opcode = 10, .payload = message->payload});
        else if (message->opcode != 10)
            give_up("expected a text, got opcode " + std::to_string(message->opcode));
    }
}

bool WebSocketClient::silent_for(std::chrono::milliseconds time) { return !receive(time) && !ended_; }

WebSocketClient::Close WebSocketClient::expect_close(std::chrono::milliseconds timeout) {
    const Moment deadline = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        const auto message = receive(left(deadline));
        if (!message && ended_) return {1006, {}};
        if (!message) give_up("expected a close frame, none came in time");
        if (message->opcode != 8 && left(deadline).count() == 0) give_up("expected a close frame, only messages came");
        if (message->opcode != 8) continue;
        const std::string& payload = message->payload;
        if (payload.empty()) return {1005, {}};
        if (payload.size() == 1 || !is_utf8(std::string_view(payload).substr(2)))
            give_up("malformed server close frame");
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(payload[i]); };
        return {unsigned{byte(0)} << 8 | byte(1), payload.substr(2)};
    }
}

std::string WebSocketClient::receive_raw(std::size_t size, std::chrono::milliseconds timeout) {
    const Moment deadline = std::chrono::steady_clock::now() + timeout;
    while (received_.size() - taken_ < size && fill(deadline)) {
    }
    std::string bytes = received_.substr(taken_, size);
    received_.erase(0, taken_ + bytes.size());
    taken_ = 0;
    return bytes;
}

bool WebSocketClient::expect_end(std::chrono::milliseconds timeout) {
    const Moment deadline = std::chrono::steady_clock::now() + timeout;
    while (left(deadline).count() > 0 && fill(deadline)) {
        received_.clear();
        taken_ = 0;
    }
    return ended_;
}

WebSocketClient::Close WebSocketClient::close(unsigned code, std::string_view reason) {
    send_close(code, reason);
    const Close answer = expect_close();
    hang_up();
    return answer;
}

}  // namespace pictbook::test
