// What an attempt to sign in to Redis says.
#include <gmock/gmock.h>

#include "base/config.hpp"
#include "base/result.hpp"
#include "bus/redis_check.hpp"
#include "support/redis.hpp"
#include "support/s3.hpp"

namespace pictbook::bus {

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// What is thrown, which is of that kind.
template <class Failure>
std::string refusal_of(const std::string& url) {
    RedisOptions options;
    options.url = url;
    options.connect_within = Milliseconds(300);
    try {
        return "nothing was thrown, but " + check_redis(options);
    } catch (const Failure& failure) {
        EXPECT_THAT(failure.what(), AllOf(Not(HasSubstr("secret")), Not(HasSubstr("\n"))));
        return failure.what();
    }
}

std::string with_login(const std::string& url, const std::string& login) {
    return "redis://" + login + "@" + url.substr(url.find("127"));
}

}  // namespace

TEST(RedisCheck, names_the_redis_that_takes_us) {
    const test::RedisServer open, guarded({"--requirepass", "secret"});
    for (const std::string& url : {open.url(), with_login(guarded.url(), ":secret")}) {
        RedisOptions options;
        options.url = url;
        EXPECT_THAT(check_redis(options), testing::StartsWith("Redis at 127.0.0.1:"));
    }
}

TEST(RedisCheck, says_what_no_waiting_would_help) {  // RUN-14
    const test::RedisServer open, guarded({"--requirepass", "open sesame"});
    EXPECT_THAT(refusal_of<BadRedis>(with_login(guarded.url(), ":secret")),
                HasSubstr("refuses the user or the password of REDIS_URL"));
    EXPECT_THAT(refusal_of<BadRedis>(with_login(guarded.url(), "nobody:secret")),
                HasSubstr("refuses the user or the password of REDIS_URL"));
    EXPECT_THAT(refusal_of<BadRedis>(guarded.url()), HasSubstr("wants a password, and REDIS_URL has none"));
    EXPECT_THAT(refusal_of<BadRedis>(with_login(open.url(), ":secret")),
                HasSubstr("has no password, and REDIS_URL has one"));
    const std::string other = "127.0.0.1:" + std::to_string(test::shared_s3().port());
    EXPECT_EQ(refusal_of<BadRedis>("redis://:secret@" + other), "REDIS_URL: what answers at " + other + " is no Redis");
    EXPECT_THAT(refusal_of<BadConfig>("redis//:secret@x"), HasSubstr("REDIS_URL must be redis:// or rediss://"));
}

TEST(RedisCheck, says_that_it_is_away) {  // RUN-14
    EXPECT_EQ(refusal_of<Unavailable>("redis://:secret@127.0.0.1:1"),
              "Redis at 127.0.0.1:1 can't be reached: Connection refused");
    EXPECT_EQ(refusal_of<Unavailable>("redis://:secret@host.invalid"),
              "Redis at host.invalid:6379 can't be reached: there is no host of this name");
    const test::RedisServer redis;
    redis.pause();
    EXPECT_THAT(refusal_of<Unavailable>(redis.url()), HasSubstr("does not answer"));
    redis.resume();
}

}  // namespace pictbook::bus
