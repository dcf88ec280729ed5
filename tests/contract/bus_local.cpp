// The workers of one process as a driver of the bus contract, and what only this driver promises.
#include "bus/local.hpp"

#include <boost/asio/io_context.hpp>

#include "contract/bus_suite.hpp"

namespace pictbook::bus {

INSTANTIATE_TEST_SUITE_P(Local, BusContract, testing::Values(BusDriver{"local", kMostBytesUnderWay, connect_workers}),
                         name_of_bus_driver);

TEST(LocalBus, WakesNobodyWhoIsNotSubscribed) {
    boost::asio::io_context loops[2];
    const auto buses = connect_workers({loops[0].get_executor(), loops[1].get_executor()});
    const auto turns_of_the_other = [&](bool is_heard) {
        EXPECT_EQ(buses[0]->is_heard("book"), is_heard);
        buses[0]->publish("book", std::make_shared<const std::string>("moved"));
        loops[1].restart();
        return loops[1].poll();
    };
    EXPECT_EQ(turns_of_the_other(false), 0u);
    std::size_t heard = 0;
    {
        const Subscription other = buses[1]->subscribe("another book", [](const Payload&) {});
        const Subscription book = buses[1]->subscribe("book", [&](const Payload&) { ++heard; });
        EXPECT_EQ(turns_of_the_other(true), 1u);
    }
    EXPECT_EQ(heard, 1u);
    const Subscription own = buses[0]->subscribe("book", [](const Payload&) {});
    EXPECT_EQ(turns_of_the_other(false), 0u);
}

}  // namespace pictbook::bus
