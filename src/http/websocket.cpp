#include "http/websocket.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cassert>
#include <cstring>
#include <span>
#include <utility>

#include "base/ids.hpp"

namespace pictbook::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kScratchBytes = 64 * 1024;
/// What the kernel may hold unsent for one peer. More would only make what a slow peer sees older, and the outbox could
/// not replace its volatile frames there.
constexpr int kKernelUnsentBytes = 64 * 1024;

/// Only used between two suspensions, so one is enough for all connections of a thread.
std::span<char> read_buffer() {
    static thread_local std::array<char, kScratchBytes> buffer;
    return buffer;
}

std::uint64_t next_id() {
    static std::atomic<std::uint64_t> next = [] {
        std::uint64_t first = 0;
        const std::string random = random_bytes(sizeof(first));
        std::memcpy(&first, random.data(), sizeof(first));
        return first;
    }();
    return next++;
}

class Inside {
public:
    explicit Inside(bool& flag) : flag_(flag) { flag_ = true; }
    ~Inside() { flag_ = false; }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

private:
    bool& flag_;
};

}  // namespace

std::shared_ptr<WebSocket> WebSocket::create(tcp::socket socket, std::string leftover, const WebSocketLimits& limits,
                                             SocketsOfThread* all) {
    std::shared_ptr<WebSocket> made(new WebSocket(std::move(socket), std::move(leftover), limits, all));
    made->arm_timer();
    return made;
}

WebSocket::WebSocket(tcp::socket socket, std::string leftover, const WebSocketLimits& limits, SocketsOfThread* all)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      id_(next_id()),
      deadlines_(limits, Monotonic::now()),
      parser_(limits.max_message),
      unread_(std::move(leftover)),
      overflow_code_(limits.overflow_code),
      overflow_reason_(limits.overflow_reason),
      all_(all),
      outbox_(limits.outbox, all ? &all->queued : nullptr) {
    // A socket that is already broken refuses these; the first read tells.
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kKernelUnsentBytes, sizeof(int));
}

WebSocket::~WebSocket() {
    if (unfinished_ > 0) all_->unfinished.now -= unfinished_;
}

asio::awaitable<std::optional<Message>> WebSocket::receive() {
    const auto self = shared_from_this();
    if (reading_) {
        assert(phase_ != Phase::open && "two coroutines in receive()");
        co_await wait_for_end();
        co_return std::nullopt;
    }
    const Inside inside(reading_);
    if (auto message = read_unread()) co_return message;
    while (phase_ != Phase::ended && !peer_hung_up_) {
        error_code error;
        co_await socket_.async_wait(tcp::socket::wait_read, asio::redirect_error(asio::use_awaitable, error));
        // Cancelled: the next co_await throws.
        if (error == asio::error::operation_aborted) continue;
        if (auto message = read_socket()) co_return message;
    }
    co_await wait_for_end();
    co_return std::nullopt;
}

std::optional<Message> WebSocket::read_unread() {
    if (unread_.empty()) return std::nullopt;
    std::string_view input(unread_);
    input.remove_prefix(unread_at_);
    auto message = next_message(input);
    unread_at_ = unread_.size() - input.size();
    if (input.empty()) {
        std::string().swap(unread_);
        unread_at_ = 0;
    }
    return message;
}

std::optional<Message> WebSocket::read_socket() {
    if (phase_ == Phase::ended) return std::nullopt;
    const auto buffer = read_buffer();
    error_code error;
    const std::size_t size = socket_.read_some(asio::buffer(buffer.data(), buffer.size()), error);
    if (error == asio::error::would_block || error == asio::error::try_again) return std::nullopt;
    if (error || size == 0) {
        peer_hung_up();
        return std::nullopt;
    }
    deadlines_.heard(Monotonic::now());
    std::string_view input(buffer.data(), size);
    auto message = next_message(input);
    unread_ = input;
    return message;
}

/// Takes events off `input` until one is a message for the owner.
std::optional<Message> WebSocket::next_message(std::string_view& input) {
    while (!peer_closed_) {
        auto event = parser_.next(input);
        count_unfinished();
        if (!event) return std::nullopt;
        if (phase_ == Phase::open) {
            if (auto* text = std::get_if<TextMessage>(&*event)) return std::move(*text);
            if (auto* binary = std::get_if<BinaryMessage>(&*event)) return std::move(*binary);
        }
        answer(*event);
    }
    input = {};
    return std::nullopt;
}

void WebSocket::count_unfinished() {
    const std::size_t held = parser_.held_bytes();
    if (!all_ || held == unfinished_) return;
    QueuedBytes& all = all_->unfinished;
    all.now += held - std::exchange(unfinished_, held);
    if (phase_ != Phase::open || held <= kSmallMessage || all.now <= all.most) return;
    ++all_->crowded;
    queue_close(close_code::kTryAgainLater, "too many unfinished messages");
}

/// What the peer still says before its close frame is for nobody.
void WebSocket::discard_messages() {
    parser_.discard_messages();
    count_unfinished();
}

void WebSocket::answer(const FrameEvent& event) {
    if (const auto* ping = std::get_if<Ping>(&event)) {  // RFC 6455 section 5.5.2
        send(make_frame(Opcode::pong, ping->payload));
    } else if (const auto* closed = std::get_if<Close>(&event)) {  // section 5.5.1: the code comes back
        peer_closed(closed->code, {});
    } else if (const auto* broken = std::get_if<Violation>(&event)) {
        if (all_ && phase_ == Phase::open) ++all_->violations;
        peer_closed(broken->code, broken->reason);
    }
}

void WebSocket::peer_closed(std::uint16_t code, std::string_view reason) {
    peer_closed_ = true;
    if (phase_ == Phase::open)
        queue_close(code, reason);
    else
        finish_close();
}

/// A close frame of ours that is still queued goes out first: the peer may have shut only its own direction.
void WebSocket::peer_hung_up() {
    peer_closed_ = peer_hung_up_ = true;
    if (phase_ == Phase::open || close_written_) end();
}

/// The timer always has a next deadline until the end, which cancels it.
asio::awaitable<void> WebSocket::wait_for_end() {
    while (phase_ != Phase::ended) {
        error_code error;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
}

/// Wakes at the next deadline; one that moved further away is only noticed when the timer fires.
void WebSocket::arm_timer() {
    if (phase_ == Phase::ended || (timer_armed_ && timer_.expiry() <= deadlines_.next())) return;
    timer_armed_ = true;
    timer_.expires_at(deadlines_.next());
    timer_.async_wait([weak = weak_from_this()](const error_code& error) {
        const auto self = error ? nullptr : weak.lock();
        if (self) self->look_at_deadlines();
    });
}

void WebSocket::look_at_deadlines() {
    if (phase_ == Phase::ended) return;
    timer_armed_ = false;
    const auto now = Monotonic::now();
    // A peer is silent only while somebody listens and there is nothing to read.
    error_code ignored;
    if (!reading_ || socket_.available(ignored) > 0) deadlines_.heard(now);
    switch (deadlines_.check(now)) {
        case WebSocketDeadlines::Due::end:
            if (all_ && phase_ == Phase::open) ++all_->silent;
            return give_up();
        case WebSocketDeadlines::Due::ping:
            send(make_frame(Opcode::ping, {}));
            break;
        case WebSocketDeadlines::Due::nothing:
            break;
    }
    arm_timer();
}

}  // namespace pictbook::http
