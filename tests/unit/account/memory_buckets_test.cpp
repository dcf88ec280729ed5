// The buckets of one process, with the time handed in.
#include "account/memory_buckets.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace pictbook::account {
namespace {

const Monotonic::time_point kStart = Monotonic::time_point(std::chrono::hours(1));
constexpr Allowance kThree{3, Seconds(9)};

// LIMIT-1, AUTH-51
TEST(MemoryBuckets, GiveSoManyAtOnceAndThenOneAfterAnother) {
    MemoryBuckets buckets;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(buckets.take_now("k", kThree, kStart).ok());
    EXPECT_EQ(buckets.take_now("k", kThree, kStart).wait, Seconds(3));
    EXPECT_EQ(buckets.take_now("k", kThree, kStart + Seconds(1)).wait, Seconds(2));
    EXPECT_TRUE(buckets.take_now("k", kThree, kStart + Seconds(3)).ok());
    EXPECT_EQ(buckets.take_now("k", kThree, kStart + Seconds(3)).wait, Seconds(3));
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(buckets.take_now("k", kThree, kStart + Seconds(9)).ok());
    EXPECT_FALSE(buckets.take_now("k", kThree, kStart + Seconds(9)).ok());
}

// LIMIT-1
TEST(MemoryBuckets, AreFullAfterAWindow) {
    MemoryBuckets buckets;
    for (int i = 0; i < 3; ++i) buckets.take_now("k", kThree, kStart);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(buckets.take_now("k", kThree, kStart + Seconds(9)).ok());
    EXPECT_FALSE(buckets.take_now("k", kThree, kStart + Seconds(9)).ok());
}

// LIMIT-1: in the long run the allowance, however it is asked for.
TEST(MemoryBuckets, GiveNoMoreThanTheAllowanceInTheLongRun) {
    MemoryBuckets buckets;
    int taken = 0;
    for (int tenth = 0; tenth < 9000; tenth += 7)
        taken += buckets.take_now("k", kThree, kStart + Milliseconds(100 * tenth)).ok() ? 1 : 0;
    EXPECT_GE(taken, 299);
    EXPECT_LE(taken, 303);
}

// LIMIT-2
TEST(MemoryBuckets, TakeNothingFromWhoIsRefused) {
    MemoryBuckets buckets;
    for (int i = 0; i < 3; ++i) buckets.take_now("k", kThree, kStart);
    for (int i = 0; i < 50; ++i) EXPECT_FALSE(buckets.take_now("k", kThree, kStart + Seconds(2)).ok());
    EXPECT_TRUE(buckets.take_now("k", kThree, kStart + Seconds(3)).ok());
}

// LIMIT-2: what is told is never too short.
TEST(MemoryBuckets, TellAWaitThatSuffices) {
    MemoryBuckets buckets;
    constexpr Allowance kSeven{7, Seconds(1)};
    Monotonic::time_point time = kStart;
    int refused = 0;
    while (refused < 100) {
        const Taken taken = buckets.take_now("k", kSeven, time);
        time += taken.wait;
        if (taken.ok()) continue;
        ++refused;
        EXPECT_TRUE(buckets.take_now("k", kSeven, time).ok());
        time += std::chrono::nanoseconds(1'234'567);
    }
}

// LIMIT-9
TEST(MemoryBuckets, TakeBackWhatWasGiven) {
    MemoryBuckets buckets;
    for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(buckets.take_now("k", kThree, kStart).ok());
        buckets.give_back_now("k", kThree, kStart);
    }
    buckets.give_back_now("k", kThree, kStart);
    buckets.give_back_now("nobody", kThree, kStart);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(buckets.take_now("k", kThree, kStart).ok());  // and not one more
    EXPECT_FALSE(buckets.take_now("k", kThree, kStart).ok());
}

// LIMIT-17
TEST(MemoryBuckets, AreBoundedAndTheLongestUnusedGoesFirst) {
    MemoryBuckets buckets(10);
    for (int i = 0; i < 3; ++i) buckets.take_now("kept", kThree, kStart);
    for (int i = 0; i < 100; ++i) {
        buckets.take_now("other " + std::to_string(i), kThree, kStart);
        EXPECT_FALSE(buckets.take_now("kept", kThree, kStart).ok());
        EXPECT_LE(buckets.size(), 10u);
    }
}

TEST(MemoryBuckets, ForgetWhatIsFull) {
    MemoryBuckets buckets;
    for (int i = 0; i < 1000; ++i) buckets.take_now("client " + std::to_string(i), kThree, kStart);
    EXPECT_EQ(buckets.size(), 1000u);
    buckets.take_now("late", kThree, kStart + Seconds(60));
    EXPECT_EQ(buckets.size(), 1u);
}

TEST(MemoryBuckets, CountTogetherWhatComesOnSeveralThreads) {
    MemoryBuckets buckets;
    std::atomic<int> taken = 0;
    const auto many = [&] {
        for (int i = 0; i < 500; ++i)
            if (buckets.take_now("k", {100, Seconds(10)}, kStart).ok()) ++taken;
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(many);
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(taken, 100);
}

}  // namespace
}  // namespace pictbook::account
