// The load generator against the floor: it gets all that is relayed, and sees when something is not.
#include "sockets.hpp"

#include <gtest/gtest.h>

#include "floor.hpp"

namespace pictbook::bench {
namespace {

constexpr std::size_t kPeople = 5, kSenders = 3;

Load load_of(Kind kind) { return {.kind = kind, .per_second = 50, .duration = std::chrono::milliseconds(400)}; }

class TwoRooms : public testing::Test {
protected:
    TwoRooms() {
        sockets_.plan("one", kPeople, kSenders);
        sockets_.plan("two", kPeople, kSenders);
        sockets_.connect();
    }

    Floor floor_;
    Sockets sockets_{floor_.port(), ""};
};

TEST_F(TwoRooms, GetEveryMessageOnceAndInOrder) {
    for (const Kind kind : {Kind::cursor, Kind::frame, Kind::shape, Kind::text}) {
        const Outcome outcome = sockets_.run(load_of(kind));
        EXPECT_GT(outcome.sent, 90U);
        EXPECT_EQ(outcome.delivered, outcome.sent * (kPeople - 1));
        EXPECT_EQ(outcome.segments, outcome.delivered);
        EXPECT_EQ(outcome.latency.count(), outcome.delivered);
        const Losses& losses = outcome.losses;
        EXPECT_EQ(losses.missing + losses.doubled + losses.reordered + losses.replaced + losses.strayed, 0U);
        EXPECT_EQ(outcome.unsent + outcome.ended, 0U);
    }
}

TEST_F(TwoRooms, TellManyMessagesInOneSendFromOneEach) {
    floor_.imitate(4, 20);
    const Outcome outcome = sockets_.run(load_of(Kind::cursor));
    EXPECT_GT(outcome.messages_per_send(), 2);
    EXPECT_EQ(outcome.extra_bytes(), 20U);
}

TEST_F(TwoRooms, MissWhatIsHeldBackAndSeeThatItComesLate) {
    floor_.imitate(1e9, 0);
    const Outcome held_back = sockets_.run(load_of(Kind::shape));
    EXPECT_GT(held_back.sent, 0U);
    EXPECT_EQ(held_back.losses.missing + held_back.delivered, held_back.sent * (kPeople - 1));
    EXPECT_GT(held_back.losses.missing, 0U);
    floor_.imitate(1, 0);
    const Outcome late = sockets_.run(load_of(Kind::shape));
    EXPECT_GT(late.losses.reordered, 0U);
    EXPECT_EQ(late.losses.reordered, held_back.losses.missing);
}

TEST_F(TwoRooms, OfVolatileMessagesMissTheNewestOnly) {
    floor_.imitate(1e9, 0);
    const Outcome outcome = sockets_.run(load_of(Kind::cursor));
    EXPECT_EQ(outcome.losses.missing, 2 * kSenders * (kPeople - 1));
    EXPECT_EQ(outcome.losses.missing + outcome.losses.replaced + outcome.delivered, outcome.sent * (kPeople - 1));
}

TEST(Sockets, AreCountedByTheirPongs) {
    Floor floor;
    Sockets sockets(floor.port(), "");
    sockets.plan("one", 100, 0);
    sockets.connect();
    EXPECT_EQ(sockets.ping(std::chrono::seconds(5)), 100U);
}

}  // namespace
}  // namespace pictbook::bench
