#include "canvas/presence.hpp"

#include <gtest/gtest.h>

namespace pictbook::canvas {

namespace {

const Presence::Moment kStart{};
const Person kAda{"tab", "ada", model::Role::OWNER, "#000000"};
const Person kBob{"tab", "bob", model::Role::EDITOR, "#000000"};

TEST(People, WhoComeBackSoonHaveNotLeft) {  // V2-27
    Presence presence;
    EXPECT_TRUE(presence.arrive(kAda, std::nullopt));
    EXPECT_FALSE(presence.arrive(kAda, std::nullopt));
    presence.depart("ada", "tab", kStart + Presence::kAbsence);
    EXPECT_TRUE(presence.take_left(kStart + Seconds(4)).empty());
    EXPECT_FALSE(presence.arrive(kAda, std::nullopt)) << "has not left";
    EXPECT_TRUE(presence.take_left(kStart + Seconds(60)).empty());
    presence.depart("ada", "tab", kStart + Presence::kAbsence);
    EXPECT_EQ(presence.take_left(kStart + Seconds(5)).size(), 1u);
    EXPECT_TRUE(presence.empty());
}

TEST(People, OfANodeThatIsSilentLeave) {  // V2-27
    Presence presence;
    presence.arrive(kAda, std::nullopt);
    EXPECT_TRUE(presence.arrive(kBob, kStart + Presence::kSilence));
    EXPECT_FALSE(presence.arrive(kBob, kStart + Seconds(14)));
    EXPECT_TRUE(presence.take_left(kStart + Seconds(13)).empty());
    const std::vector<Person> left = presence.take_left(kStart + Seconds(14));
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left.front().userId, "bob");
    EXPECT_EQ(presence.here().size(), 1u);
}

TEST(People, OfThisNodeStayWhateverOthersSay) {  // V2-27
    Presence presence;
    presence.arrive(kAda, std::nullopt);
    EXPECT_FALSE(presence.arrive(kAda, kStart + Presence::kSilence)) << "he is on another node, too";
    presence.depart_elsewhere("ada", "tab", kStart);
    EXPECT_TRUE(presence.take_left(kStart + Seconds(60)).empty());
    EXPECT_EQ(presence.here().size(), 1u);
    presence.arrive(kBob, kStart + Presence::kSilence);
    presence.depart_elsewhere("bob", "tab", kStart);
    EXPECT_EQ(presence.take_left(kStart).size(), 1u);
}

TEST(People, AreShownWithTheirLastCursor) {  // V2-27
    Presence presence;
    presence.arrive(kAda, std::nullopt);
    presence.move("ada", "tab", R"({"x":1})");
    EXPECT_EQ(presence.to_json(),
              R"([{"clientId":"tab","userId":"ada","role":"OWNER","color":"#000000","cursor":{"x":1}}])");
    EXPECT_EQ(color_of("ada"), color_of("ada"));
}

}  // namespace

}  // namespace pictbook::canvas
