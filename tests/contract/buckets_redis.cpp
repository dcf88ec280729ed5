// Redis as a driver of the contract of buckets, and what can become of a Redis.
#include "account/redis_buckets.hpp"

#include "base/result.hpp"
#include "contract/buckets_suite.hpp"
#include "support/comes_true.hpp"
#include "support/redis.hpp"

namespace pictbook::account {

namespace {

using test::comes_true;
using test::RedisServer;
using testing::HasSubstr;

bus::RedisOptions options_of(const std::string& url) {
    bus::RedisOptions options;
    options.url = url;
    options.answer_within = Seconds(10);  // a slow machine is no broken Redis
    return options;
}

/// Two workers of one process.
Counters connect(const bus::RedisOptions& options) {
    Counters out;
    out.owned = connect_redis_buckets({out.loop->get_executor(), out.loop->get_executor()}, options);
    for (const auto& each : out.owned) out.each.push_back(each.get());
    return out;
}

Counters open_redis() { return connect(options_of(test::shared_redis_url())); }

constexpr Allowance kThree{3, Seconds(3600)};

/// A Redis of its own, and buckets that look at it.
class RedisBuckets : public testing::Test {
protected:
    void open(Milliseconds answer_within = Seconds(10), std::size_t most_unanswered = 1024) {
        bus::RedisOptions options = options_of(redis_.url());
        options.answer_within = answer_within;
        options.most_unanswered = most_unanswered;
        counters_ = connect(options);
    }

    Taken take(const std::string& key = "k") { return run(*counters_.loop, counters_.each[0]->take(key, kThree)); }

    bool is_unavailable() {
        try {
            take();
            return false;
        } catch (const Unavailable&) {
            return true;
        }
    }

    bool is_reached() {
        counters_.loop->restart();
        counters_.loop->poll();
        return counters_.each[0]->is_reached();
    }

    RedisServer redis_;
    Counters counters_;
};

TEST_F(RedisBuckets, HaveKeysWithAPrefixThatGoWhenTheyAreFull) {  // LIMIT-16
    open();
    EXPECT_TRUE(take("sign_in:192.0.2.1 /auth/sign-in/email").ok());
    const std::string keys = redis_.ask("KEYS *");
    EXPECT_THAT(keys, HasSubstr("\r\npictbook:limit:"));
    EXPECT_THAT(keys, HasSubstr(":sign_in:192.0.2.1 /auth/sign-in/email\r\n"));
    const std::size_t end = keys.find("/email") + 6, begin = keys.rfind("pictbook", end);
    const std::string key = keys.substr(begin, end - begin);
    const long left = std::stol(redis_.ask("PTTL \"" + key + "\"").substr(1));
    EXPECT_GT(left, 1'100'000);  // one of three tokens is back after 1200 s
    EXPECT_LE(left, 1'200'000);
}

TEST_F(RedisBuckets, GoOnWhenItsScriptsAreFlushed) {  // LIMIT-14
    open();
    EXPECT_TRUE(take().ok());
    EXPECT_THAT(redis_.ask("SCRIPT FLUSH"), HasSubstr("+OK"));
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(take().ok());
    EXPECT_FALSE(take().ok());
}

TEST_F(RedisBuckets, TellThatRedisIsGoneAndComeBackByThemselves) {  // LIMIT-14
    open();
    EXPECT_TRUE(take().ok());
    redis_.kill();
    EXPECT_TRUE(is_unavailable());
    EXPECT_TRUE(comes_true([&] { return !is_reached(); }));
    EXPECT_TRUE(is_unavailable());
    redis_.start();
    EXPECT_TRUE(comes_true([&] { return is_reached(); }));
    EXPECT_TRUE(take().ok());
}

TEST_F(RedisBuckets, WaitForARedisThatHangsOnceAndNotAgain) {  // LIMIT-14
    open(Milliseconds(50));
    ASSERT_TRUE(comes_true([&] { return is_reached(); }));
    redis_.pause();
    EXPECT_TRUE(is_unavailable());
    EXPECT_FALSE(counters_.each[0]->is_reached());
    EXPECT_TRUE(is_unavailable());
    redis_.resume();
    EXPECT_TRUE(comes_true([&] { return is_reached(); }));
}

TEST_F(RedisBuckets, LetOnlySoManyWait) {
    open(Seconds(10), 5);
    ASSERT_TRUE(comes_true([&] { return is_reached(); }));
    redis_.pause();
    int refused = 0;
    for (int i = 0; i < 9; ++i)
        boost::asio::co_spawn(*counters_.loop, counters_.each[0]->take("k", kThree),
                              [&](std::exception_ptr error, Taken) {
                                  if (error) ++refused;
                              });
    EXPECT_TRUE(is_unavailable());
    EXPECT_EQ(refused, 4);
    redis_.resume();
}

TEST_F(RedisBuckets, AreNotReachedWhereRedisTakesNoWrites) {  // LIMIT-14
    EXPECT_THAT(redis_.ask("REPLICAOF 127.0.0.1 1"), HasSubstr("+OK"));
    open();
    EXPECT_TRUE(is_unavailable());
    EXPECT_THAT(redis_.ask("REPLICAOF NO ONE"), HasSubstr("+OK"));
    EXPECT_TRUE(comes_true([&] { return is_reached(); }));
    EXPECT_TRUE(take().ok());
    EXPECT_THAT(redis_.ask("REPLICAOF 127.0.0.1 1"), HasSubstr("+OK"));
    EXPECT_TRUE(is_unavailable());
    EXPECT_FALSE(counters_.each[0]->is_reached());
}

TEST_F(RedisBuckets, AreUnavailableWhereThereIsNoRedis) {  // LIMIT-14
    redis_.kill();
    open();
    EXPECT_TRUE(is_unavailable());
    EXPECT_FALSE(counters_.each[0]->is_reached());
}

TEST_F(RedisBuckets, MayGoWhileSomebodyWaits) {
    open();
    ASSERT_TRUE(comes_true([&] { return is_reached(); }));
    redis_.pause();
    bool failed = false;
    boost::asio::co_spawn(*counters_.loop, counters_.each[0]->take("k", kThree),
                          [&](std::exception_ptr error, Taken) { failed = error != nullptr; });
    counters_.loop->restart();
    counters_.loop->poll();
    counters_.owned.clear();
    counters_.loop->restart();
    counters_.loop->poll();
    EXPECT_TRUE(failed);
    redis_.resume();
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Redis, BucketsContract, testing::Values(BucketsDriver{"redis", open_redis}),
                         name_of_buckets_driver);

}  // namespace pictbook::account
