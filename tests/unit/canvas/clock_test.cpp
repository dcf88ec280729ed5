// What a socket's messages show about its device's clock.
#include <gtest/gtest.h>

#include "canvas/room.hpp"

namespace pictbook::canvas {
namespace {

constexpr double kHour = 3'600'000;
const Time kBegin{Milliseconds(1'735'689'600'000)};

Time at(int milliseconds) { return kBegin + Milliseconds(milliseconds); }

/// What a device whose clock is `offset` milliseconds ahead of ours says at that moment.
double stamp(int milliseconds, double offset = 0) {
    return static_cast<double>(at(milliseconds).time_since_epoch().count()) + offset;
}

TEST(SenderClock, counts_as_right_at_first) {  // LIVE-18
    SenderClock clock;
    EXPECT_EQ(clock.age(stamp(0), at(40)), 40);
    EXPECT_EQ(clock.age(stamp(-6000), at(50)), 6050);
    EXPECT_EQ(clock.age(stamp(0, -kHour), at(60)), 60 + kHour);
    EXPECT_EQ(clock.age(stamp(0, kHour), at(70)), 70 - kHour);
}

TEST(SenderClock, is_learnt_after_a_second_of_messages) {  // LIVE-19
    SenderClock clock;
    EXPECT_EQ(clock.age(stamp(0, -kHour), at(30)), kHour + 30);
    EXPECT_EQ(clock.age(stamp(500, -kHour), at(520)), kHour + 20);
    EXPECT_EQ(clock.age(stamp(1010, -kHour), at(1029)), kHour + 19);  // 999 ms after the first
    EXPECT_EQ(clock.age(stamp(1010, -kHour), at(1030)), 1);           // 20 ms under way; 19 is the quickest seen
    EXPECT_EQ(clock.age(stamp(2000, -kHour), at(9000)), 7000 - 19);
}

TEST(SenderClock, is_not_learnt_from_two_messages) {  // LIVE-19
    SenderClock clock;
    clock.age(stamp(0, -kHour), at(0));
    EXPECT_EQ(clock.age(stamp(60'000, -kHour), at(60'000)), kHour);
    EXPECT_EQ(clock.age(stamp(60'001, -kHour), at(60'001)), 0);
}

TEST(SenderClock, that_is_ahead_does_not_hide_what_is_late) {  // LIVE-19
    SenderClock clock;
    for (int time = 0; time <= 1000; time += 500) clock.age(stamp(time, kHour), at(time + 10));
    EXPECT_EQ(clock.age(stamp(2000, kHour), at(2010)), 0);
    EXPECT_EQ(clock.age(stamp(2000, kHour), at(8010)), 6000);
}

TEST(SenderClock, that_is_right_stays_so_on_a_slow_line) {  // LIVE-18
    SenderClock clock;
    clock.age(stamp(0), at(20));
    for (int time = 1000; time <= 4000; time += 1000) clock.age(stamp(time), at(time + 300));
    EXPECT_EQ(clock.age(stamp(5000), at(11'000)), 6000 - 20);
}

TEST(SenderClock, that_was_put_forward_is_followed_at_once) {  // LIVE-19
    SenderClock clock;
    for (int time = 0; time <= 2000; time += 500) clock.age(stamp(time), at(time));
    EXPECT_EQ(clock.age(stamp(2500, kHour), at(2500)), 0);
}

TEST(SenderClock, that_was_put_back_is_followed_soon) {  // LIVE-19
    SenderClock clock;
    for (int time = 0; time <= 20'000; time += 500) clock.age(stamp(time, kHour), at(time));
    EXPECT_EQ(clock.age(stamp(20'500), at(20'500)), kHour);
    int heard = 0;
    for (int time = 21'000; time <= 60'000 && heard == 0; time += 500)
        if (clock.age(stamp(time), at(time)) == 0) heard = time;
    EXPECT_GT(heard, 30'000);  // one late message shows nothing
    EXPECT_LE(heard, 20'500 + 2 * 15'000);
}

TEST(SenderClock, is_still_known_after_a_pause) {  // LIVE-19
    SenderClock clock;
    for (int time = 0; time <= 2000; time += 500) clock.age(stamp(time, -kHour), at(time));
    EXPECT_EQ(clock.age(stamp(600'000, -kHour), at(606'000)), 6000);
}

TEST(SenderClock, bears_any_number) {
    SenderClock clock;
    for (const double timestamp : {0.0, -1.0, 1e308, -1e308, 5e-324, 0.5})
        for (int i = 0; i < 3; ++i) clock.age(timestamp, at(i * 1000));
    EXPECT_GT(clock.age(stamp(9000), at(9000)), kStaleMilliseconds);
}

}  // namespace
}  // namespace pictbook::canvas
