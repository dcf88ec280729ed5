#include "bus/redis_connection.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/write.hpp>

#include "bus/redis_tls.hpp"

namespace pictbook::bus {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

std::string code_of(std::string_view reply) {
    const std::string code(reply.substr(0, reply.find(' ')));
    const bool is_code = code.size() <= 32 && code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == code.npos;
    return is_code && !code.empty() ? code : "an error";
}

}  // namespace

RedisRefusal::RedisRefusal(std::string_view reply)
    : std::runtime_error("Redis answers " + code_of(reply)), code_(code_of(reply)) {}

RedisConnection::RedisConnection(const asio::any_io_executor& executor) : socket_(executor) {}
RedisConnection::~RedisConnection() = default;

awaitable<void> RedisConnection::open(const Endpoints& endpoints, const RedisAddress& address) {
    check_open();
    co_await asio::async_connect(socket_, endpoints, asio::use_awaitable);
    socket_.set_option(asio::ip::tcp::no_delay(true));
    if (address.tls) {
        tls_ = std::make_unique<RedisTls>(socket_, address);
        co_await tls_->stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    }
    std::string hello;
    if (!address.password.empty()) {
        if (address.user.empty())
            resp::append_command(hello, {"AUTH", address.password});
        else
            resp::append_command(hello, {"AUTH", address.user, address.password});
    }
    resp::append_command(hello, {"PING"});
    send(std::move(hello));
    if (!address.password.empty()) co_await answer();
    const resp::Value pong = co_await answer();
    if (pong.text != "PONG") throw resp::Malformed("a PING has another answer than PONG");
}

std::optional<resp::Value> RedisConnection::next() {
    std::optional<resp::Value> value = parser_.next();
    if (value && value->kind == resp::Kind::error) throw RedisRefusal(value->text);
    return value;
}

awaitable<resp::Value> RedisConnection::answer() {
    for (;;) {
        std::optional<resp::Value> value = next();
        if (value) co_return std::move(*value);
        co_await read();
    }
}

void RedisConnection::check_open() const {
    if (closed_) throw boost::system::system_error(asio::error::operation_aborted);
}

awaitable<void> RedisConnection::read() {
    check_open();
    const asio::mutable_buffer space = asio::buffer(input_);
    std::size_t size = 0;
    if (tls_)
        size = co_await tls_->stream.async_read_some(space, asio::use_awaitable);
    else
        size = co_await socket_.async_read_some(space, asio::use_awaitable);
    check_open();  // it may have been given up when the bytes were there already
    last_heard_ = Monotonic::now();
    parser_.feed(std::string_view(input_.data(), size));
}

void RedisConnection::send(std::string bytes) {
    if (closed_) return;
    if (queued_.empty())
        queued_ = std::move(bytes);
    else
        queued_ += bytes;
    if (writing_.empty()) write();
}

void RedisConnection::write() {
    writing_ = std::exchange(queued_, {});
    write_began_ = Monotonic::now();
    const auto done = [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
        self->writing_.clear();
        self->write_began_ = Monotonic::time_point::max();
        if (self->closed_) return;
        if (error) return self->close();
        if (!self->queued_.empty()) return self->write();
        if (self->written_) self->written_();
    };
    if (tls_)
        asio::async_write(tls_->stream, asio::buffer(writing_), done);
    else
        asio::async_write(socket_, asio::buffer(writing_), done);
}

void RedisConnection::close() {
    closed_ = true;
    boost::system::error_code ignored;
    socket_.close(ignored);
}

}  // namespace pictbook::bus
