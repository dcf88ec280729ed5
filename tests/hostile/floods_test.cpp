// As much as a client can send: headers, requests one behind the other, and bytes that are none.
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "api/http/raw.hpp"
#include "measured.hpp"

namespace pictbook::test {
namespace {

using namespace std::chrono_literals;

/// Runs it on so many threads.
void at_once(int count, const std::function<void(int)>& attack) {
    std::vector<std::thread> all;
    for (int i = 0; i < count; ++i) all.emplace_back(attack, i);
    for (std::thread& each : all) each.join();
}

// HTTP-33
TEST(Floods, OfHeadersAreBoundedInBytesWhateverTheirNumber) {
    cast();
    Measured measured("Header floods: 400 heads of 2000 fields, 100 of 1 MB");
    std::string fields = "GET /auth/ok HTTP/1.1\r\nHost: x\r\n";
    while (fields.size() + 6 <= 8192) fields += "a:\r\n";
    fields += "\r\n";
    const std::string large = "GET /auth/ok HTTP/1.1\r\nHost: x\r\nX: " + std::string(1'000'000, 'x') + "\r\n\r\n";
    at_once(4, [&](int) {
        Wire wire(shared_server().port());
        for (int i = 0; i < 100; ++i) {
            wire.send(fields);
            EXPECT_EQ(wire.receive().status, 200);
        }
        for (int i = 0; i < 25; ++i) {
            Wire other(shared_server().port());
            other.send(large);
            EXPECT_EQ(other.receive().status, 431);
        }
    });
    measured.end("fields within 8192 bytes are taken (200), else 431 and closed", 32);
}

// HTTP-40, HTTP-42
TEST(Floods, OfPipelinedGarbageEndAtTheFirstByteThatIsNone) {
    cast();
    Measured measured("Pipelined garbage: 50 connections, 100 requests and 1 MB of noise behind them");
    const std::string good = "GET /auth/ok HTTP/1.1\r\nHost: x\r\n\r\n";
    std::string bytes;
    for (int i = 0; i < 100; ++i) bytes += good;
    for (int i = 0; i < 1'000'000; ++i) bytes.push_back(static_cast<char>(i * 7919 >> 3));
    at_once(5, [&](int) {
        for (int round = 0; round < 10; ++round) {
            Wire wire(shared_server().port());
            std::thread sender([&] { wire.send(bytes); });
            for (int i = 0; i < 100; ++i) EXPECT_EQ(wire.receive().status, 200);
            const int last = wire.receive().status;
            EXPECT_TRUE(last == 400 || last == 431) << last;
            sender.join();
            EXPECT_EQ(wire.receive().status, 0);
        }
    });
    measured.end("100 answers, then 400 and closed", 32);
}

/// Its answers fill the kernel's buffers, then the connection waits, and reads no more of the requests.
// HTTP-42, HTTP-44
TEST(Floods, OfRequestsWhoseAnswersNobodyReadsStopTheirOwnConnection) {
    cast();
    Measured measured("Pipelining without reading: 20 connections, as many requests as they get rid of");
    std::string requests;
    for (int i = 0; i < 2000; ++i) requests += "GET /docs/json HTTP/1.1\r\nHost: x\r\n\r\n";
    {
        std::vector<std::unique_ptr<Wire>> wires;
        for (int i = 0; i < 20; ++i) wires.push_back(std::make_unique<Wire>(shared_server().port()));
        for (const auto& wire : wires) wire->send(requests);
        for (int i = 0; i < 10; ++i) {
            expect_alive();
            measured.look();
            std::this_thread::sleep_for(100ms);
        }
    }
    measured.end("answered until the kernel takes no more, then neither read nor written", 64);
}

}  // namespace
}  // namespace pictbook::test
