// Frames that go to the kernel at once, past the outbox: none is lost, doubled or out of order beside those that queue.
#include "unit/http/websocket_pair.hpp"

namespace pictbook::http {
namespace {

using Close = test::WebSocketClient::Close;

std::string numbered_text(int number, std::size_t size = 10'000) {
    std::string text = std::to_string(number) + " ";
    text.resize(size, '.');
    return text;
}

std::string frames(int first, int end) {
    std::string bytes;
    for (int number = first; number < end; ++number) bytes += encode_frame(Opcode::text, numbered_text(number));
    return bytes;
}

class WebSocketWriteNow : public WebSocketPair {
protected:
    void write_now(const std::string& bytes) {
        run([&] { socket_->write_now(bytes); });
    }
    bool lags() {
        bool lags = false;
        run([&] { lags = socket_->lags(); });
        return lags;
    }
    void expect_numbers(int first, int end) {
        for (int number = first; number < end; ++number) ASSERT_EQ(client_.expect_text(), numbered_text(number));
    }
    void wait_until_it_keeps_up() {
        for (int tries = 0; lags() && tries < 5000; ++tries) std::this_thread::sleep_for(Milliseconds(1));
        EXPECT_FALSE(lags());
    }
};

TEST_F(WebSocketWriteNow, is_there_before_the_turn_ends) {
    open();
    run([&] {
        socket_->write_now(frames(0, 2));
        EXPECT_FALSE(socket_->lags());
        expect_numbers(0, 2);
    });
}

TEST_F(WebSocketWriteNow, keeps_what_the_kernel_does_not_take_before_what_is_queued_then) {
    open({.outbox = 10'000'000});
    constexpr int kWritten = 1000, kQueued = 50;  // the kernel takes a part of the first 10 MB
    write_now(frames(0, kWritten));
    EXPECT_TRUE(lags());
    for (int number = kWritten; number < kWritten + kQueued; ++number) send(numbered_text(number));
    expect_numbers(0, kWritten + kQueued);
    wait_until_it_keeps_up();
    write_now(frames(0, 1));
    send(numbered_text(1));
    expect_numbers(0, 2);
}

TEST_F(WebSocketWriteNow, comes_after_what_was_queued) {
    open({.outbox = 10'000'000});
    for (int number = 0; number < 500; ++number) send(numbered_text(number));
    EXPECT_TRUE(lags());
    expect_numbers(0, 500);
    wait_until_it_keeps_up();
    write_now(frames(500, 502));
    expect_numbers(500, 502);
}

TEST_F(WebSocketWriteNow, takes_turns_with_the_queue_for_a_peer_that_reads_now_and_then) {
    open({.outbox = 100'000'000});
    constexpr int kCount = 3000;
    int past_the_queue = 0, read = 0;
    for (int number = 0; number < kCount; ++number) {
        run([&] {
            const bool lags = socket_->lags();
            if (lags || number % 7 == 0)
                socket_->send(make_frame(Opcode::text, numbered_text(number)));
            else
                socket_->write_now(frames(number, number + 1));
            past_the_queue += !lags;
        });
        if (number % 500 != 499) continue;
        for (; read < number - 100; ++read) ASSERT_EQ(client_.expect_text(), numbered_text(read));
    }
    expect_numbers(read, kCount);
    EXPECT_GT(past_the_queue, 0);
    EXPECT_LT(past_the_queue, kCount) << "the peer was never slow";
}

TEST_F(WebSocketWriteNow, is_closed_like_any_other_when_its_outbox_is_full) {  // LIVE-30
    open({.outbox = 100'000});
    write_now(frames(0, 1000));
    int number = 1000;
    while (is_open() && number < 2000) send(numbered_text(number++));
    EXPECT_LT(number, 1100);
    expect_numbers(0, 1000);
    EXPECT_EQ(client_.expect_close(), (Close{1013, "too slow"}));
}

TEST_F(WebSocketWriteNow, says_nothing_after_a_close) {
    open();
    auto waiting = receive_later();
    run([&] { socket_->close(1000, "bye"); });
    const auto closed = client_.receive();
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->opcode, 8u);
    write_now(frames(0, 1));
    client_.send_close(1000);
    EXPECT_EQ(client_.receive_raw(1), "");
    EXPECT_TRUE(client_.ended());
    client_.hang_up();
    EXPECT_FALSE(wait_for(waiting));
    write_now(frames(0, 1));  // nor after the end
}

TEST_F(WebSocketWriteNow, bears_a_peer_that_has_left) {
    open();
    auto waiting = receive_later();
    client_.send_text("last words");
    EXPECT_EQ(std::get<TextMessage>(wait_for(waiting).value()).text, "last words");
    client_.reset();
    for (int i = 0; i < 3; ++i) write_now(frames(0, 100));
    EXPECT_FALSE(lags());
    EXPECT_EQ(receive(), "(end)");
}

}  // namespace
}  // namespace pictbook::http
