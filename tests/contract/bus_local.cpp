// The workers of one process as a driver of the bus contract.
#include "bus/local.hpp"

#include "contract/bus_suite.hpp"

namespace pictbook::bus {

INSTANTIATE_TEST_SUITE_P(Local, BusContract, testing::Values(BusDriver{"local", kMostBytesUnderWay, connect_workers}),
                         name_of_bus_driver);

}  // namespace pictbook::bus
