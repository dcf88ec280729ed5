#include "canvas/feed.hpp"

#include <gtest/gtest.h>

namespace pictbook::canvas {

namespace {

std::string taken(Feed& feed, std::int64_t seq, std::int64_t epoch = 1) {
    std::string out;
    for (const Event& each : feed.take({seq, epoch, ""})) out += std::to_string(each.seq) + " ";
    return out;
}

TEST(Feeds, LetEachEventLeaveOnceAndInOrder) {  // V2-9
    Feed feed;
    EXPECT_EQ(taken(feed, 6), "") << "nothing before the start";
    feed.start(5, 1);
    EXPECT_EQ(taken(feed, 5), "");
    EXPECT_EQ(taken(feed, 8), "");
    EXPECT_TRUE(feed.has_gap());
    EXPECT_EQ(taken(feed, 6), "6 ");
    EXPECT_EQ(taken(feed, 6), "");
    EXPECT_EQ(taken(feed, 9), "");
    EXPECT_EQ(taken(feed, 8), "");
    EXPECT_EQ(taken(feed, 7), "7 8 9 ");
    EXPECT_FALSE(feed.has_gap());
    EXPECT_EQ(feed.seq(), 9);
}

TEST(Feeds, BreakAtAnotherEpoch) {
    Feed feed;
    feed.start(5, 1);
    EXPECT_EQ(taken(feed, 6, 2), "");
    EXPECT_TRUE(feed.broken());
    EXPECT_EQ(taken(feed, 6, 1), "");
    feed.start(6, 2);
    EXPECT_EQ(taken(feed, 7, 2), "7 ");
}

TEST(Feeds, KeepOnlySoManyThatComeTooEarly) {
    Feed feed;
    feed.start(0, 1);
    const auto most = static_cast<std::int64_t>(Feed::kMostEarly);
    for (std::int64_t seq = 2; seq <= most + 10; ++seq) EXPECT_EQ(taken(feed, seq), "");
    EXPECT_EQ(feed.take({1, 1, ""}).size(), Feed::kMostEarly + 1);
    EXPECT_EQ(feed.seq(), most + 1);
}

}  // namespace

}  // namespace pictbook::canvas
