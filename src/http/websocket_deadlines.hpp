// When a WebSocket has to be pinged or given up. Pure: every call is told the time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace pictbook::http {

struct WebSocketLimits {
    std::size_t max_message = 16 * 1024 * 1024;  // bytes of one message from the peer
    std::size_t outbox = 1024 * 1024;            // bytes queued for the peer (outbox.hpp says what counts)
    Milliseconds ping_after = Seconds(30);       // of silence
    Milliseconds pong_within = Seconds(30);      // a ping unanswered for so long is the end
    Milliseconds peer_reads_within =
        Seconds(30);                         // a write stuck for so long is the end, and so is a close, stuck or not
    Milliseconds close_within = Seconds(5);  // the peer's answer to our close frame
    // What a peer is told whose outbox overflows.
    std::uint16_t overflow_code = 1013;
    const char* overflow_reason = "too slow";
};

class WebSocketDeadlines {
public:
    using Moment = Monotonic::time_point;
    enum class Due { nothing, ping, end };

    WebSocketDeadlines(const WebSocketLimits& limits, Moment now) : limits_(limits), heard_(now) {}

    /// Bytes came from the peer.
    void heard(Moment now);
    /// The kernel takes no more of what is to be written. Calling it again moves nothing.
    void write_stuck(Moment now);
    void write_moved() { write_until_.reset(); }
    /// Our close frame is queued: what is queued must be written within peer_reads_within, however slowly it
    /// moves. A peer that owes us a pong has no longer for it than for that.
    void closing(Moment now);
    /// Our close frame is written: the peer has close_within to answer and hang up.
    void close_written(Moment now) { close_until_ = now + limits_.close_within; }

    /// What to do now. `ping` is said once a silence.
    Due check(Moment now);
    /// When to ask next, if nothing happens until then.
    Moment next() const;

private:
    WebSocketLimits limits_;
    Moment heard_;
    std::optional<Moment> pong_until_;  // set by a ping, taken away by any bytes
    std::optional<Moment> write_until_;
    std::optional<Moment> close_until_;  // once set, silence no longer matters
};

}  // namespace pictbook::http
