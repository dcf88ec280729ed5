// One connection to Redis: replies in, bytes out, and when it was last heard of. Used on one thread; the owner decides
// what a silence or a slow write means.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "bus/redis_url.hpp"
#include "bus/resp.hpp"

namespace pictbook::bus {

/// Redis answered with an error. Its text may repeat what we sent, so only its first word is kept.
class RedisRefusal : public std::runtime_error {
public:
    explicit RedisRefusal(std::string_view reply);
    /// About the user or the password.
    bool is_about_login() const { return code_ == "NOAUTH" || code_ == "WRONGPASS"; }
    /// `WRONGPASS`, or `an error` when its first word is no code.
    const std::string& code() const { return code_; }

private:
    std::string code_;
};

struct RedisTls;

class RedisConnection : public std::enable_shared_from_this<RedisConnection> {
public:
    using Endpoints = boost::asio::ip::tcp::resolver::results_type;

    explicit RedisConnection(const boost::asio::any_io_executor& executor);
    ~RedisConnection();
    RedisConnection(const RedisConnection&) = delete;
    RedisConnection& operator=(const RedisConnection&) = delete;

    /// Connects, signs in and waits for the answer to a PING. Throws BadConfig when the certificates to trust can't be read.
    boost::asio::awaitable<void> open(const Endpoints& endpoints, const RedisAddress& address);
    /// The next reply that was read. Throws RedisRefusal for an error, resp::Malformed for what is no reply.
    std::optional<resp::Value> next();
    /// Until more was read. Throws when the connection has ended.
    boost::asio::awaitable<void> read();
    /// Queues the bytes; the caller bounds them. A write that fails shows in read().
    void send(std::string bytes);
    /// Called when everything that was queued has been handed to the kernel.
    void on_written(std::function<void()> handler) { written_ = std::move(handler); }
    /// Whatever is under way ends with an error; on_written is no longer called.
    void close();

    Monotonic::time_point last_heard() const { return last_heard_; }
    /// When the write that is under way began; max() without one.
    Monotonic::time_point write_began() const { return write_began_; }

private:
    boost::asio::awaitable<resp::Value> answer();
    void write();
    void check_open() const;

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<RedisTls> tls_;  // upon the socket, or nothing
    resp::Parser parser_;
    std::array<char, 64 * 1024> input_;
    std::string queued_, writing_;
    std::function<void()> written_;
    Monotonic::time_point last_heard_ = Monotonic::now();
    Monotonic::time_point write_began_ = Monotonic::time_point::max();
    bool closed_ = false;
};

}  // namespace pictbook::bus
