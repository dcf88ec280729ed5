// When Redis is tried again.
#include "bus/redis_retry.hpp"

#include <gmock/gmock.h>

namespace pictbook::bus {
namespace {

using testing::AllOf;
using testing::Ge;
using testing::Le;

TEST(RedisRetry, waits_longer_after_each_failure_and_for_two_seconds_at_most) {
    RedisRetry retry(Milliseconds(50), Milliseconds(2000));
    for (const int most : {100, 200, 400, 800, 1600, 2000, 2000}) {
        retry.ended(Milliseconds(0));
        EXPECT_THAT(retry.next_pause().count(), AllOf(Ge(most / 2), Le(most)));
    }
    for (int i = 0; i < 100; ++i) retry.ended(Milliseconds(0));
    EXPECT_THAT(retry.next_pause().count(), AllOf(Ge(1000), Le(2000)));
}

TEST(RedisRetry, begins_anew_when_a_connection_lived_for_a_while) {
    RedisRetry retry(Milliseconds(50), Milliseconds(2000));
    for (int i = 0; i < 10; ++i) retry.ended(Milliseconds(4999));
    EXPECT_GE(retry.next_pause().count(), 1000);
    retry.ended(Milliseconds(5000));
    EXPECT_THAT(retry.next_pause().count(), AllOf(Ge(25), Le(50)));
}

}  // namespace
}  // namespace pictbook::bus
