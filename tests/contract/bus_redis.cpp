// Redis as a driver of the bus contract: the workers of one node, and of different nodes.
#include "bus/redis.hpp"

#include "contract/bus_suite.hpp"
#include "support/redis.hpp"

namespace pictbook::bus {

namespace {

constexpr std::size_t kMostBytes = 64u << 20;  // to one worker

Endpoints connect_one_node(const std::vector<boost::asio::any_io_executor>& executors) {
    RedisOptions options;
    options.url = test::shared_redis_url();
    return connect_nodes(executors, options);
}

Endpoints connect_a_node_each(const std::vector<boost::asio::any_io_executor>& executors) {
    RedisOptions options;
    options.url = test::shared_redis_url();
    Endpoints out;
    for (const auto& executor : executors) out.push_back(std::move(connect_nodes({executor}, options).front()));
    return out;
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(RedisOneNode, BusContract,
                         testing::Values(BusDriver{"redis", kMostBytes, connect_one_node, true}), name_of_bus_driver);
INSTANTIATE_TEST_SUITE_P(RedisManyNodes, BusContract,
                         testing::Values(BusDriver{"redis", kMostBytes, connect_a_node_each, true, true}),
                         name_of_bus_driver);

}  // namespace pictbook::bus
