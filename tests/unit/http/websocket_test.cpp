// A WebSocket over a real connection: messages both ways, control frames, and every way to end.
#include "http/websocket.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>

#include "unit/http/websocket_pair.hpp"

namespace pictbook::http {
namespace {

using namespace std::chrono_literals;
using Close = test::WebSocketClient::Close;
using WebSocketConnection = WebSocketPair;

TEST_F(WebSocketConnection, delivers_messages_in_order) {
    open();
    client_.send_raw(Client::encode({.payload = "a"}) + Client::encode({.payload = "b"}) +
                     Client::encode({.payload = "c"}));
    EXPECT_EQ(receive(), "a");
    EXPECT_EQ(receive(), "b");
    EXPECT_EQ(receive(), "c");
    auto waiting = receive_later();
    client_.send_binary("d");
    EXPECT_EQ(std::get<BinaryMessage>(wait_for(waiting).value()).bytes, "d");
}

TEST_F(WebSocketConnection, reads_what_came_together_with_the_handshake) {
    const std::string frame = Client::encode({.payload = "early"});
    open({}, frame + frame.substr(0, 3));
    EXPECT_EQ(receive(), "early");
    client_.send_raw(frame.substr(3));
    EXPECT_EQ(receive(), "early");
}

TEST_F(WebSocketConnection, reads_a_message_that_comes_byte_by_byte) {
    open();
    auto waiting = receive_later();
    const std::string payload(200, 'x');
    for (const char byte : Client::encode({.payload = payload})) client_.send_raw({&byte, 1});
    EXPECT_EQ(std::get<TextMessage>(wait_for(waiting).value()).text, payload);
}

TEST_F(WebSocketConnection, carries_large_messages_both_ways) {
    open();
    const std::string large(3'000'000, 'x');
    auto waiting = receive_later();
    client_.send_text(large);
    EXPECT_EQ(std::get<TextMessage>(wait_for(waiting).value()).text, large);
    send(large);
    send("next");
    EXPECT_EQ(client_.expect_text(), large);
    EXPECT_EQ(client_.expect_text(), "next");
}

TEST_F(WebSocketConnection, takes_no_peer_for_slow_before_the_kernel_was_offered_the_messages) {
    open({.outbox = 1000});
    const std::string large(10'000, 'x');
    run([&] {
        for (int i = 0; i < 5; ++i) socket_->send(make_frame(Opcode::text, large));
    });
    for (int i = 0; i < 5; ++i) EXPECT_EQ(client_.expect_text(), large);
    EXPECT_TRUE(is_open());
}

TEST_F(WebSocketConnection, writes_what_one_turn_sends_at_once) {
    open();
    std::string all;
    for (int i = 0; i < 50; ++i) all += encode_frame(Opcode::text, std::to_string(i));
    run([&] {
        for (int i = 0; i < 50; ++i) socket_->send(make_frame(Opcode::text, std::to_string(i)));
    });
    EXPECT_EQ(client_.receive_raw(1), all.substr(0, 1));
    std::array<char, 1000> rest;
    // The client's first read took everything, so nothing is left in the kernel.
    EXPECT_EQ(::recv(client_.descriptor(), rest.data(), rest.size(), MSG_DONTWAIT), -1);
    EXPECT_EQ(client_.receive_raw(all.size() - 1, 0ms), all.substr(1));
}

TEST_F(WebSocketConnection, answers_pings_in_order_also_between_fragments) {  // RFC 6455 5.5.2, 5.4
    open();
    auto waiting = receive_later();
    client_.send_frame({.fin = false, .payload = "a"});
    client_.send_ping("one");
    client_.send_ping("two");
    client_.send_frame({.opcode = 0, .payload = "b"});
    for (const char* payload : {"one", "two"}) {
        const auto pong = client_.receive();
        ASSERT_TRUE(pong);
        EXPECT_EQ(pong->opcode, 10u);
        EXPECT_EQ(pong->payload, payload);
    }
    EXPECT_EQ(std::get<TextMessage>(wait_for(waiting).value()).text, "ab");
}

TEST_F(WebSocketConnection, ignores_a_pong_nobody_asked_for) {  // RFC 6455 5.5.3
    open();
    client_.send_frame({.opcode = 10, .payload = "x"});
    client_.send_text("a");
    EXPECT_EQ(receive(), "a");
}

TEST_F(WebSocketConnection, answers_a_close_frame_with_its_code_after_what_was_queued) {  // RFC 6455 5.5.1
    open();
    client_.send_close(4001, "bye");
    run([&] {});
    send("queued");
    auto waiting = receive_later();
    EXPECT_EQ(client_.expect_text(), "queued");
    EXPECT_EQ(client_.expect_close(), (Close{4001, ""}));
    EXPECT_TRUE(client_.expect_end());  // RFC 6455 7.1.1: the server hangs up first
    client_.hang_up();
    EXPECT_FALSE(wait_for(waiting));
}

TEST_F(WebSocketConnection, answers_a_close_frame_without_a_code_with_one_without) {  // RFC 6455 5.5.1
    open();
    client_.send_frame({.opcode = 8});
    auto waiting = receive_later();
    EXPECT_EQ(client_.expect_close(), (Close{1005, ""}));
    client_.hang_up();
    EXPECT_FALSE(wait_for(waiting));
}

TEST_F(WebSocketConnection, answers_a_violation_with_its_code_though_the_peer_goes_on_sending) {  // RFC 6455 7.1.7
    open();
    auto waiting = receive_later();
    client_.send_frame({.masked = false, .payload = "a"});
    for (int i = 0; i < 20; ++i) client_.send_text(std::string(100'000, 'x'));
    EXPECT_EQ(client_.expect_close(), (Close{1002, "frame without a mask"}));
    EXPECT_TRUE(client_.expect_end());
    client_.hang_up();
    EXPECT_FALSE(wait_for(waiting));
}

TEST_F(WebSocketConnection, tells_its_close_code_to_a_peer_that_shut_its_own_direction) {
    open();
    auto waiting = receive_later();
    client_.send_text("\xFF");
    client_.shut_sending();
    EXPECT_EQ(client_.expect_close(), (Close{1007, "text is not UTF-8"}));
    EXPECT_FALSE(wait_for(waiting));
}

TEST_F(WebSocketConnection, refuses_a_message_over_the_limit) {  // RFC 6455 7.4.1
    open({.max_message = 1000});
    client_.send_text(std::string(1000, 'x'));
    EXPECT_EQ(receive(), std::string(1000, 'x'));
    auto waiting = receive_later();
    client_.send_text(std::string(1001, 'x'));
    EXPECT_EQ(client_.expect_close(), (Close{1009, "message too big"}));
    client_.hang_up();
    EXPECT_FALSE(wait_for(waiting));
}

TEST_F(WebSocketConnection, ends_when_the_peer_hangs_up) {
    open();
    auto waiting = receive_later();
    client_.hang_up();
    EXPECT_FALSE(wait_for(waiting));
    EXPECT_EQ(receive(), "(end)");
    EXPECT_FALSE(is_open());
    send("nobody is there");
}

TEST_F(WebSocketConnection, delivers_what_a_peer_sent_before_it_vanished) {
    open();
    client_.send_text("last words");
    client_.reset();
    send("the first write after a reset fails");
    send("so does this");
    EXPECT_EQ(receive(), "last words");
    EXPECT_EQ(receive(), "(end)");
}

TEST_F(WebSocketConnection, closes_after_what_was_queued_and_waits_for_the_answer) {  // RFC 6455 7.1.2
    open();
    auto waiting = receive_later();
    run([&] {
        socket_->send(make_frame(Opcode::text, "a"));
        socket_->close(3000, "Unauthorized");
        socket_->send(make_frame(Opcode::text, "late"));
        socket_->close(1000, "again");
    });
    EXPECT_FALSE(is_open());
    EXPECT_EQ(client_.expect_text(), "a");
    EXPECT_EQ(client_.expect_close(), (Close{3000, "Unauthorized"}));
    EXPECT_TRUE(client_.silent_for(50ms));
    client_.send_text("ignored");
    EXPECT_EQ(waiting.wait_for(50ms), std::future_status::timeout);
    client_.send_close(3000);
    EXPECT_TRUE(client_.expect_end());
    client_.hang_up();
    EXPECT_FALSE(wait_for(waiting));
}

TEST_F(WebSocketConnection, ignores_messages_that_were_read_before_its_close) {
    open();
    client_.send_raw(Client::encode({.payload = "a"}) + Client::encode({.payload = "b"}));
    EXPECT_EQ(receive(), "a");
    run([&] { socket_->close(1000, ""); });
    auto waiting = receive_later();
    EXPECT_EQ(client_.close(), (Close{1000, ""}));
    EXPECT_FALSE(wait_for(waiting));
}

TEST_F(WebSocketConnection, keeps_its_close_frame_though_the_owner_lets_go_and_the_peer_goes_on_sending) {
    open();
    run([&] {
        socket_->close(1001, "bye");
        socket_.reset();
    });
    for (int i = 0; i < 20; ++i) client_.send_text(std::string(100'000, 'x'));
    EXPECT_EQ(client_.expect_close(), (Close{1001, "bye"}));
    client_.send_close(1001);
    EXPECT_TRUE(client_.expect_end());
}

TEST_F(WebSocketConnection, hangs_up_without_a_close_when_the_owner_lets_go) {
    open();
    run([&] {
        socket_->send(make_frame(Opcode::text, "a"));
        socket_.reset();
    });
    EXPECT_EQ(client_.expect_text(), "a");
    EXPECT_EQ(client_.expect_close(), (Close{1006, ""}));
}

TEST_F(WebSocketConnection, can_be_left_with_everything_pending) {
    open();
    auto waiting = receive_later();
    run([&] {
        for (int i = 0; i < 500; ++i) socket_->send(make_frame(Opcode::text, std::string(1000, 'x')));
    });
    context_.stop();
    thread_.join();
}

TEST_F(WebSocketConnection, loses_no_message_when_a_receive_is_cancelled) {
    open();
    boost::asio::cancellation_signal cancel;
    std::promise<bool> cancelled;
    run([&] {
        boost::asio::co_spawn(context_, socket_->receive(),
                              boost::asio::bind_cancellation_slot(
                                  cancel.slot(), [&](const std::exception_ptr& error, const std::optional<Message>&) {
                                      cancelled.set_value(error != nullptr);
                                  }));
    });
    run([&] {
        client_.send_text("a");
        cancel.emit(boost::asio::cancellation_type::terminal);
    });
    EXPECT_TRUE(cancelled.get_future().get());
    EXPECT_EQ(receive(), "a");
}

TEST_F(WebSocketConnection, has_an_id_of_its_own) {
    open();
    const auto first = socket_;
    open();
    EXPECT_NE(first->id(), socket_->id());
}

}  // namespace
}  // namespace pictbook::http
