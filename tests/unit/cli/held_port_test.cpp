// The port of a server that is about to listen.
#include <gtest/gtest.h>

#include "cli/port.hpp"
#include "http/listener.hpp"

namespace pictbook::cli {
namespace {

using boost::asio::ip::tcp;

boost::system::error_code listen_on(tcp::acceptor& acceptor, std::uint16_t port, bool shared) {
    boost::system::error_code error;
    acceptor.open(tcp::v4());
    acceptor.set_option(http::ReusePort(shared));
    acceptor.bind({boost::asio::ip::address_v4::loopback(), port}, error);
    if (!error) acceptor.listen(1, error);
    return error;
}

TEST(HeldPort, IsForItsOwnListenersAlone) {
    boost::asio::io_context context;
    tcp::acceptor stranger(context), first(context), second(context);
    {
        const HeldPort held("127.0.0.1", 0);
        EXPECT_NE(held.number(), 0);
        EXPECT_EQ(listen_on(stranger, held.number(), false), boost::asio::error::address_in_use);
        EXPECT_FALSE(listen_on(first, held.number(), true));
        EXPECT_FALSE(listen_on(second, held.number(), true));
        tcp::socket client(context);
        client.connect(first.local_endpoint());
        first.non_blocking(true);
        second.non_blocking(true);
        boost::system::error_code error;
        const tcp::socket at_first = first.accept(error);
        const tcp::socket at_second = second.accept(error);
        EXPECT_NE(at_first.is_open(), at_second.is_open());  // not in the queue of the one that holds
    }
    EXPECT_THROW(HeldPort("127.0.0.1", first.local_endpoint().port()), PortInUse);
}

}  // namespace
}  // namespace pictbook::cli
