// Events that come too late, and devices whose clock is wrong.
#include <thread>

#include "live/live.hpp"

namespace pictbook::test {
namespace {

constexpr std::int64_t kHour = 3'600'000;

class Staleness : public testing::Test {
protected:
    /// Sends the event and, behind it, a note by the same clock; gives how many of the other sockets got the event.
    std::size_t reached(const std::string& sent, std::int64_t clock = 0) {
        sockets_.front().send_text(sent);
        const std::string mark = R"({"status":"CONNECTED","message":"mark"})";
        sockets_.front().send_text(event("CONNECTION", mark, now_in_milliseconds() + clock));
        std::size_t count = 0;
        for (std::size_t i = 1; i < sockets_.size(); ++i) {
            std::string message = sockets_[i].expect_text(kSoon);
            if (at(message, "/type") != at(sent, "/type")) {
                EXPECT_EQ(text_of(message), "mark");
                continue;
            }
            ++count;
            EXPECT_EQ(at(message, "/timestamp"), at(sent, "/timestamp"));
            EXPECT_EQ(expect_note(sockets_[i]), "mark");
        }
        return count;
    }

    const Person& owner_ = ada();
    const std::string book_ = make_book(owner_);
    std::vector<Socket> sockets_ = join_many(owner_, book_);
    const std::size_t others_ = sockets_.size() - 1;
};

TEST_F(Staleness, drops_cursors_and_frames_older_than_five_seconds) {  // LIVE-18
    const std::string circle = element("CIRCLE", "c");
    EXPECT_EQ(reached(cursor(1, now_in_milliseconds() - 5'500)), 0u);
    EXPECT_EQ(reached(event("FRAME_UPDATE", circle, now_in_milliseconds() - 5'500)), 0u);
    EXPECT_EQ(reached(cursor(1, 0)), 0u);
    EXPECT_EQ(reached(cursor(1)), others_);
    EXPECT_EQ(reached(event("FRAME_UPDATE", circle)), others_);
}

TEST_F(Staleness, keeps_everything_else_whatever_its_time) {  // LIVE-18
    for (const std::int64_t timestamp : {std::int64_t{0}, std::int64_t{-5}, now_in_milliseconds() - 60'000}) {
        for (const char* type : {"SHAPE_CREATE", "SHAPE_UPDATE", "SHAPE_DELETE"})
            EXPECT_EQ(reached(event(type, element("CIRCLE", "c"), timestamp)), others_);
        EXPECT_EQ(reached(event("IMAGE_CREATE", R"({"images":[]})", timestamp)), others_);
    }
    sockets_.front().send_text(event("CONNECTION", R"({"status":"CONNECTED","message":"old"})", 0));
    for (std::size_t i = 1; i < sockets_.size(); ++i) EXPECT_EQ(expect_note(sockets_[i]), "old");
}

TEST_F(Staleness, learns_the_clock_of_a_device_within_a_second) {  // LIVE-19
    const auto behind = [] { return now_in_milliseconds() - kHour; };
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(reached(cursor(i, behind()), -kHour), 0u);
        std::this_thread::sleep_for(std::chrono::milliseconds(550));
    }
    EXPECT_EQ(reached(cursor(2, behind()), -kHour), others_);
    EXPECT_EQ(reached(event("FRAME_UPDATE", element("CIRCLE", "c"), behind()), -kHour), others_);
    EXPECT_EQ(reached(cursor(3, behind() - 5'500), -kHour), 0u);
}

TEST_F(Staleness, takes_a_clock_that_is_ahead) {  // LIVE-19
    EXPECT_EQ(reached(cursor(1, now_in_milliseconds() + kHour), kHour), others_);
    EXPECT_EQ(reached(cursor(2, now_in_milliseconds() + kHour), kHour), others_);
}

}  // namespace
}  // namespace pictbook::test
