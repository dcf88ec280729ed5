// When cursor and drag updates leave, by a clock that the test moves: LIVE-31.
#include "canvas/room_outbox.hpp"

#include <gmock/gmock.h>

namespace pictbook::canvas {
namespace {

using testing::ElementsAre;

class RoomOutboxes : public testing::Test {
protected:
    /// Whether it is to leave at once, `milliseconds` after the start.
    bool add(int milliseconds, std::uint64_t sender, const std::string& text, const std::string& element = "") {
        const http::VolatileKey key(sender, element.empty() ? 0 : 1, element);
        return outbox_.add(key, std::make_shared<const std::string>(text), at(milliseconds));
    }
    bool add_ordered(std::uint64_t sender, const std::string& text) {
        return outbox_.add_ordered(sender, std::make_shared<const std::string>(text));
    }
    std::vector<std::string> take(int milliseconds) {
        std::vector<std::string> texts;
        for (const RoomOutbox::Update& update : outbox_.take(at(milliseconds))) texts.push_back(*update.frame);
        return texts;
    }
    static RoomOutbox::Moment at(int milliseconds) {
        return RoomOutbox::Moment(std::chrono::hours(1)) + Milliseconds(milliseconds);
    }

    RoomOutbox outbox_;
};

TEST_F(RoomOutboxes, lets_a_lone_cursor_leave_at_once) {
    for (int time = 0; time < 1000; time += 20) {
        EXPECT_TRUE(add(time, 1, "here"));
        EXPECT_THAT(take(time), ElementsAre("here"));
    }
}

TEST_F(RoomOutboxes, keeps_every_ordered_event_in_its_place) {
    add(0, 1, "left"), take(0);
    EXPECT_FALSE(add(1, 1, "here"));
    EXPECT_FALSE(add_ordered(1, "first"));
    EXPECT_FALSE(add(2, 2, "other"));
    EXPECT_FALSE(add(3, 1, "there"));
    EXPECT_FALSE(add_ordered(1, "second"));
    EXPECT_FALSE(add_ordered(2, "second"));
    EXPECT_THAT(take(3), ElementsAre("first", "other", "there", "second", "second"));
}

TEST_F(RoomOutboxes, lets_a_lone_cursor_leave_at_once_behind_an_ordered_event) {
    add_ordered(1, "said");
    EXPECT_THAT(take(0), ElementsAre("said"));
    EXPECT_TRUE(add(1, 1, "here"));
}

TEST_F(RoomOutboxes, is_full_of_ordered_events_too) {
    for (std::size_t i = 0; i < RoomOutbox::kMostWaiting; ++i) EXPECT_FALSE(add_ordered(1, "."));
    EXPECT_TRUE(add_ordered(1, "."));
    EXPECT_EQ(take(0).size(), RoomOutbox::kMostWaiting + 1);
    EXPECT_TRUE(add_ordered(1, std::string(RoomOutbox::kMostBytes + 1, '.')));
}

TEST_F(RoomOutboxes, sends_one_that_is_faster_than_the_tick_no_oftener_than_it) {
    EXPECT_TRUE(add(0, 1, "0"));
    EXPECT_THAT(take(0), ElementsAre("0"));
    EXPECT_FALSE(add(5, 1, "5"));
    EXPECT_FALSE(add(10, 1, "10"));
    EXPECT_THAT(take(16), ElementsAre("10"));
}

TEST_F(RoomOutboxes, waits_while_several_move) {
    EXPECT_TRUE(add(0, 1, "a"));
    take(0);
    EXPECT_FALSE(add(20, 2, "b"));
    EXPECT_FALSE(add(22, 1, "c"));
    EXPECT_FALSE(add(24, 3, "d"));
    EXPECT_THAT(take(32), ElementsAre("b", "c", "d"));
    EXPECT_FALSE(add(50, 1, "e")) << "another moved 26 ms ago";
    EXPECT_THAT(take(60), ElementsAre("e"));
    EXPECT_TRUE(add(90, 1, "f")) << "alone again";
}

TEST_F(RoomOutboxes, holds_the_newest_of_each_sender_and_element) {
    EXPECT_TRUE(add(0, 2, "begin"));
    take(0);
    add(1, 1, "cursor 1");
    add(2, 1, "drag x 1", "x");
    add(3, 2, "cursor of 2");
    add(4, 1, "drag y", "y");
    add(5, 1, "drag x 2", "x");
    add(6, 1, "cursor 2");
    EXPECT_THAT(take(16), ElementsAre("cursor of 2", "drag y", "drag x 2", "cursor 2"));
    EXPECT_TRUE(outbox_.empty());
}

TEST_F(RoomOutboxes, is_bounded) {
    add(0, 2, "begin");
    take(0);
    std::size_t waiting = 0;
    while (!add(1, 1, "drag", "element " + std::to_string(waiting))) ++waiting;
    EXPECT_EQ(waiting, RoomOutbox::kMostWaiting);
    EXPECT_EQ(take(1).size(), RoomOutbox::kMostWaiting + 1);
    EXPECT_FALSE(add(2, 1, std::string(RoomOutbox::kMostBytes, 'x'), "large"));
    EXPECT_TRUE(add(3, 1, "x", "small"));
}

}  // namespace
}  // namespace pictbook::canvas
