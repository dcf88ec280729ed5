// Rate limits, with the time handed in.
#include "account/limiter.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace pictbook::account {
namespace {

using std::chrono::milliseconds;

const Monotonic::time_point kStart = Monotonic::time_point(std::chrono::hours(1));
constexpr Allowance kThree{3, Seconds(10)};

// AUTH-51
TEST(Limiter, TheFourthWithinTheWindowIsRefused) {
    Limiter limiter(true);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("10.0.0.1", "/r", kThree, kStart + Seconds(i)), std::nullopt);
    EXPECT_EQ(limiter.take("10.0.0.1", "/r", kThree, kStart + Seconds(3)), Seconds(7));
    EXPECT_EQ(limiter.take("10.0.0.1", "/r", kThree, kStart + milliseconds(9'999)), Seconds(1));
    EXPECT_EQ(limiter.take("10.0.0.1", "/r", kThree, kStart + Seconds(10)), std::nullopt);
}

// AUTH-51: not only counted from the first of a burst.
TEST(Limiter, NoWindowHoldsMoreThanAllowed) {
    Limiter limiter(true);
    std::vector<int> taken;  // tenths of a second
    for (int tenth = 0; tenth < 1000; tenth += 7)
        if (!limiter.take("10.0.0.1", "/r", kThree, kStart + milliseconds(100 * tenth))) taken.push_back(tenth);
    ASSERT_GT(taken.size(), 20u);
    for (std::size_t i = 3; i < taken.size(); ++i) EXPECT_GE(taken[i] - taken[i - 3], 100);
}

// AUTH-51
TEST(Limiter, RefusedRequestsDoNotPutTheEndOff) {
    Limiter limiter(true);
    for (int i = 0; i < 3; ++i) limiter.take("10.0.0.1", "/r", kThree, kStart);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(limiter.take("10.0.0.1", "/r", kThree, kStart + Seconds(5)).has_value());
    EXPECT_EQ(limiter.take("10.0.0.1", "/r", kThree, kStart + Seconds(10)), std::nullopt);
}

// AUTH-51, AUTH-52
TEST(Limiter, AddressesAndRoutesAreCountedApart) {
    Limiter limiter(true);
    for (int i = 0; i < 3; ++i) limiter.take("10.0.0.1", "/r", kThree, kStart);
    EXPECT_TRUE(limiter.take("10.0.0.1", "/r", kThree, kStart).has_value());
    EXPECT_EQ(limiter.take("10.0.0.2", "/r", kThree, kStart), std::nullopt);
    EXPECT_EQ(limiter.take("10.0.0.1", "/s", kThree, kStart), std::nullopt);
}

// AUTH-54
TEST(CountedAddress, IsTheHouseholdOfAnIpv6Address) {
    EXPECT_EQ(counted_address("2001:db8:1:2:3:4:5:6"), counted_address("2001:db8:1:2:ffff::1"));
    EXPECT_NE(counted_address("2001:db8:1:2::1"), counted_address("2001:db8:1:3::1"));
    EXPECT_NE(counted_address("10.0.0.1"), counted_address("10.0.0.2"));
    EXPECT_EQ(counted_address("no address"), "no address");
}

// AUTH-55
TEST(Limiter, SwitchedOffItRefusesNothingAndHoldsNothing) {
    Limiter limiter(false);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(limiter.take("10.0.0.1", "/r", kThree, kStart), std::nullopt);
    EXPECT_EQ(limiter.size(), 0u);
}

TEST(Limiter, HoldsABoundedNumberAndDropsTheLongestUnused) {
    Limiter limiter(true, 10);
    for (int i = 0; i < 3; ++i) limiter.take("kept", "/r", kThree, kStart);
    for (int i = 0; i < 100; ++i) {
        limiter.take("other " + std::to_string(i), "/r", kThree, kStart);
        EXPECT_TRUE(limiter.take("kept", "/r", kThree, kStart).has_value());
        EXPECT_LE(limiter.size(), 10u);
    }
}

TEST(Limiter, ForgetsWhatNoLongerCounts) {
    Limiter limiter(true);
    for (int i = 0; i < 1000; ++i) limiter.take("client " + std::to_string(i), "/r", kThree, kStart);
    EXPECT_EQ(limiter.size(), 1000u);
    limiter.take("late", "/r", kThree, kStart + Seconds(60));
    EXPECT_EQ(limiter.size(), 1u);
}

TEST(Limiter, CountsTogetherWhatComesOnSeveralThreads) {
    Limiter limiter(true);
    std::atomic<int> taken = 0;
    const auto many = [&] {
        for (int i = 0; i < 500; ++i)
            if (!limiter.take("10.0.0.1", "/r", kUsualAllowance, kStart)) ++taken;
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(many);
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(taken, 100);
}

}  // namespace
}  // namespace pictbook::account
