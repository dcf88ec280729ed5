// A WebSocket whose peer does not read, does not answer or says nothing.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <chrono>

#include "http/websocket.hpp"
#include "unit/http/websocket_pair.hpp"

namespace pictbook::http {
namespace {

using namespace std::chrono_literals;
using Close = test::WebSocketClient::Close;
using WebSocketToSlowPeer = WebSocketPair;

constexpr std::size_t kSize = 10'000;

std::string numbered(int number) {
    std::string text = std::to_string(number) + " ";
    text.resize(kSize, '.');
    return text;
}

/// Whether the peer was told of the end by a reset, behind which nothing waits.
bool is_reset(const test::WebSocketClient& client) {
    tcp_info info{};
    socklen_t size = sizeof info;
    ::getsockopt(client.descriptor(), IPPROTO_TCP, TCP_INFO, &info, &size);
    return info.tcpi_state == TCP_CLOSE;
}

TEST_F(WebSocketToSlowPeer, closes_with_1013_after_a_gapless_prefix) {
    open();
    int sent = 0;
    // The kernel takes a few hundred KB, the outbox 1 MiB; the loop runs between the sends.
    while (is_open() && sent < 10'000) send(numbered(sent++));
    ASSERT_LT(sent, 10'000);
    int received = 0;
    std::optional<Client::Message> message;
    while ((message = client_.receive()) && message->opcode == 1) EXPECT_EQ(message->payload, numbered(received++));
    EXPECT_GT(received, 1);
    EXPECT_LT(received, sent);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->opcode, 8u);
    EXPECT_EQ(message->payload, "\x03\xF5too slow");
    client_.send_close(1013);
    EXPECT_TRUE(client_.expect_end());
}

TEST_F(WebSocketToSlowPeer, delivers_every_ordered_message_and_the_newest_cursor_late) {
    open();
    const VolatileKey cursor(7, 1, "");
    constexpr int kRounds = 60;
    for (int i = 0; i < kRounds; ++i) {
        run([&] {
            socket_->send(make_frame(Opcode::text, numbered(i)));
            socket_->send(make_frame(Opcode::text, "cursor " + std::string(20'000, '.') + std::to_string(i)), cursor);
        });
    }
    run([&] { socket_->close(1000, ""); });
    int ordered = 0, cursors = 0;
    std::string last;
    std::optional<Client::Message> message;
    while ((message = client_.receive()) && message->opcode == 1) {
        last = message->payload;
        if (last.starts_with("cursor"))
            ++cursors;
        else
            EXPECT_EQ(last, numbered(ordered++));
    }
    EXPECT_EQ(ordered, kRounds);
    EXPECT_LT(cursors, kRounds / 2);
    EXPECT_TRUE(last.ends_with(".59"));
}

TEST_F(WebSocketToSlowPeer, takes_up_again_when_the_peer_reads) {
    open({.outbox = 10'000'000});
    constexpr int kMessages = 500;
    for (int i = 0; i < kMessages; ++i) send(numbered(i));
    for (int i = 0; i < kMessages; ++i) ASSERT_EQ(client_.expect_text(), numbered(i));
    send("again");
    EXPECT_EQ(client_.expect_text(), "again");
}

TEST_F(WebSocketToSlowPeer, tells_its_close_code_late_to_a_peer_that_shut_its_own_direction) {
    open();
    auto waiting = receive_later();
    const std::string large(20'000'000, 'x');
    send(large);
    client_.send_frame({.rsv = 1});
    client_.shut_sending();
    while (is_open()) std::this_thread::yield();
    EXPECT_EQ(waiting.wait_for(50ms), std::future_status::timeout);
    EXPECT_EQ(client_.expect_text(), large);
    EXPECT_EQ(client_.expect_close(), (Close{1002, "reserved bit set"}));
    EXPECT_FALSE(wait_for(waiting));
}

TEST_F(WebSocketToSlowPeer, ends_when_a_write_does_not_move) {  // LIVE-48
    open({.outbox = 100'000'000, .peer_reads_within = 200ms});
    auto waiting = receive_later();
    const auto start = std::chrono::steady_clock::now();
    send(std::string(20'000'000, 'x'));
    EXPECT_FALSE(wait_for(waiting));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 200ms);
    EXPECT_FALSE(is_open());
    EXPECT_TRUE(is_reset(client_));  // LIVE-51
}

TEST_F(WebSocketToSlowPeer, gives_up_a_close_that_the_peer_does_not_read) {
    open({.outbox = 100'000'000, .peer_reads_within = 200ms, .close_within = 200ms});
    run([&] {
        socket_->send(make_frame(Opcode::text, std::string(20'000'000, 'x')));
        socket_->close(1000, "");
    });
    auto waiting = receive_later();
    EXPECT_FALSE(wait_for(waiting));
    EXPECT_TRUE(is_reset(client_));  // LIVE-51
}

TEST_F(WebSocketToSlowPeer, gives_up_waiting_for_the_answer_to_its_close_frame) {  // RFC 6455 7.1.1
    open({.close_within = 150ms});
    const auto start = std::chrono::steady_clock::now();
    run([&] { socket_->close(1000, "bye"); });
    EXPECT_EQ(client_.expect_close(), (Close{1000, "bye"}));
    EXPECT_TRUE(client_.expect_end());
    EXPECT_GE(std::chrono::steady_clock::now() - start, 150ms);
    EXPECT_FALSE(is_reset(client_));  // LIVE-51: it may still have had to read the close frame
}

TEST_F(WebSocketToSlowPeer, gives_up_waiting_for_the_end_of_a_peer_that_said_close) {
    open({.close_within = 150ms});
    auto waiting = receive_later();
    client_.send_close(1000);
    EXPECT_EQ(client_.expect_close(), (Close{1000, ""}));
    EXPECT_TRUE(client_.expect_end());
    EXPECT_FALSE(wait_for(waiting));
}

TEST_F(WebSocketToSlowPeer, pings_a_silent_peer_and_keeps_one_that_answers) {  // RFC 6455 5.5.2
    open({.ping_after = 100ms, .pong_within = 3s});
    auto waiting = receive_later();
    for (int i = 0; i < 3; ++i) {
        const auto ping = client_.receive();
        ASSERT_TRUE(ping);
        ASSERT_EQ(ping->opcode, 9u);
        client_.send_frame({.opcode = 10, .payload = ping->payload});
    }
    client_.send_text("here");
    EXPECT_EQ(std::get<TextMessage>(wait_for(waiting).value()).text, "here");
}

TEST_F(WebSocketToSlowPeer, hangs_up_on_a_silent_peer_that_does_not_answer_a_ping) {  // LIVE-32
    const auto start = std::chrono::steady_clock::now();
    open({.ping_after = 100ms, .pong_within = 100ms});
    auto waiting = receive_later();
    EXPECT_FALSE(wait_for(waiting));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 200ms);
    EXPECT_EQ(client_.receive().value().opcode, 9u);
    EXPECT_EQ(client_.expect_close(), (Close{1006, ""}));
    EXPECT_TRUE(is_reset(client_));  // LIVE-51
}

TEST_F(WebSocketToSlowPeer, takes_no_peer_for_silent_while_nobody_listens) {
    open({.ping_after = 50ms, .pong_within = 50ms});
    client_.send_text("a");
    EXPECT_FALSE(client_.receive(300ms));
    EXPECT_FALSE(client_.ended());
    EXPECT_EQ(receive(), "a");
}

TEST_F(WebSocketToSlowPeer, bounds_the_answers_to_pings_that_are_never_read) {
    open({.outbox = 10'000});
    auto waiting = receive_later();
    const std::string pings = [] {
        std::string many;
        for (int i = 0; i < 1000; ++i) many += Client::encode({.opcode = 9, .payload = std::string(125, 'p')});
        return many;
    }();
    // Until the server has given up, or took far more than the kernel's buffers hold.
    for (int i = 0; i < 100 && is_open(); ++i) client_.send_raw(pings);
    EXPECT_FALSE(is_open());
    EXPECT_EQ(client_.expect_close(), (Close{1013, "too slow"}));
    client_.hang_up();
    EXPECT_FALSE(wait_for(waiting));
}

}  // namespace
}  // namespace pictbook::http
