#include "base/turns.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace pictbook {
namespace {

namespace asio = boost::asio;

/// Waits for turns on a loop that runs as far as it can.
class WaitingForTurns : public testing::Test {
protected:
    void wait(const std::string& name) {
        const auto done = [this, name](std::exception_ptr refused, std::optional<Turns::Turn> turn) {
            said_ += refused ? "-" + name : name;
            if (turn) taken_.push_back(*std::move(turn));
        };
        const auto one = [](Turns& from) -> asio::awaitable<std::optional<Turns::Turn>> {
            co_return co_await from.wait("busy");
        };
        asio::co_spawn(loop_, one(*turns_), done);
        go_on();
    }
    /// Ends the turn that was taken first.
    void end_one() {
        taken_.pop_front();
        go_on();
    }
    void go_on() {
        loop_.restart();
        while (loop_.poll_one() > 0) loop_.restart();
    }

    asio::io_context loop_;
    std::optional<Turns> turns_;
    std::string said_;  // who got one, and after a hyphen who was refused
    std::deque<Turns::Turn> taken_;
};

TEST_F(WaitingForTurns, GetsThemInTheOrderOfThoseWhoWait) {
    turns_.emplace(2);
    for (const char* name : {"a", "b", "c", "d"}) wait(name);
    EXPECT_EQ(said_, "ab");
    end_one();
    EXPECT_EQ(said_, "abc");
    EXPECT_THROW(turns_->take("busy"), Unavailable);
    end_one();
    EXPECT_EQ(said_, "abcd");
    end_one();
    end_one();
    wait("e");
    EXPECT_EQ(said_, "abcde");
}

TEST_F(WaitingForTurns, IsRefusedAfterTheLongestWait) {
    turns_.emplace(1, Milliseconds(0));
    for (const char* name : {"a", "b", "c"}) wait(name);
    end_one();
    EXPECT_EQ(said_, "a-b-c");
    wait("d");
    EXPECT_EQ(said_, "a-b-cd") << "nobody waits any more";
}

}  // namespace

TEST(Turns, AreGivenUpToTheirNumber) {  // ARCHIVE-14
    Turns turns(2);
    std::optional<Turns::Turn> first(turns.take("busy"));
    const Turns::Turn second = turns.take("busy");
    try {
        const Turns::Turn third = turns.take("busy");
        ADD_FAILURE() << "a third turn";
    } catch (const Unavailable& refused) {
        EXPECT_STREQ(refused.what(), "busy");
        EXPECT_EQ(refused.retry_after, Seconds(10));
    }
    first.reset();
    const Turns::Turn again = turns.take("busy");
    EXPECT_THROW(turns.take("busy"), Unavailable);
}

}  // namespace pictbook
