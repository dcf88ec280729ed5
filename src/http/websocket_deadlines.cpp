#include "http/websocket_deadlines.hpp"

#include <algorithm>

namespace pictbook::http {

void WebSocketDeadlines::heard(Moment now) {
    heard_ = now;
    pong_until_.reset();
}

void WebSocketDeadlines::write_stuck(Moment now) {
    if (!write_until_) write_until_ = now + limits_.peer_reads_within;
}

void WebSocketDeadlines::closing(Moment now) {
    close_until_ = now + limits_.peer_reads_within;
    if (pong_until_) close_until_ = std::min(*close_until_, *pong_until_);
}

WebSocketDeadlines::Due WebSocketDeadlines::check(Moment now) {
    if (write_until_ && now >= *write_until_) return Due::end;
    if (close_until_) return now >= *close_until_ ? Due::end : Due::nothing;
    if (pong_until_) return now >= *pong_until_ ? Due::end : Due::nothing;
    if (now < heard_ + limits_.ping_after) return Due::nothing;
    pong_until_ = now + limits_.pong_within;
    return Due::ping;
}

WebSocketDeadlines::Moment WebSocketDeadlines::next() const {
    Moment next = close_until_ ? *close_until_ : pong_until_ ? *pong_until_ : heard_ + limits_.ping_after;
    if (write_until_) next = std::min(next, *write_until_);
    return next;
}

}  // namespace pictbook::http
