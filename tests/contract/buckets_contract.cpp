// What every driver of Buckets does. Real time passes: windows are so long that a slow machine sees no difference, or the
// test waits for as long as it was told.
#include <thread>

#include "account/memory_buckets.hpp"
#include "contract/buckets_suite.hpp"

namespace pictbook::account {

constexpr Allowance kThreeInAnHour{3, Seconds(3600)};

TEST_P(BucketsContract, GiveSoManyAtOnceAndTellWhenTheNextIs) {  // LIMIT-1, LIMIT-2
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(take("k", kThreeInAnHour).ok());
    const Taken fourth = take("k", kThreeInAnHour);
    EXPECT_LE(fourth.wait, Seconds(1200));
    EXPECT_GT(fourth.wait, Seconds(1100));
    EXPECT_LE(take("k", kThreeInAnHour).wait, fourth.wait);  // refused ones cost nothing
}

TEST_P(BucketsContract, FillOneAfterAnother) {  // LIMIT-1
    constexpr Allowance kTwo{2, Seconds(1)};
    while (take("k", kTwo).ok()) {
    }
    for (int i = 0; i < 3; ++i) {
        const Taken refused = take("k", kTwo);
        EXPECT_LE(refused.wait, Milliseconds(500));
        std::this_thread::sleep_for(refused.wait);
        EXPECT_TRUE(take("k", kTwo).ok());
    }
}

TEST_P(BucketsContract, KeepKeysApart) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(take("k", kThreeInAnHour).ok());
    for (const char* key : {"K", "k ", "k:1", " ", "a key\r\nwith lines", "\xC3\xBC"}) {
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(take(key, kThreeInAnHour).ok()) << key;
        EXPECT_FALSE(take(key, kThreeInAnHour).ok()) << key;
    }
    EXPECT_FALSE(take("k", kThreeInAnHour).ok());
}

TEST_P(BucketsContract, TakeTokensBackUntilTheyAreFull) {  // LIMIT-9
    for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(take("k", kThreeInAnHour).ok());
        give_back("k", kThreeInAnHour);
    }
    for (int i = 0; i < 5; ++i) give_back("k", kThreeInAnHour);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(take("k", kThreeInAnHour).ok());
    EXPECT_FALSE(take("k", kThreeInAnHour).ok());
    give_back("k", kThreeInAnHour);
    EXPECT_TRUE(take("k", kThreeInAnHour).ok());
    EXPECT_FALSE(take("k", kThreeInAnHour).ok());
}

TEST_P(BucketsContract, CountTogether) {  // LIMIT-13
    EXPECT_TRUE(take("k", kThreeInAnHour, 0).ok());
    EXPECT_TRUE(take("k", kThreeInAnHour, 1).ok());
    EXPECT_TRUE(take("k", kThreeInAnHour, 0).ok());
    EXPECT_FALSE(take("k", kThreeInAnHour, 1).ok());
    give_back("k", kThreeInAnHour, 1);
    EXPECT_TRUE(take("k", kThreeInAnHour, 0).ok());
}

TEST_P(BucketsContract, GiveNoTokenTwiceHoweverManyAskAtOnce) {
    constexpr Allowance kHundred{100, Seconds(86'400)};
    std::vector<boost::asio::awaitable<Taken>> work;
    for (std::size_t i = 0; i < 300; ++i) work.push_back(counters_.each[i % 2]->take("k", kHundred));
    const std::vector<Taken> all = run_all(*counters_.loop, std::move(work));
    EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const Taken& taken) { return taken.ok(); }), 100);
}

TEST_P(BucketsContract, ObeyAnotherAllowanceFromThenOn) {
    for (int i = 0; i < 3; ++i) take("k", kThreeInAnHour);
    const Taken sooner = take("k", {3, Seconds(9)});
    EXPECT_FALSE(sooner.ok());
    EXPECT_LE(sooner.wait, Seconds(3));  // not the rest of the hour
    EXPECT_TRUE(take("other", {1, Seconds(1)}).ok());
    EXPECT_FALSE(take("other", {1, Seconds(86'400)}).ok());
    EXPECT_TRUE(take("other", {1'000'000, Seconds(86'400)}).ok());
}

TEST_P(BucketsContract, AreReached) {
    for (std::size_t at = 0; at < counters_.each.size(); ++at) {
        EXPECT_TRUE(take("k", kThreeInAnHour, at).ok());
        EXPECT_TRUE(counters_.each[at]->is_reached());
    }
}

namespace {

Counters open_memory() {
    Counters out;
    out.owned.push_back(std::make_unique<MemoryBuckets>());
    out.each = {out.owned.front().get(), out.owned.front().get()};
    return out;
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Memory, BucketsContract, testing::Values(BucketsDriver{"memory", open_memory}),
                         name_of_buckets_driver);

}  // namespace pictbook::account
