#include "cli/port.hpp"

#include "http/listener.hpp"

namespace pictbook::cli {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Not `shared`: another server on the same port is noticed.
boost::system::error_code bind(tcp::acceptor& acceptor, const std::string& host, std::uint16_t port, bool shared) {
    const tcp::endpoint endpoint = endpoint_of(host, port);
    boost::system::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.set_option(http::ReusePort(shared), error);
    if (!error) acceptor.bind(endpoint, error);
    return error;
}

[[noreturn]] void fail_to_listen(const std::string& host, std::uint16_t port, boost::system::error_code error) {
    const std::string sentence =
        "can't listen on port " + std::to_string(port) + " of " + host + ": " + error.message();
    if (error == asio::error::address_in_use) throw PortInUse(sentence);
    throw std::runtime_error(sentence);
}

}  // namespace

tcp::endpoint endpoint_of(const std::string& host, std::uint16_t port) {
    boost::system::error_code error;
    const asio::ip::address address = asio::ip::make_address(host, error);
    if (error) throw std::runtime_error("HOST must be an IP address, such as 0.0.0.0, 127.0.0.1 or ::");
    return {address, port};
}

std::uint16_t find_port(const std::string& host, std::uint16_t port) {
    asio::io_context context;
    tcp::acceptor probe(context);
    boost::system::error_code error = bind(probe, host, port, false);
    if (!error) probe.listen(1, error);
    if (error) fail_to_listen(host, port, error);
    return probe.local_endpoint().port();
}

HeldPort::HeldPort(const std::string& host, std::uint16_t port) {
    if (port != 0) find_port(host, port);
    const boost::system::error_code error = bind(holder_, host, port, true);
    if (error) fail_to_listen(host, port, error);
}

}  // namespace pictbook::cli
