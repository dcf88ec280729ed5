// Deadlines: each fires once, after its time, unless it was cleared, set again or has ended.
#include "base/deadline.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>

namespace pictbook {
namespace {

using namespace std::chrono_literals;

class DeadlineTest : public testing::Test {
protected:
    void run_for(Milliseconds time) {
        context_.restart();
        context_.run_for(time);
    }
    /// Until the condition holds, for at most ten seconds.
    template <class Condition>
    void run_until(Condition condition) {
        for (int i = 0; i < 200 && !condition(); ++i) run_for(50ms);
    }

    boost::asio::io_context context_;
    Deadlines deadlines_{context_.get_executor()};
};

TEST_F(DeadlineTest, FiresOnceAfterItsTime) {
    int fired = 0;
    Deadline deadline(deadlines_, [&] { ++fired; });
    deadlines_.start();
    const Monotonic::time_point begin = Monotonic::now();
    deadline.set(300ms);
    EXPECT_FALSE(deadline.expired());
    run_until([&] { return fired > 0; });
    EXPECT_GE(Monotonic::now() - begin, 300ms);
    EXPECT_TRUE(deadline.expired());
    run_for(3 * Deadlines::kResolution);
    EXPECT_EQ(fired, 1);
}

TEST_F(DeadlineTest, NeverFiresBeforeItWasSetOrAfterItWasCleared) {
    int fired = 0;
    Deadline unset(deadlines_, [&] { ++fired; });
    Deadline cleared(deadlines_, [&] { ++fired; });
    cleared.set(1ms);
    cleared.clear();
    deadlines_.start();
    run_for(3 * Deadlines::kResolution);
    EXPECT_EQ(fired, 0);
    EXPECT_FALSE(cleared.expired());
}

TEST_F(DeadlineTest, SettingItAgainMovesItAndForgetsThatItExpired) {
    int fired = 0;
    Deadline deadline(deadlines_, [&] { ++fired; });
    deadlines_.start();
    deadline.set(1ms);
    run_until([&] { return fired > 0; });
    deadline.set(1h);
    EXPECT_FALSE(deadline.expired());
    run_for(3 * Deadlines::kResolution);
    EXPECT_EQ(fired, 1);
}

TEST_F(DeadlineTest, OneMayEndAnother) {
    int fired = 0;
    std::unique_ptr<Deadline> first, second;
    const auto fire = [&](std::unique_ptr<Deadline>& other) {
        ++fired;
        other.reset();
    };
    first = std::make_unique<Deadline>(deadlines_, [&] { fire(second); });
    second = std::make_unique<Deadline>(deadlines_, [&] { fire(first); });
    first->set(1ms);
    second->set(1ms);
    deadlines_.start();
    run_for(3 * Deadlines::kResolution);
    EXPECT_EQ(fired, 1);
}

TEST_F(DeadlineTest, NothingFiresAfterTheStop) {
    int fired = 0;
    Deadline deadline(deadlines_, [&] { ++fired; });
    deadline.set(1ms);
    deadlines_.start();
    deadlines_.stop();
    run_for(3 * Deadlines::kResolution);
    EXPECT_EQ(fired, 0);
}

}  // namespace
}  // namespace pictbook
