// The buses that hubs meet on, and what differs between them.
#include "bus/local.hpp"
#include "bus/redis.hpp"
#include "support/redis.hpp"
#include "unit/canvas/hub_suite.hpp"

namespace pictbook::canvas {
namespace {

Buses connect_two_workers(const asio::any_io_executor& executor) { return bus::connect_workers({executor, executor}); }

Buses connect_two_nodes(const asio::any_io_executor& executor) {
    bus::RedisOptions options;
    options.url = test::shared_redis_url();
    Buses out;
    for (int node = 0; node < 2; ++node) out.push_back(std::move(bus::connect_nodes({executor}, options).front()));
    return out;
}

/// Of nodes whose Redis is away.
Buses connect_to_nothing(const asio::any_io_executor& executor) {
    bus::RedisOptions options;
    options.url = "redis://127.0.0.1:1";
    return bus::connect_nodes({executor, executor}, options);
}

class LonelyHubTest : public HubTest {};
/// For what only the local bus does as soon as it is asked.
class LocalHubTest : public HubTest {};
/// For books that are open on two nodes; of one node's workers only one has a book.
class NodesHubTest : public HubTest {};

INSTANTIATE_TEST_SUITE_P(Nodes, LonelyHubTest, testing::Values(connect_to_nothing));
INSTANTIATE_TEST_SUITE_P(Nodes, NodesHubTest, testing::Values(connect_two_nodes));
INSTANTIATE_TEST_SUITE_P(Workers, HubTest, testing::Values(connect_two_workers));
INSTANTIATE_TEST_SUITE_P(Nodes, HubTest, testing::Values(connect_two_nodes));
INSTANTIATE_TEST_SUITE_P(Workers, LocalHubTest, testing::Values(connect_two_workers));

TEST_P(NodesHubTest, relays_to_the_other_hub_from_the_first_message_on) {  // LIVE-43
    const std::string event = R"({"type":"CONNECTION","timestamp":1,"payload":{"status":"CONNECTED"}})";
    for (int round = 0; round < 20; ++round) {
        Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
        Client &here = connect(door, 0), &there = connect(door, 1);
        for (Client* client : {&here, &there}) EXPECT_EQ(standing(*client), "editor");
        here.send_text(event);
        EXPECT_NE(there.expect_text().find("CONNECTED"), std::string::npos);
        there.send_text(event);
        EXPECT_NE(here.expect_text().find("CONNECTED"), std::string::npos);
        clients_.clear();
        wait_until([this] { return hubs_[0]->sockets() + hubs_[1]->sockets() == 0; });
    }
}

TEST_P(LocalHubTest, closes_all_when_events_were_lost) {  // LIVE-30
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client &deaf = connect(door, 0), &other = connect(door, 1);
    EXPECT_EQ(standing(deaf), "editor");
    EXPECT_EQ(standing(other), "editor");
    bus::Subscription elsewhere;
    run([&] {
        elsewhere = buses_[0]->subscribe("book:elsewhere", [](const bus::Payload&) {});
        const auto large = std::make_shared<const std::string>(bus::kMostBytesUnderWay / 8, 'x');
        for (int i = 0; i < 9; ++i) buses_[1]->publish("book:elsewhere", large);
    });
    EXPECT_EQ(deaf.expect_close(), (Close{1013, "events were lost"}));
    EXPECT_EQ(standing(other), "editor");
    run([&] { elsewhere = {}; });
}

TEST_P(LonelyHubTest, looks_at_all_rights_from_time_to_time) {  // LIVE-44
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client &first = connect(door, 0), &second = connect(door, 1);
    for (Client* client : {&first, &second}) EXPECT_EQ(standing(*client), "editor");
    set(door, std::nullopt, false);                // by another node
    constexpr std::chrono::seconds kPatience(20);  // it looks every 5 s
    for (Client* client : {&first, &second}) EXPECT_EQ(client->expect_close(kPatience), kUnauthorized);
}

}  // namespace
}  // namespace pictbook::canvas
