// What GET /metrics tells of the canvas and of the way to other nodes: docs/spec/run.md, RUN-18;
// docs/spec/watch.md.
#include "support/metrics.hpp"

#include "live/live.hpp"
#include "support/comes_true.hpp"
#include "support/redis.hpp"

namespace pictbook::test {
namespace {

std::string closed(const std::string& reason) { return "pictbook_canvas_closed_total{reason=\"" + reason + "\"}"; }
std::string events(const std::string& lane) { return "pictbook_canvas_events_total{lane=\"" + lane + "\"}"; }

/// Whether the server soon tells this number.
bool tells(const TestServer& server, const std::string& sample, double value) {
    return comes_true([&] { return metrics_of(server).at(sample) == value; });
}

TEST(CanvasMetrics, count_sockets_and_rooms_up_and_down) {  // RUN-18
    const TestServer server({{"METRICS_TOKEN", kMetricsToken}});
    const Person owner = server.sign_up();
    const std::string first = make_book(owner), second = make_book(owner);
    EXPECT_TRUE(tells(server, "pictbook_canvas_sockets", 0));
    {
        const std::vector<Socket> in_first = join_many(owner, first), in_second = join_many(owner, second, 3);
        const Samples samples = metrics_of(server);
        EXPECT_EQ(samples.at("pictbook_canvas_sockets"), kMany + 3);
        EXPECT_EQ(samples.at("pictbook_canvas_rooms"), 2);
        EXPECT_TRUE(tells(server, "pictbook_connections", kMany + 3 + 1));
    }
    EXPECT_TRUE(tells(server, "pictbook_canvas_sockets", 0));
    EXPECT_TRUE(tells(server, "pictbook_canvas_rooms", 0));
    EXPECT_TRUE(tells(server, "pictbook_connections", 1));
}

TEST(CanvasMetrics, count_the_events_that_are_relayed_by_their_lane) {  // RUN-18
    const TestServer server({{"METRICS_TOKEN", kMetricsToken}});
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    std::vector<Socket> members = join_many(owner, book, 3);
    Socket& sender = members.front();
    for (int i = 0; i < 5; ++i) sender.send_text(cursor(i));
    sender.send_text(note("one"));
    sender.send_text(note("two"));
    EXPECT_EQ(standing_of(sender), "editor");  // its nonsense is answered after them and not relayed
    const Samples samples = metrics_of(server);
    EXPECT_EQ(samples.at(events("ordered")), 2);
    EXPECT_EQ(samples.at(events("cursor")), 5);
    EXPECT_EQ(samples.at(events("frame")), 0);
}

TEST(CanvasMetrics, count_each_delivery_and_what_newer_updates_replaced) {  // WATCH-3
    const TestServer server({{"METRICS_TOKEN", kMetricsToken}});
    const Person owner = server.sign_up();
    std::vector<Socket> members = join_many(owner, make_book(owner), 3);
    const auto value = [&](const std::string& name) { return metrics_of(server).at(name); };
    const double before = value("pictbook_canvas_deliveries_total");
    members[0].send_text(note("one"));
    EXPECT_EQ(expect_note(members[1]), "one");
    EXPECT_EQ(expect_note(members[2]), "one");
    EXPECT_EQ(value("pictbook_canvas_deliveries_total") - before, 2);
    std::string moves;
    for (int x = 0; x < 50; ++x) moves += Socket::encode({.payload = cursor(x)});
    members[0].send_raw(moves);
    EXPECT_TRUE(comes_true([&] { return value(events("cursor")) == 50; }));
    const std::string superseded = "pictbook_canvas_superseded_total{by=\"book\"}";
    EXPECT_TRUE(comes_true([&] {
        const Samples samples = metrics_of(server);
        const double delivered = samples.at("pictbook_canvas_deliveries_total") - before - 2;
        return samples.at(superseded) > 0 && delivered == 2 * (50 - samples.at(superseded));
    }));
    EXPECT_EQ(value("pictbook_canvas_superseded_total{by=\"socket\"}"), 0);
}

TEST(CanvasMetrics, count_the_sockets_that_the_server_closes_by_the_reason) {  // RUN-18
    const TestServer server(
        {{"METRICS_TOKEN", kMetricsToken}, {"WS_MAX_IN_BOOK", "3"}, {"WS_OUTBOX", "65536"}, {"LOG_LEVEL", "error"}});
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    std::vector<Socket> members = join_many(owner, book, 3);
    EXPECT_EQ(open_socket(owner, book).expect_close(kSoon).code, 1013u);
    EXPECT_EQ(metrics_of(server).at(closed("book_full")), 1);

    members[2].send_raw("\xFF\xFF\xFF\xFF");
    EXPECT_EQ(members[2].expect_close(kSoon).code, 1002u);
    EXPECT_TRUE(tells(server, closed("violation"), 1));

    // The second reads nothing: first its socket's buffers fill, then its outbox.
    const std::string long_note = note(std::string(60'000, 'x'));
    EXPECT_TRUE(comes_true([&] {
        for (int i = 0; i < 50; ++i) members[0].send_text(long_note);
        const Samples samples = metrics_of(server);
        EXPECT_LE(samples.at("pictbook_canvas_queued_bytes"), 65536 + 200);
        return samples.at(closed("too_slow")) == 1 || samples.at("pictbook_canvas_sockets") == 1;
    }));
    members.erase(members.begin() + 1, members.end());
    EXPECT_TRUE(tells(server, closed("too_slow"), 1));

    EXPECT_EQ(owner.post("/auth/sign-out", "{}").status, 200);
    EXPECT_EQ(members[0].expect_close(kSoon), kUnauthorized);
    EXPECT_TRUE(tells(server, closed("unauthorized"), 1));
    EXPECT_TRUE(tells(server, "pictbook_canvas_queued_bytes", 0));
}

TEST(CanvasMetrics, count_the_sockets_that_went_silent) {  // RUN-18
    const TestServer server({{"METRICS_TOKEN", kMetricsToken}, {"WS_IDLE", "2"}});
    const Person owner = server.sign_up();
    const Socket silent = join(owner, make_book(owner));
    EXPECT_TRUE(tells(server, closed("silent"), 1));
    EXPECT_EQ(metrics_of(server).at("pictbook_canvas_sockets"), 0);
}

TEST(CanvasMetrics, do_not_count_the_sockets_that_leave_by_themselves) {  // RUN-18
    const TestServer server({{"METRICS_TOKEN", kMetricsToken}});
    const Person owner = server.sign_up();
    std::vector<Socket> members = join_many(owner, make_book(owner));
    members[0].close();
    members[1].hang_up();
    members[2].reset();
    EXPECT_TRUE(tells(server, "pictbook_canvas_sockets", kMany - 3));
    for (const auto& [name, value] : metrics_of(server))
        if (name.starts_with("pictbook_canvas_closed_total")) EXPECT_EQ(value, 0) << name;
}

TEST(CanvasMetrics, tell_whether_other_nodes_are_reached) {  // RUN-18, LIVE-44
    RedisServer redis;
    const TestServer server({{"METRICS_TOKEN", kMetricsToken}, {"REDIS_URL", redis.url()}, {"LOG_LEVEL", "error"}});
    const std::string connected = "pictbook_bus_connected", dropped = "pictbook_bus_dropped_total{to=\"nodes\"}";
    const Person owner = server.sign_up();
    std::vector<Socket> members = join_many(owner, make_book(owner), 2);
    EXPECT_TRUE(tells(server, connected, 1));
    EXPECT_EQ(metrics_of(server).at(dropped), 0);
    redis.kill();
    EXPECT_TRUE(tells(server, connected, 0));
    members[0].send_text(note("alone"));
    EXPECT_EQ(expect_note(members[1]), "alone");
    EXPECT_TRUE(tells(server, dropped, 1));
    redis.start();
    EXPECT_TRUE(tells(server, connected, 1));
    for (Socket& socket : members) EXPECT_EQ(socket.expect_close(kSoon).code, 1013u);
    const Samples samples = metrics_of(server);
    EXPECT_EQ(samples.at(closed("events_lost")), 2);
    EXPECT_GE(samples.at("pictbook_bus_gaps_total"), 1);
    EXPECT_EQ(samples.at("pictbook_bus_dropped_total{to=\"workers\"}"), 0);
}

TEST(CanvasMetrics, of_a_process_alone_are_always_connected) {  // RUN-18
    const TestServer server({{"METRICS_TOKEN", kMetricsToken}, {"REDIS_URL", ""}});
    EXPECT_EQ(metrics_of(server).at("pictbook_bus_connected"), 1);
}

}  // namespace
}  // namespace pictbook::test
