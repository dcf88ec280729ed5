// Sender, number and time survive the way through a server, also through one that writes JSON in its own manner.
#include "stamp.hpp"

#include <gtest/gtest.h>

namespace pictbook::bench {
namespace {

constexpr Stamp kStamp{3'599'999'999, 9'999, 123'456'789};

void expect_stamp(const std::optional<Stamp>& stamp) {
    ASSERT_TRUE(stamp);
    EXPECT_EQ(stamp->microseconds, kStamp.microseconds);
    EXPECT_EQ(stamp->sender, kStamp.sender);
    EXPECT_EQ(stamp->number, kStamp.number);
}

TEST(Stamp, IsReadFromEveryKindOfMessage) {
    for (const Kind kind : {Kind::cursor, Kind::frame, Kind::shape, Kind::text})
        expect_stamp(read_stamp(make_message(kind, kStamp)));
}

TEST(Stamp, IsReadWhenItsNumbersBecameFloatingPoint) {
    expect_stamp(read_stamp(R"({"payload":{"y":9.999123456789E12,"x":3599999999.0,"cursor":"default"}})"));
}

TEST(Stamp, IsInNoOtherMessage) {
    EXPECT_FALSE(read_stamp("?"));
    EXPECT_FALSE(read_stamp(R"({"type":"validation","x":)"));
    EXPECT_FALSE(read_stamp(R"({"scaleX":1,"scaleY":2})"));
}

TEST(Stamp, MakesMessagesOfTheSizesThatAreStated) {
    EXPECT_NEAR(static_cast<double>(make_message(Kind::cursor, kStamp).size()), 110, 15);
    EXPECT_NEAR(static_cast<double>(make_message(Kind::shape, kStamp).size()), 250, 25);
    EXPECT_NEAR(static_cast<double>(make_message(Kind::text, kStamp).size()), 2250, 25);
}

}  // namespace
}  // namespace pictbook::bench
