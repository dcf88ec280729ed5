// One WebSocket connection of the server, after the handshake: RFC 6455 over a connected TCP socket.
//
// Everything runs on the socket's executor, which is one thread; nothing here is locked.
// - The owner's coroutine is inside receive(): it reads, answers pings and close frames, and sees the end.
// - send() and close() only queue; a send() that finds the outbox full offers the kernel what waits there first. One posted
//   flush a turn of the loop writes what is queued, many frames a system call; when the kernel takes no more, a wait for
//   writability goes on with it. Both keep the object alive. write_now() and SendBatch write at once.
// - A timer looks at the deadlines (websocket_deadlines.hpp). It does not keep the object alive.
// - When close() finds nobody in receive(), a coroutine of its own reads to the end, so that the close frame is not
//   lost to a reset. It keeps the object alive for at most peer_reads_within + close_within.
// An owner that drops an open WebSocket without close() hangs up: what was queued is written, no close frame is sent.
//
// Reads go into one buffer of the thread; an idle connection holds no buffer at all.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/outbox.hpp"
#include "http/websocket_deadlines.hpp"
#include "http/websocket_frames.hpp"

namespace pictbook::http {

using Message = std::variant<TextMessage, BinaryMessage>;

inline Frame make_frame(Opcode opcode, std::string_view payload) {
    return std::make_shared<const std::string>(encode_frame(opcode, payload));
}

/// What all sockets of a thread share. Any thread may read the counts, which are of sockets that ended by themselves.
struct SocketsOfThread {
    QueuedBytes queued;
    QueuedBytes unfinished = {.most = SIZE_MAX};  // of messages that have come in part
    Count too_slow = {};                          // the outbox overflowed
    Count crowded = {};                           // an unfinished message when all of them took too much
    Count silent = {};                            // no pong, or no byte taken, in time
    Count violations = {};                        // of RFC 6455 or of the limit of a message
};

class WebSocket : public std::enable_shared_from_this<WebSocket> {
public:
    /// An unfinished message of up to so many bytes stays, whatever all of them take.
    static constexpr std::size_t kSmallMessage = 4096;

    ~WebSocket();
    /// Takes a socket on which the 101 response is already written. `leftover`: what was read beyond the request.
    /// `all` outlives the socket.
    static std::shared_ptr<WebSocket> create(boost::asio::ip::tcp::socket socket, std::string leftover,
                                             const WebSocketLimits& limits = {}, SocketsOfThread* all = nullptr);

    /// The next message; nothing when the connection has ended: by the peer, by a violation (answered with its code),
    /// by a deadline or by close(). The socket is shut then. One caller at a time. It may be cancelled before a close:
    /// it throws then, and the message that it would have returned comes from the next call.
    boost::asio::awaitable<std::optional<Message>> receive();

    /// Queues a whole frame. When the outbox overflows though the kernel was offered all it takes, what waits there is
    /// dropped and the connection is closed with the limits' overflow_code: the peer has seen a prefix of what was sent. No
    /// effect after a close.
    void send(const Frame& frame);
    void send(const Frame& frame, const VolatileKey& key);

    /// Whether frames wait to be sent.
    bool lags() const { return !outbox_.empty() || batch_at_ < batch_.size(); }
    /// Hands whole frames to the kernel at once instead of at the end of the turn; what it doesn't take waits. Only while
    /// the socket does not lag. No effect after a close.
    void write_now(std::string_view frames);
    /// The same of one, which is kept instead of copied as long as the kernel doesn't take it.
    void write_now(const Frame& frame);

    // write_now() in two halves, for SendBatch: whoever takes_bytes() is written to, and then told as by send(2), with a
    // negative errno for an error.
    bool takes_bytes() const { return phase_ == Phase::open && !write_broken_; }
    int descriptor() { return socket_.native_handle(); }
    void wrote(std::string_view frames, ssize_t result);

    /// Sends what is queued, then the close frame, waits for the peer's at most close_within, then shuts the socket.
    /// Messages that come meanwhile are ignored. No effect after the first.
    void close(std::uint16_t code, std::string_view reason);

    bool is_open() const { return phase_ == Phase::open; }
    /// Unique in this process, and as good as unique between nodes (the first one is random).
    std::uint64_t id() const { return id_; }

private:
    enum class Phase : std::uint8_t {
        open,
        closing,  // our close frame is queued or written
        ended,    // the socket is shut
    };

    WebSocket(boost::asio::ip::tcp::socket socket, std::string leftover, const WebSocketLimits& limits,
              SocketsOfThread* all);

    std::optional<Message> read_unread();
    std::optional<Message> read_socket();
    std::optional<Message> next_message(std::string_view& input);
    void count_unfinished();
    void discard_messages();
    void answer(const FrameEvent& event);
    void peer_closed(std::uint16_t code, std::string_view reason);
    void peer_hung_up();
    boost::asio::awaitable<void> wait_for_end();

    template <class Push>
    void send_with(Push push);
    void queue_close(std::uint16_t code, std::string_view reason);
    void schedule_flush();
    void flush();
    bool write_batch();
    void write_broke();
    void keep_rest(Frame frame, std::size_t written);
    void wait_until_writable();
    void finish_close();
    void give_up();
    void end();

    void arm_timer();
    void look_at_deadlines();

    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer timer_;
    std::uint64_t id_;
    Phase phase_ = Phase::open;
    bool reading_ = false;        // a coroutine is inside receive()
    bool peer_closed_ = false;    // its close frame, a violation or its end of stream came: parsing is over
    bool peer_hung_up_ = false;   // its end of stream came
    bool close_written_ = false;  // our close frame is written
    bool write_broken_ = false;   // the kernel refuses to write: only reading goes on
    bool flush_posted_ = false;
    bool waits_writable_ = false;
    bool timer_armed_ = false;

    WebSocketDeadlines deadlines_;
    FrameParser parser_;
    std::size_t unfinished_ = 0;  // bytes that its message counts for among all
    std::string unread_;          // bytes behind the last message that receive() returned
    std::size_t unread_at_ = 0;

    const std::uint16_t overflow_code_;
    const char* const overflow_reason_;
    SocketsOfThread* all_;
    Outbox outbox_;
    std::vector<Frame> batch_;      // taken from the outbox, not all written
    std::size_t batch_at_ = 0;      // the first frame not all written
    std::size_t batch_offset_ = 0;  // bytes of it that are written
};

}  // namespace pictbook::http
