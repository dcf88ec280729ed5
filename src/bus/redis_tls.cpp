#include "bus/redis_tls.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

#include "base/config.hpp"

namespace pictbook::bus {

namespace asio = boost::asio;
namespace ssl = asio::ssl;

namespace {

ssl::context make_context(const RedisAddress& address) {
    ssl::context context(ssl::context::tls_client);
    context.set_options(ssl::context::no_sslv2 | ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                        ssl::context::no_tlsv1_1);
    context.set_verify_mode(ssl::verify_peer);
    context.set_verify_callback(ssl::host_name_verification(address.host));
    boost::system::error_code error;
    if (address.authority.empty())
        context.set_default_verify_paths(error);
    else
        context.load_verify_file(address.authority, error);
    if (error) throw BadConfig("REDIS_TLS_CA must name a readable file of certificates (PEM): " + address.authority);
    return context;
}

}  // namespace

RedisTls::RedisTls(asio::ip::tcp::socket& socket, const RedisAddress& address)
    : context(make_context(address)), stream(socket, context) {
    boost::system::error_code is_no_number;
    asio::ip::make_address(address.host, is_no_number);
    if (is_no_number) SSL_set_tlsext_host_name(stream.native_handle(), address.host.c_str());
}

}  // namespace pictbook::bus
