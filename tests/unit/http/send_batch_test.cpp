// Sends to many sockets at once, by a ring and one by one.
#include "http/send_batch.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <deque>

#include "http/websocket.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using test::WebSocketClient;

class SendBatchTest : public testing::TestWithParam<bool> {
protected:
    struct Pair {
        std::shared_ptr<WebSocket> ours;
        WebSocketClient theirs;
    };

    Pair& connect() {
        tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
        Pair& pair = pairs_.emplace_back();
        pair.theirs.connect_raw(acceptor.local_endpoint().port());
        pair.ours = WebSocket::create(acceptor.accept(), {});
        return pair;
    }
    ~SendBatchTest() override {
        pairs_.clear();
        context_.restart();
        context_.poll();
    }

    /// Lets the loop write what waits until `done`.
    template <class Condition>
    void run_until(Condition done) {
        for (int tries = 0; tries < 5000 && !done(); ++tries) {
            context_.restart();
            context_.run_for(Milliseconds(1));
        }
    }

    asio::io_context context_{1};
    std::deque<Pair> pairs_;
    SendBatch batch_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Ring, SendBatchTest, testing::Values(true), [](const auto&) { return "if_there_is_one"; });
INSTANTIATE_TEST_SUITE_P(Calls, SendBatchTest, testing::Values(false), [](const auto&) { return "one_by_one"; });

std::string frame_of(std::string_view text) { return *make_frame(Opcode::text, text); }

TEST_P(SendBatchTest, gives_each_socket_its_own_frames) {
    constexpr std::size_t kMany = 600;  // more than one ring holds
    std::deque<std::string> frames;
    for (std::size_t i = 0; i < kMany; ++i) {
        frames.push_back(frame_of("first " + std::to_string(i)) + frame_of("second"));
        batch_.add(*connect().ours, frames.back());
    }
    batch_.send();
    EXPECT_TRUE(GetParam() || !batch_.has_ring());
    for (std::size_t i = 0; i < kMany; ++i) {
        EXPECT_EQ(pairs_[i].theirs.expect_text(), "first " + std::to_string(i));
        EXPECT_EQ(pairs_[i].theirs.expect_text(), "second");
        EXPECT_FALSE(pairs_[i].ours->lags());
    }
    batch_.send();  // nothing is sent twice
    for (Pair& pair : pairs_) EXPECT_FALSE(pair.ours->lags());
    EXPECT_TRUE(pairs_.front().theirs.silent_for(Milliseconds(20)));
}

TEST_P(SendBatchTest, leaves_what_a_full_socket_does_not_take_to_its_outbox) {
    const std::string large = frame_of(std::string(16 << 20, 'x')), small = frame_of("small");
    for (int i = 0; i < 6; ++i) connect();
    Pair& slow = pairs_[2];
    for (Pair& pair : pairs_) batch_.add(*pair.ours, &pair == &slow ? large : small);
    batch_.send();
    EXPECT_TRUE(slow.ours->lags());
    slow.ours->send(make_frame(Opcode::text, "behind"));
    for (Pair& pair : pairs_)
        if (&pair != &slow) EXPECT_EQ(pair.theirs.expect_text(), "small");
    std::string text;
    std::thread reader([&] { text = slow.theirs.expect_text(); });
    run_until([&] { return !slow.ours->lags(); });
    reader.join();
    EXPECT_EQ(text, std::string(16 << 20, 'x'));
    EXPECT_EQ(slow.theirs.expect_text(), "behind");
}

TEST_P(SendBatchTest, bears_sockets_whose_peers_have_gone) {
    const std::string frame = frame_of("news");
    for (int i = 0; i < 8; ++i) connect();
    for (int i = 0; i < 8; i += 2) pairs_[static_cast<std::size_t>(i)].theirs.reset();
    for (int round = 0; round < 3; ++round) {
        for (Pair& pair : pairs_) batch_.add(*pair.ours, frame);
        batch_.send();
    }
    for (std::size_t i = 1; i < 8; i += 2)
        for (int round = 0; round < 3; ++round) EXPECT_EQ(pairs_[i].theirs.expect_text(), "news");
}

TEST_P(SendBatchTest, sends_nothing_after_a_close) {
    const std::string frame = frame_of("late");
    for (int i = 0; i < 5; ++i) connect();
    for (Pair& pair : pairs_) pair.ours->close(1001, "stops");
    for (Pair& pair : pairs_) batch_.add(*pair.ours, frame);
    batch_.send();
    run_until([&] { return !pairs_.back().ours->lags(); });
    for (Pair& pair : pairs_) EXPECT_EQ(pair.theirs.expect_close(), (WebSocketClient::Close{1001, "stops"}));
}

}  // namespace
}  // namespace pictbook::http
