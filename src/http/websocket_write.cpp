// The writing half of WebSocket: queue, flush, close.
#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <cassert>
#include <cerrno>
#include <span>
#include <utility>

#include "http/websocket.hpp"

namespace pictbook::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kBatchFrames = 64;  // Asio passes no more pieces to one system call
constexpr std::size_t kBatchBytes = 256 * 1024;

asio::awaitable<void> read_to_the_end(std::shared_ptr<WebSocket> socket) { co_await socket->receive(); }

}  // namespace

void WebSocket::send(const Frame& frame) {
    send_with([&] { return outbox_.push(frame); });
}

void WebSocket::send(const Frame& frame, const VolatileKey& key) {
    send_with([&] { return outbox_.push(frame, key); });
}

void WebSocket::write_now(std::string_view frames) {
    assert(!lags());
    if (!takes_bytes() || frames.empty()) return;
    const ssize_t sent = ::send(descriptor(), frames.data(), frames.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    wrote(frames, sent < 0 ? -errno : sent);
}

void WebSocket::write_now(const Frame& frame) {
    assert(!lags());
    if (!takes_bytes()) return;
    const ssize_t sent = ::send(descriptor(), frame->data(), frame->size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return write_broke();
    keep_rest(frame, sent < 0 ? 0 : static_cast<std::size_t>(sent));
}

void WebSocket::wrote(std::string_view frames, ssize_t result) {
    if (result < 0 && result != -EAGAIN && result != -EINTR) return write_broke();
    const std::size_t written = result < 0 ? 0 : static_cast<std::size_t>(result);
    if (written < frames.size()) keep_rest(std::make_shared<const std::string>(frames.substr(written)), 0);
}

/// What the kernel did not take of what was written past the outbox.
void WebSocket::keep_rest(Frame frame, std::size_t written) {
    if (written == frame->size()) return;
    batch_.clear();
    batch_.push_back(std::move(frame));
    batch_at_ = 0;
    batch_offset_ = written;
    if (!waits_writable_) wait_until_writable();
}

template <class Push>
void WebSocket::send_with(Push push) {
    if (phase_ != Phase::open || write_broken_) return;
    if (push()) return schedule_flush();
    // What was sent in this turn has not been offered to the kernel yet.
    flush();
    if (phase_ != Phase::open || write_broken_) return;
    if (push()) return schedule_flush();
    outbox_.clear();
    if (all_) ++all_->too_slow;
    queue_close(overflow_code_, overflow_reason_);
}

void WebSocket::close(std::uint16_t code, std::string_view reason) {
    if (phase_ == Phase::open) queue_close(code, reason);
}

void WebSocket::queue_close(std::uint16_t code, std::string_view reason) {
    phase_ = Phase::closing;
    discard_messages();
    outbox_.push_last(std::make_shared<const std::string>(encode_close(code, reason)));
    deadlines_.closing(Monotonic::now());
    arm_timer();
    schedule_flush();
    if (!reading_) asio::co_spawn(socket_.get_executor(), read_to_the_end(shared_from_this()), asio::detached);
}

void WebSocket::schedule_flush() {
    if (flush_posted_ || waits_writable_) return;
    flush_posted_ = true;
    asio::post(socket_.get_executor(), [self = shared_from_this()] {
        self->flush_posted_ = false;
        self->flush();
    });
}

void WebSocket::flush() {
    if (waits_writable_) return;
    while (phase_ != Phase::ended) {
        if (batch_at_ == batch_.size()) {
            batch_ = outbox_.take_batch(kBatchFrames, kBatchBytes);
            batch_at_ = batch_offset_ = 0;
            if (batch_.empty()) break;
        }
        if (!write_batch()) return;
    }
    if (phase_ != Phase::closing || close_written_) return;
    close_written_ = true;
    deadlines_.close_written(Monotonic::now());
    arm_timer();
    finish_close();
}

/// One system call. False when the kernel takes no more for now, or the connection has ended.
bool WebSocket::write_batch() {
    std::array<asio::const_buffer, kBatchFrames> pieces;
    std::size_t count = 0;
    for (std::size_t i = batch_at_; i < batch_.size(); ++i) pieces[count++] = asio::buffer(*batch_[i]);
    pieces[0] += batch_offset_;
    error_code error;
    std::size_t written = socket_.write_some(std::span(pieces.data(), count), error);
    if (error == asio::error::would_block || error == asio::error::try_again) {
        wait_until_writable();
        return false;
    }
    if (error) {
        write_broke();
        return false;
    }
    deadlines_.write_moved();
    for (; batch_at_ < batch_.size(); batch_[batch_at_++].reset(), batch_offset_ = 0) {
        const std::size_t left = batch_[batch_at_]->size() - batch_offset_;
        if (written < left) {
            batch_offset_ += written;
            break;
        }
        written -= left;
    }
    return true;
}

/// A peer that left may have sent something before; the reader gets that, then the end.
void WebSocket::write_broke() {
    if (phase_ == Phase::closing) return end();
    write_broken_ = true;
    outbox_.clear();
    batch_ = {};
    batch_at_ = 0;
}

void WebSocket::wait_until_writable() {
    waits_writable_ = true;
    deadlines_.write_stuck(Monotonic::now());
    arm_timer();
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const error_code& error) {
        self->waits_writable_ = false;
        if (!error) self->flush();
    });
}

/// Both close frames are there: our direction ends (RFC 6455 section 7.1.1). The reader goes on to the peer's end of
/// stream, because shutting a socket with unread bytes would reset it and may take our close frame away.
void WebSocket::finish_close() {
    if (phase_ != Phase::closing || !close_written_ || !peer_closed_) return;
    if (peer_hung_up_) return end();
    error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    if (error) end();
}

/// By a reset: behind what a peer does not take, the kernel would keep the end from it too, for up to two minutes after it
/// reads again, and all of that in memory (seen on Linux 6.18). Whoever was sent its close frame whole may still read it.
void WebSocket::give_up() {
    error_code ignored;
    if (!close_written_) socket_.set_option(tcp::socket::linger(true, 0), ignored);
    end();
}

void WebSocket::end() {
    if (phase_ == Phase::ended) return;
    phase_ = Phase::ended;
    error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
    discard_messages();
    outbox_.clear();
    batch_ = {};
    batch_at_ = batch_offset_ = 0;
}

}  // namespace pictbook::http
