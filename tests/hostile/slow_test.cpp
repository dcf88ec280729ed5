// Clients that take their time, many of each kind and all kinds at once, each kind against a server of its own. What a single
// one is told is in tests/api/http/slow_test.cpp.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cstdlib>
#include <memory>
#include <thread>

#include "api/http/raw.hpp"
#include "measured.hpp"
#include "support/images.hpp"

namespace pictbook::test {
namespace {

using namespace std::chrono_literals;
using Wires = std::vector<std::unique_ptr<Wire>>;

constexpr int kMany = 200;

/// What a variable of the environment says, or `usual`.
int wished(const char* variable, int usual) {
    const char* wish = std::getenv(variable);
    return wish ? std::atoi(wish) : usual;
}

Wires connect(const TestServer& server, int count) {
    Wires out;
    out.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) out.push_back(std::make_unique<Wire>(server.port()));
    return out;
}

std::size_t send_all(const Wires& wires, std::string_view bytes) {
    std::size_t sent = 0;
    for (const auto& wire : wires) sent += wire->send(bytes) ? 1 : 0;
    return sent;
}

/// A byte of a header every second: each is told 408 when the header's ten seconds are over.
void drip_headers() {
    const TestServer server;
    Measured measured("Slowloris: 200 connections, a byte of the header each second", server);
    {
        const Wires wires = connect(server, kMany);
        send_all(wires, "GET /auth/ok HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        for (int second = 0; second < 9; ++second) {
            std::this_thread::sleep_for(1s);
            EXPECT_EQ(send_all(wires, "x"), wires.size());
            expect_alive(server);
        }
        measured.look();
        for (const auto& wire : wires) EXPECT_EQ(wire->receive().status, 408);
    }
    measured.end("408 and closed 10 s after the first byte; others served", 16);
}

/// A body that moves is waited for, but holds little; who sends it in the end is answered.
void drip_bodies() {
    const TestServer server;
    Measured measured("Slow body: 200 connections, a byte of 8 MiB each second", server);
    {
        const Wires wires = connect(server, kMany);
        send_all(wires,
                 "POST /auth/sign-in/email HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                 "Content-Length: 8388608\r\n\r\n{");
        for (int second = 0; second < 9; ++second) {
            std::this_thread::sleep_for(1s);
            EXPECT_EQ(send_all(wires, " "), wires.size());
            expect_alive(server);
        }
        measured.look();
    }
    measured.end("waited for as long as 30 s never pass without a byte; others served", 16);
}

/// Much of a body, and then a byte now and then: a few may do so, the others are refused. Who has little to say is served.
void keep_bodies_open() {
    const TestServer server;
    Measured measured("Large bodies without an end: 100 connections, 5 of 8 MiB each, then a byte each second", server);
    {
        const Wires wires = connect(server, 100);
        const std::string much(5u << 20, ' ');
        send_all(wires,
                 "POST /auth/sign-in/email HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                 "Content-Length: 8388608\r\n\r\n{");
        send_all(wires, much);
        for (int second = 0; second < 3; ++second) {
            std::this_thread::sleep_for(1s);
            send_all(wires, " ");
            expect_alive(server);
            measured.look();
        }
        EXPECT_EQ(wires.back()->receive().status, 503);
    }
    measured.end("256 MiB of them are kept, the others get 503; others served", 340);
}

/// A large answer that nobody takes. That their bound is kept is in tests/unit/http/connection_test.cpp.
void read_nothing() {
    const TestServer server;
    const Person ada = server.sign_up();
    const std::string book = make_book(ada);
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(ada.post("/projects/" + book + "/elements/bulk", many_elements(2000)).status, 200);
    const std::string path = "/projects/" + book + "/elements";
    const std::string kib = std::to_string(ada.get(path).body.size() / 1024);
    Measured measured("Slow read: 200 connections that take nothing of an answer of " + kib + " KiB", server);
    {
        const Wires wires = connect(server, kMany);
        send_all(wires, head_text(ada, "GET", path));
        for (int second = 0; second < 5; ++second) {
            std::this_thread::sleep_for(1s);
            expect_alive(server);
            measured.look();
        }
    }
    measured.end("the kernel takes what it can; 256 MiB wait beyond it, for 30 s at most", 400);
}

/// A photo that nobody takes for 5 s. PICTBOOK_TEST_PHOTO_READERS: so many connections; the bound takes more than
/// 1024.
void take_no_photo() {
    const int count = wished("PICTBOOK_TEST_PHOTO_READERS", kMany);
    const TestServer server;
    const Person ada = server.sign_up();
    const std::string photo = make_bmp(1500, 1500);
    const Reply uploaded = ada.upload("/projects/" + make_book(ada) + "/images", {{"large.bmp", photo}});
    const std::string path = uploaded.at("/0/src");
    const std::string mib = std::to_string(photo.size() >> 20);
    Measured measured(std::to_string(count) + " connections that take nothing of a photo of " + mib + " MiB", server);
    {
        const Wires wires = connect(server, count);
        send_all(wires, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        for (int second = 0; second < 5; ++second) {
            std::this_thread::sleep_for(1s);
            EXPECT_EQ(Person(server.port()).get(path).body.size(), photo.size());
            measured.look();
        }
        // Fifty of them: who takes nothing for 30 s is given up.
        const std::size_t step = std::max<std::size_t>(1, wires.size() / 50);
        for (std::size_t i = 0; i < wires.size(); i += step) EXPECT_EQ(wires[i]->receive().body.size(), photo.size());
    }
    measured.end("256 MiB of pieces are kept, and 16 KiB each beyond; others get the photo, and at last they too", 320);
}

/// Nothing at all. PICTBOOK_TEST_IDLE: so many connections (500).
void idle() {
    const int count = wished("PICTBOOK_TEST_IDLE", 500);
    const TestServer server;
    Measured measured(std::to_string(count) + " idle connections", server);
    {
        const Wires wires = connect(server, count);
        for (int second = 0; second < 3; ++second) {
            std::this_thread::sleep_for(1s);
            expect_alive(server);
        }
        measured.look();
        wires.back()->send("GET /auth/ok HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(wires.back()->receive().status, 200);
    }
    measured.end("held until 75 s are over; others served", 64);
}

// HTTP-34, HTTP-35, HTTP-36, HTTP-52, HTTP-53, DB-49, ELEM-26
TEST(SlowCrowd, CostsLittleAndKeepsNobodyElseWaiting) {
    std::vector<std::thread> all;
    for (void (*attack)() : {drip_headers, drip_bodies, keep_bodies_open, read_nothing, take_no_photo, idle})
        all.emplace_back(attack);
    for (std::thread& each : all) each.join();
}

}  // namespace
}  // namespace pictbook::test
