// The WebSocket handshake of RFC 6455 section 4.2, and the connection as it leaves HTTP.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <optional>

#include "http/connection_count.hpp"
#include "http/message.hpp"

namespace pictbook::http {

/// Why a request that asks for `Upgrade: websocket` can't be upgraded: 400, or 426 for another version.
std::optional<Response> refuse_upgrade(const Request& request);
/// The Sec-WebSocket-Accept of a Sec-WebSocket-Key.
std::string accept_key(std::string_view key);

/// A connection on which the 101 is written, belonging to no event loop, on its way to the thread that will serve it.
class Upgraded {
public:
    /// `leftover`: what was read beyond the request.
    Upgraded(boost::asio::ip::tcp::socket socket, std::string leftover, ConnectionCount::Place place);
    Upgraded(Upgraded&& other) noexcept;
    Upgraded& operator=(Upgraded&&) = delete;
    ~Upgraded();

    /// Once. Throws boost::system::system_error when the loop takes no more descriptors; then it is closed with this.
    boost::asio::ip::tcp::socket attach(const boost::asio::any_io_executor& executor);

    std::string leftover;
    ConnectionCount::Place place;

private:
    boost::asio::ip::tcp protocol_;
    int descriptor_ = -1;
};

}  // namespace pictbook::http
