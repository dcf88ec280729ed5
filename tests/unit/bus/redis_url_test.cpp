#include "bus/redis_url.hpp"

#include <gmock/gmock.h>

#include "base/config.hpp"

namespace pictbook::bus {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(RedisUrl, names_host_port_user_password_and_database) {
    const RedisAddress all = parse_redis_url("redis://ada:p%40ss%3Aword@redis.example:6380/3");
    EXPECT_EQ(all.host, "redis.example");
    EXPECT_EQ(all.port, 6380);
    EXPECT_EQ(all.user, "ada");
    EXPECT_EQ(all.password, "p@ss:word");
    EXPECT_EQ(all.database, "3");
    EXPECT_EQ(all.describe(), "redis.example:6380");
}

TEST(RedisUrl, has_defaults) {
    const RedisAddress bare = parse_redis_url("redis://localhost");
    EXPECT_EQ(bare.port, 6379);
    EXPECT_EQ(bare.user, "");
    EXPECT_EQ(bare.password, "");
    EXPECT_EQ(bare.database, "0");
    EXPECT_EQ(parse_redis_url("REDIS://localhost/").database, "0");
    EXPECT_EQ(parse_redis_url("redis://:secret@localhost").password, "secret");
    EXPECT_EQ(parse_redis_url("redis://[::1]:7000").host, "::1");
    EXPECT_EQ(parse_redis_url("redis://[::1]:7000").describe(), "[::1]:7000");
}

TEST(RedisUrl, that_is_none_is_refused_without_its_password) {  // RUN-4
    for (const char* url : {"",
                            "localhost",
                            "localhost:6379",
                            "http://:secret@localhost",
                            "redis://",
                            "redis:///0",
                            "redis://:secret@",
                            "redis://secret@localhost",
                            "redis://ada:@localhost",
                            "redis://:secret@localhost:0",
                            "redis://:secret@localhost:65536",
                            "redis://:secret@localhost:port",
                            "redis://:secret@localhost/x",
                            "redis://:secret@localhost/-1",
                            "redis://:secret@localhost/01",
                            "redis://:secret@localhost/1/2",
                            "redis://:secret@localhost/1234567",
                            "redis://:secret@localhost?db=1",
                            "redis://:secret@localhost#1",
                            "redis://:sec ret@localhost",
                            "rediss://:secret@"}) {
        try {
            parse_redis_url(url);
            ADD_FAILURE() << url << " was taken";
        } catch (const BadConfig& error) {
            EXPECT_THAT(error.what(), testing::StartsWith("REDIS_URL must be redis:// or rediss://")) << url;
            EXPECT_THAT(error.what(), Not(HasSubstr("secret")));
        }
    }
}

TEST(RedisUrl, says_whether_it_is_tls_and_whom_to_trust) {
    const RedisAddress plain = parse_redis_url("redis://localhost"), tls = parse_redis_url("rediss://:secret@[::1]/2"),
                       trusting = parse_redis_url("REDISS://localhost", "/etc/ca.pem");
    EXPECT_FALSE(plain.tls);
    EXPECT_TRUE(tls.tls);
    EXPECT_EQ(tls.host, "::1");
    EXPECT_EQ(tls.authority, "");
    EXPECT_TRUE(trusting.tls);
    EXPECT_EQ(trusting.authority, "/etc/ca.pem");
    EXPECT_THROW(parse_redis_url("redis://localhost", "/etc/ca.pem"), BadConfig);
}

}  // namespace
}  // namespace pictbook::bus
