// When a connection is pinged or given up, by a clock that the test moves.
#include "http/websocket_deadlines.hpp"

#include <gtest/gtest.h>

namespace pictbook::http {
namespace {

using Due = WebSocketDeadlines::Due;

const WebSocketDeadlines::Moment kStart{};
const WebSocketLimits kLimits{.ping_after = Seconds(120)};

WebSocketDeadlines::Moment at(int seconds) { return kStart + Seconds(seconds); }

TEST(WebSocketDeadlines, ping_once_after_silence_and_give_up_without_an_answer) {  // LIVE-32
    WebSocketDeadlines deadlines(kLimits, kStart);
    EXPECT_EQ(deadlines.next(), at(120));
    EXPECT_EQ(deadlines.check(at(119)), Due::nothing);
    EXPECT_EQ(deadlines.check(at(120)), Due::ping);
    EXPECT_EQ(deadlines.next(), at(150));
    EXPECT_EQ(deadlines.check(at(121)), Due::nothing);
    EXPECT_EQ(deadlines.check(at(149)), Due::nothing);
    EXPECT_EQ(deadlines.check(at(150)), Due::end);
}

TEST(WebSocketDeadlines, take_any_bytes_as_a_sign_of_life) {
    WebSocketDeadlines deadlines(kLimits, kStart);
    deadlines.heard(at(100));
    EXPECT_EQ(deadlines.check(at(120)), Due::nothing);
    EXPECT_EQ(deadlines.next(), at(220));
    EXPECT_EQ(deadlines.check(at(220)), Due::ping);
    deadlines.heard(at(249));
    EXPECT_EQ(deadlines.check(at(250)), Due::nothing);
    EXPECT_EQ(deadlines.next(), at(369));
    EXPECT_EQ(deadlines.check(at(369)), Due::ping);
}

TEST(WebSocketDeadlines, count_a_late_ping_from_when_it_was_sent) {
    WebSocketDeadlines deadlines(kLimits, kStart);
    EXPECT_EQ(deadlines.check(at(500)), Due::ping);
    EXPECT_EQ(deadlines.next(), at(530));
}

TEST(WebSocketDeadlines, give_up_a_write_that_does_not_move) {  // LIVE-48
    WebSocketDeadlines deadlines(kLimits, kStart);
    deadlines.write_stuck(at(10));
    deadlines.write_stuck(at(20));
    EXPECT_EQ(deadlines.next(), at(40));
    EXPECT_EQ(deadlines.check(at(39)), Due::nothing);
    EXPECT_EQ(deadlines.check(at(40)), Due::end);
}

TEST(WebSocketDeadlines, let_a_write_go_on_as_long_as_it_moves) {
    WebSocketDeadlines deadlines(kLimits, kStart);
    for (int now = 0; now < 115; now += 5) {
        deadlines.write_stuck(at(now));
        EXPECT_EQ(deadlines.check(at(now + 4)), Due::nothing);
        deadlines.write_moved();
    }
    EXPECT_EQ(deadlines.next(), at(120));
}

TEST(WebSocketDeadlines, bound_a_close_however_slowly_the_rest_is_written) {
    WebSocketDeadlines deadlines(kLimits, kStart);
    deadlines.closing(at(10));
    EXPECT_EQ(deadlines.next(), at(40));
    for (int now = 10; now < 40; now += 5) {
        deadlines.heard(at(now));
        deadlines.write_stuck(at(now));
        deadlines.write_moved();
        EXPECT_EQ(deadlines.check(at(now)), Due::nothing);
    }
    EXPECT_EQ(deadlines.check(at(40)), Due::end);
}

TEST(WebSocketDeadlines, give_the_peer_a_few_seconds_to_answer_a_close_frame) {
    WebSocketDeadlines deadlines(kLimits, kStart);
    deadlines.closing(at(10));
    deadlines.close_written(at(11));
    EXPECT_EQ(deadlines.next(), at(16));
    deadlines.heard(at(15));
    EXPECT_EQ(deadlines.check(at(15)), Due::nothing);
    EXPECT_EQ(deadlines.check(at(16)), Due::end);
}

TEST(WebSocketDeadlines, give_a_silent_peer_no_more_time_for_a_close_than_for_its_pong) {  // LIVE-32
    WebSocketDeadlines deadlines({.ping_after = Seconds(30), .pong_within = Seconds(30)}, kStart);
    EXPECT_EQ(deadlines.check(at(30)), Due::ping);
    deadlines.closing(at(59));
    EXPECT_EQ(deadlines.next(), at(60));
    EXPECT_EQ(deadlines.check(at(60)), Due::end);
}

TEST(WebSocketDeadlines, send_no_ping_once_closing) {
    WebSocketDeadlines deadlines(kLimits, kStart);
    deadlines.closing(at(119));
    EXPECT_EQ(deadlines.check(at(121)), Due::nothing);
}

}  // namespace
}  // namespace pictbook::http
