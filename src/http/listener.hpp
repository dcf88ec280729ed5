// Accepts connections for one worker; every worker has its own socket on the same port (SO_REUSEPORT), so the kernel
// spreads the clients. Only a connection that becomes a WebSocket may change its thread then (http/upgrade.hpp).
#pragma once

#include <sys/socket.h>

#include <unordered_set>

#include "base/log.hpp"
#include "http/connection.hpp"

namespace pictbook::http {

/// Lets sockets of one user share a port.
using ReusePort = boost::asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

class Listener {
public:
    /// Throws boost::system::system_error when the port is taken.
    Listener(boost::asio::io_context& context, Site& site, const boost::asio::ip::tcp::endpoint& endpoint);

    void start();
    /// No new connections; idle ones end, busy ones finish; the rest is cut after the stop deadline. False when even
    /// then some have not ended.
    boost::asio::awaitable<bool> stop();
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<Milliseconds> accept_one();
    Milliseconds failed_to_accept(const std::string& reason);
    boost::asio::awaitable<void> serve(std::shared_ptr<Connection> connection);

    boost::asio::io_context& context_;
    Site& site_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    log::Seldom failures_{Milliseconds(10'000)};
    std::unordered_set<Connection*> open_;
};

}  // namespace pictbook::http
