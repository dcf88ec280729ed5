// Clients that stop in the middle, all at the same time, and a stop of the server in the middle of a request.
#include <gtest/gtest.h>
#include <signal.h>

#include <future>
#include <thread>

#include "api/http/raw.hpp"
#include "support/comes_true.hpp"
#include "support/images.hpp"

namespace pictbook::test {
namespace {

using namespace std::chrono_literals;

/// Sends half a header, then nothing, or a byte every now and then, and waits for the end.
void send_half_a_header(const std::string& half, bool drip) {
    Wire wire(shared_server().port());
    wire.send(half);
    for (int i = 0; drip && i < 40; ++i) {
        std::this_thread::sleep_for(300ms);
        wire.send("x");
    }
    const Reply reply = wire.receive(false, 60s);
    EXPECT_EQ(reply.status, 408) << half;
    EXPECT_TRUE(reply.closed) << half;
    EXPECT_FALSE(reply.header("X-Request-Id").empty()) << half;
    EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff") << half;
    EXPECT_TRUE(wire.ends_within(20s)) << half;
}

/// Half a body, then a silence longer than a header may take: bodies have a deadline of their own.
void send_a_body_late() {
    const std::string bytes = json_request(cast().owner, "POST", "/projects", R"({"name":"Late, but in time"})");
    Wire wire(shared_server().port());
    wire.send(bytes.substr(0, bytes.size() - 10));
    std::this_thread::sleep_for(11s);
    wire.send(bytes.substr(bytes.size() - 10));
    EXPECT_EQ(wire.receive().at("/name"), "Late, but in time");
}

/// A connection on which nothing has begun is left alone for longer than that.
void stay_idle() {
    Wire fresh(shared_server().port()), used(shared_server().port());
    const std::string request = head_text(cast().nobody, "GET", "/auth/ok");
    used.send(request);
    EXPECT_EQ(used.receive().status, 200);
    std::this_thread::sleep_for(11s);
    for (Wire* wire : {&fresh, &used}) {
        wire->send(request);
        EXPECT_EQ(wire->receive().status, 200);
    }
}

/// Everybody else is served meanwhile.
void be_served() {
    for (int i = 0; i < 20; ++i) {
        expect_alive();
        std::this_thread::sleep_for(500ms);
    }
}

/// A body that never ends does not keep a stopping server: it is cut when the stop's own deadline passes.
void stop_with_a_silent_client() {
    TestServer server;
    const Person ada = server.sign_up();
    Wire wire(server.port());
    wire.send(head_text(ada, "POST", "/projects", {"Expect: 100-continue", "Content-Length: 100"}));
    EXPECT_FALSE(wire.receive_head().empty());
    EXPECT_EQ(server.stop(SIGTERM), 0);
    EXPECT_TRUE(wire.ends_within(10s));
}

// HTTP-29, HTTP-34, HTTP-35, HTTP-36
TEST(Slow, WhoStopsInTheMiddleIsCutOffAndNobodyElse) {
    cast();
    std::vector<std::thread> all;
    for (const char* half : {"G", "GET /auth/ok HTTP/1.1\r\n", "GET /auth/ok HTTP/1.1\r\nHost: x\r\n",
                             "POST /projects HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r"})
        all.emplace_back(send_half_a_header, half, false);
    all.emplace_back(send_half_a_header, "GET /auth/ok HTTP/1.1\r\nHost: x\r\nX-Slow: ", true);
    all.emplace_back(send_a_body_late);
    all.emplace_back(stay_idle);
    all.emplace_back(be_served);
    all.emplace_back(stop_with_a_silent_client);
    for (std::thread& each : all) each.join();
}

/// Whether the server takes no more connections.
bool is_closed(std::uint16_t port) {
    try {
        const Wire wire(port);
        return false;
    } catch (const std::runtime_error&) {
        return true;
    }
}

// RUN-6
TEST(Slow, AStopLetsAnUploadEnd) {
    TestServer server;
    const Person ada = server.sign_up();
    const std::string path = "/projects/" + make_book(ada) + "/images";
    const std::string body = multipart_body({{"a.bmp", make_bmp(1500, 1000)}});
    Wire idle(server.port()), busy(server.port());
    busy.send(head_text(ada, "POST", path,
                        {"Expect: 100-continue", "Content-Type: multipart/form-data; boundary=XX",
                         "Content-Length: " + std::to_string(body.size())}));
    EXPECT_EQ(busy.receive_head(), "HTTP/1.1 100 Continue\r\n");
    EXPECT_TRUE(busy.send(std::string_view(body).substr(0, body.size() / 2)));
    const std::uint16_t port = server.port();
    std::future<int> status = std::async(std::launch::async, [&] { return server.stop(SIGTERM); });
    EXPECT_TRUE(comes_true([&] { return is_closed(port); }));
    EXPECT_TRUE(idle.ends_within(10s));
    EXPECT_TRUE(busy.send(std::string_view(body).substr(body.size() / 2)));
    const Reply reply = busy.receive();
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_TRUE(reply.closed);
    EXPECT_EQ(status.get(), 0);
    server.start();
    Person again(server.port());
    again.cookies = ada.cookies;
    EXPECT_EQ(again.get(path).at("/0/id"), reply.at("/0/id"));
}

}  // namespace
}  // namespace pictbook::test
