// Canvas sockets that flood: with pings and nonsense whose answers they never read, with fragments without end, and many that never
// read a large book. Unmasked, oversize
// and wrong frames are in tests/live/framing_test.cpp and bounds_test.cpp, foreign pages in opening_test.cpp.
#include <gtest/gtest.h>

#include <thread>

#include "measured.hpp"
#include "support/cast.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::test {
namespace {

using namespace std::chrono_literals;

WebSocketClient open(const Person& person, const std::string& book, Headers more = {}) {
    WebSocketClient out;
    more.emplace_back("Cookie", person.cookie_header());
    const auto shake = out.connect(person.port(), "/canvas/" + book, more);
    EXPECT_EQ(shake.status, 101);
    return out;
}

/// Sends the frame again and again until the server takes no more, or so many times.
int flood(WebSocketClient& socket, const std::string& frames, int times) {
    for (int i = 0; i < times; ++i) {
        try {
            socket.send_raw(frames);
        } catch (const std::runtime_error&) {
            return i;
        }
    }
    return times;
}

std::string repeated(const WebSocketClient::Frame& frame, int times) {
    const std::string one = WebSocketClient::encode(frame);
    std::string out;
    for (int i = 0; i < times; ++i) out += one;
    return out;
}

/// Somebody who keeps to the rules is answered meanwhile.
void expect_pong(WebSocketClient& socket) {
    socket.send_ping("alive");
    for (;;) {
        const auto message = socket.receive(10s);
        ASSERT_TRUE(message) << "no pong came";
        if (message->opcode == 10 && message->payload == "alive") return;
    }
}

// LIVE-30, LIVE-34
TEST(SocketFloods, OfPingsWhoseAnswersNobodyReadsEndTheirOwnSocket) {
    const Cast& people = cast();
    const std::string book = make_book(people.owner);
    WebSocketClient good = open(people.owner, book);
    Measured measured("Pings: up to 400 000 of 125 bytes on one socket that never reads");
    {
        WebSocketClient deaf = open(people.owner, book);
        const int rounds = flood(deaf, repeated({.opcode = 9, .payload = std::string(125, 'p')}, 1000), 400);
        measured.look();
        EXPECT_LE(rounds, 400);
        expect_pong(good);
    }
    measured.end("what waits is bounded by WS_OUTBOX, then 1013", 16);
    expect_pong(good);
}

// LIVE-22, LIVE-30
TEST(SocketFloods, OfNonsenseWhoseRefusalsNobodyReadsEndTheirOwnSocket) {
    const Cast& people = cast();
    const std::string book = make_book(people.owner);
    WebSocketClient good = open(people.owner, book);
    Measured measured("Nonsense: up to 400 000 messages that each deserve a refusal, on one socket that never reads");
    {
        WebSocketClient deaf = open(people.owner, book);
        const int rounds = flood(deaf, repeated({.payload = "{\"type\":\"CURSOR_SYNC\"}"}, 1000), 400);
        measured.look();
        expect_pong(good);
        if (rounds == 400) EXPECT_EQ(deaf.expect_close(10s).code, 1013u);
    }
    measured.end("closed with 1013 when WS_OUTBOX is full", 24);
    expect_pong(good);
}

// LIVE-37
TEST(SocketFloods, OfEmptyFragmentsHoldNothing) {
    const Cast& people = cast();
    const std::string book = make_book(people.owner);
    Measured measured("Fragments: a message of 500 000 empty ones");
    {
        WebSocketClient socket = open(people.owner, book);
        socket.send_frame({.fin = false, .opcode = 1, .payload = "x"});
        const std::string many = repeated({.fin = false, .opcode = 0}, 1000);
        EXPECT_EQ(flood(socket, many, 500), 500);
        measured.look();
        expect_pong(socket);
    }
    measured.end("taken, nothing is kept of an empty one", 4);
}

/// A session of pictshare.v2 that has said HELLO.
WebSocketClient open_v2(const Person& person, const std::string& book, const std::string& client) {
    WebSocketClient out = open(person, book, {{"Sec-WebSocket-Protocol", "pictshare.v2"}});
    out.send_text(R"({"type":"HELLO","payload":{"clientId":")" + client + "\"}}");
    return out;
}

void expect_whole_book(WebSocketClient& session) {
    std::string text;
    while (!text.ends_with(R"("last":true}})")) {
        const auto message = session.receive(20s);
        ASSERT_TRUE(message) << "the book does not come";
        if (message->opcode == 1) text = message->payload;
    }
}

// V2-42
TEST(SessionFloods, OfThoseWhoTakeNothingOfALargeBookHoldItOnce) {
    const TestServer server;
    const Person ada = server.sign_up();
    const std::string book = make_book(ada);
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(ada.post("/projects/" + book + "/elements/bulk", many_elements(2000)).status, 200);
    Measured measured("200 sessions of pictshare.v2 that join a book of 8000 elements and take nothing of it", server);
    {
        std::vector<WebSocketClient> deaf;
        for (int i = 0; i < 200; ++i) deaf.push_back(open_v2(ada, book, "deaf-" + std::to_string(i)));
        for (int second = 0; second < 5; ++second) {
            std::this_thread::sleep_for(1s);
            WebSocketClient good = open_v2(ada, book, "good-" + std::to_string(second));
            expect_whole_book(good);
            measured.look();
        }
        expect_whole_book(deaf.back());
    }
    measured.end("all are sent the same copy; others join", 100);
}

}  // namespace
}  // namespace pictbook::test
