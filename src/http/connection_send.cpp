// The answering half of a connection: heads, bodies, the end of a connection, and the step to a WebSocket.
#include "base/log.hpp"
#include "http/connection.hpp"
#include "http/error.hpp"
#include "http/upgrade.hpp"

namespace pictbook::http {

namespace asio = boost::asio;
using asio::awaitable;
using boost::system::error_code;

namespace {

constexpr std::size_t kCopiedBodyBytes = 16 * 1024;
/// Bytes read and thrown away after an early answer, so that the client gets to read it.
constexpr std::uint64_t kMostDrainedBytes = 256u << 20;
constexpr Milliseconds kLingerDeadline{10'000};

/// The Date header, made once a second.
const std::string& http_date() {
    thread_local std::string text;
    thread_local std::int64_t second = -1;
    const Time time = now();
    const std::int64_t current = std::chrono::floor<Seconds>(time).time_since_epoch().count();
    if (current != second) {
        second = current;
        text = to_http(time);
    }
    return text;
}

void add(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string Connection::head_of(const Request& request, const Response& response, bool keep) const {
    std::string head;
    head.reserve(768);
    head.append("HTTP/1.1 ")
        .append(std::to_string(response.status))
        .append(" ")
        .append(reason_of(response.status))
        .append("\r\n");
    add(head, "Date", http_date());
    if (!response.content_type.empty()) add(head, "Content-Type", response.content_type);
    if (response.status != 204 && response.status != 304)
        add(head, "Content-Length", std::to_string(response.source ? response.source->size : response.body.size()));
    add_cors_headers(site_.settings, request, head);
    if (request.verb == Verb::options) add_preflight_headers(head);
    add_security_headers(head);
    add_cautious_headers(response, head);
    if (!request.id.empty()) add(head, "X-Request-Id", request.id);
    for (const auto& [name, value] : response.headers) add(head, name, value);
    for (const std::string& cookie : request.set_cookies) add(head, "Set-Cookie", cookie);
    if (!keep)
        add(head, "Connection", "close");
    else if (parser_->version() < 11)
        add(head, "Connection", "keep-alive");
    head += "\r\n";
    return head;
}

awaitable<bool> Connection::write(asio::const_buffer first, asio::const_buffer second) {
    const std::array<asio::const_buffer, 2> both{first, second};
    std::size_t sent = 0;
    const std::size_t all = first.size() + second.size();
    while (sent < all) {  // the deadline is for progress, so a slow reader of a large photo is fine
        std::array<asio::const_buffer, 2> rest = both;
        rest[1] += sent > first.size() ? sent - first.size() : 0;
        rest[0] += std::min(sent, first.size());
        error_code error;
        deadline_.set(site_.settings.progress_deadline);
        sent += co_await socket_.async_write_some(rest, asio::redirect_error(asio::use_awaitable, error));
        deadline_.clear();
        if (error) co_return false;
    }
    co_return true;
}

void Connection::count_answer(const Request& request, unsigned status) {
    auto& answers = site_.router.counts()[request.route].answers;
    ++answers[status / 100 % answers.size()];
}

void Connection::hold(Response& response) {
    const std::size_t bytes = response.source ? response.source->held : response.body.size();
    if (bytes <= kCopiedBodyBytes) return;
    if (held_.grow(bytes)) return;
    constexpr const char* kTooMany = "Too many large answers wait to be read";
    response = render({.fault = Fault::unavailable, .message = kTooMany, .retry_after = Seconds(1)});
}

awaitable<Connection::Next> Connection::send(const Request& request, Response response) {
    const bool body_read = parser_->done() && parser_->fail() == RequestParser::Fail::none;
    const bool keep = body_read && parser_->keep_alive() && !site_.stopping && !close_;
    const bool headless = request.verb == Verb::head || response.status == 204 || response.status == 304;
    std::string head = head_of(request, response, keep);
    count_answer(request, response.status);
    bool sent = true;
    if (headless) {
        sent = co_await write(asio::buffer(head), {});
    } else if (response.source) {
        sent = co_await write(asio::buffer(head), {}) && co_await send_source(response);
    } else if (response.body.size() <= kCopiedBodyBytes) {
        head += response.body;
        sent = co_await write(asio::buffer(head), {});
    } else {
        sent = co_await write(asio::buffer(head), asio::buffer(response.body));
    }
    if (sent && keep) co_return Next::keep;
    if (sent && (!body_read || !pending_.empty())) co_await linger();
    co_return Next::close;
}

/// A source that fails or ends early can only be told by closing: the length is already promised.
awaitable<bool> Connection::send_source(Response& response) {
    std::uint64_t offset = 0;
    try {
        while (offset < response.source->size) {
            Budget::Held held(site_.connections.pieces);
            const bool fits = held.grow(BodySource::kPieceBytes);
            const std::string piece =
                co_await response.source->read(offset, fits ? BodySource::kPieceBytes : BodySource::kSmallPieceBytes);
            if (piece.empty() || !co_await write(asio::buffer(piece), {})) co_return false;
            offset += piece.size();
        }
    } catch (const std::exception& error) {
        log::error("a response body broke off", {{"reason", error.what()}});
        co_return false;
    }
    co_return true;
}

/// Closing with unread bytes would reset the connection and could take the answer with it (RFC 9112 section 9.6).
awaitable<void> Connection::linger() {
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    deadline_.set(kLingerDeadline);
    std::uint64_t drained = 0;
    do {
        drained += pending_.size();
        pending_.clear();
    } while (drained < kMostDrainedBytes && co_await fill());
    deadline_.clear();
}

awaitable<void> Connection::hand_over(const SocketEndpoint& endpoint, Request request) {
    std::string head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    add(head, "Sec-WebSocket-Accept", accept_key(request.headers.get("Sec-WebSocket-Key")));
    if (!endpoint.protocol.empty() && request.headers.lists("Sec-WebSocket-Protocol", endpoint.protocol))
        add(head, "Sec-WebSocket-Protocol", endpoint.protocol);
    add_cors_headers(site_.settings, request, head);
    add_security_headers(head);
    add(head, "X-Request-Id", request.id);
    head += "\r\n";
    count_answer(request, 101);
    if (!co_await write(asio::buffer(head), {})) co_return;
    request.body = nullptr;
    endpoint.take(std::move(request), Upgraded(std::move(socket_), std::move(pending_), std::move(place_)));
}

}  // namespace pictbook::http
