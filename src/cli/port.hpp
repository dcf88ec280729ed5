// The port that a server is to listen on: whether somebody has it already.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <stdexcept>
#include <string>

namespace pictbook::cli {

/// Somebody else listens there.
class PortInUse : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Throws std::runtime_error with one sentence when `host` is no address.
boost::asio::ip::tcp::endpoint endpoint_of(const std::string& host, std::uint16_t port);

/// The port that `host:port` gives when it is free; port 0 picks one. Throws PortInUse, or std::runtime_error with one
/// sentence.
std::uint16_t find_port(const std::string& host, std::uint16_t port);

/// A free port that nobody else is given before the listeners have it; port 0 picks one. Throws as find_port() does.
class HeldPort {
public:
    HeldPort(const std::string& host, std::uint16_t port);
    std::uint16_t number() const { return holder_.local_endpoint().port(); }

private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor holder_{context_};  // bound, and not listening
};

}  // namespace pictbook::cli
