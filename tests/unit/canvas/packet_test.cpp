#include "canvas/packet.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace pictbook::canvas {
namespace {

TEST(Packet, is_read_as_it_was_packed) {
    const std::string every_byte = [] {
        std::string out;
        for (int byte = 0; byte < 256; ++byte) out.push_back(static_cast<char>(byte));
        return out;
    }();
    for (const std::uint64_t sender :
         {std::uint64_t{0}, std::uint64_t{17}, std::numeric_limits<std::uint64_t>::max()}) {
        for (const Lane lane : {Lane::ordered, Lane::cursor, Lane::frame}) {
            for (const std::string& element :
                 {std::string(), std::string("a b\nc"), std::string("\n5 o 3\n"), every_byte}) {
                for (const std::string& frame : {std::string(), std::string("\x81\x02{}"), every_byte + "\n"}) {
                    const std::string text = pack({sender, lane, element, frame});
                    const std::optional<Packet> packet = unpack(text);
                    ASSERT_TRUE(packet);
                    EXPECT_EQ(packet->sender, sender);
                    EXPECT_EQ(packet->lane, lane);
                    EXPECT_EQ(packet->element, element);
                    EXPECT_EQ(packet->frame, frame);
                }
            }
        }
    }
}

TEST(Packet, is_nothing_else) {
    for (const char* text :
         {"", "\n", "5", "5 ", "5 o", "5 o ", "5 o 0", "5 x 0\n", "5 o -1\n", "5 o 4\nabc", "-5 o 0\n", "x o 0\n",
          "5  o 0\n", "5 o 1", "99999999999999999999 o 0\n", "5 o 99999999999999999999\n"})
        EXPECT_FALSE(unpack(text)) << text;
}

}  // namespace
}  // namespace pictbook::canvas
