// TLS upon the socket of a connection to Redis.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>

#include "bus/redis_url.hpp"

namespace pictbook::bus {

struct RedisTls {
    boost::asio::ssl::context context;
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket&> stream;

    /// `socket` is connected before the handshake and lives longer. Takes TLS 1.2 or newer, and only a certificate that is of
    /// the address's host and trusted. Throws BadConfig when the file of REDIS_TLS_CA can't be read.
    RedisTls(boost::asio::ip::tcp::socket& socket, const RedisAddress& address);
};

}  // namespace pictbook::bus
