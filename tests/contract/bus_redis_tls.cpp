// Redis over TLS: the contract of the bus, an outage, and whose certificate is taken.
#include "base/config.hpp"
#include "base/result.hpp"
#include "bus/redis_check.hpp"
#include "contract/bus_nodes.hpp"

namespace pictbook::bus {

namespace {

using testing::HasSubstr;

constexpr std::size_t kMostTlsBytes = 64u << 20;  // to one worker

const test::Certificate& certificate() {
    static const test::Certificate one;
    return one;
}

RedisOptions options_for(const std::string& url, const std::filesystem::path& authority) {
    RedisOptions options;
    options.url = url;
    options.authority = authority;
    return options;
}

Endpoints connect_tls_nodes(const std::vector<boost::asio::any_io_executor>& executors) {
    static const test::RedisServer redis({}, &certificate());
    const RedisOptions options = options_for(redis.tls_url(), certificate().certificate());
    Endpoints out;
    for (const auto& executor : executors) out.push_back(std::move(connect_nodes({executor}, options).front()));
    return out;
}

/// What is thrown, which is of that kind.
template <class Failure>
std::string refusal_of(const RedisOptions& options) {
    try {
        return "nothing was thrown, but " + check_redis(options);
    } catch (const Failure& failure) {
        return failure.what();
    }
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(RedisTls, BusContract,
                         testing::Values(BusDriver{"redis", kMostTlsBytes, connect_tls_nodes, true, true}),
                         name_of_bus_driver);

TEST(BusTls, goes_on_when_redis_was_killed_and_started_again) {  // RUN-15, LIVE-43
    test::RedisServer redis({"--requirepass", "secret"}, &certificate());
    std::string url = redis.tls_url();
    const RedisOptions options = options_for(url.insert(url.find("127"), ":secret@"), certificate().certificate());
    Node one(options), other(options);
    ASSERT_TRUE(comes_true([&] { return one.status().connected && other.status().connected; }));
    one.subscribe(0, "news");
    redis.kill();
    ASSERT_TRUE(comes_true([&] { return !one.status().connected && !other.status().connected; }));
    redis.start();
    ASSERT_TRUE(comes_true([&] { return one.status().connected && other.status().connected; }));
    other.publish(0, "news", std::string(300'000, 'x'));
    EXPECT_TRUE(comes_true([&] { return one.received(0).size() == 1; }));
}

TEST(BusTls, takes_only_a_certificate_that_is_trusted_and_of_the_host) {  // RUN-15, RUN-14
    const test::Certificate stranger, elsewhere("DNS:redis.example");
    const test::RedisServer redis({}, &certificate()), misplaced({}, &elsewhere);
    EXPECT_THAT(check_redis(options_for(redis.tls_url(), certificate().certificate())), HasSubstr("Redis at 127"));
    EXPECT_THAT(refusal_of<BadRedis>(options_for(redis.tls_url(), stranger.certificate())), HasSubstr("not trusted"));
    EXPECT_THAT(refusal_of<BadRedis>(options_for(redis.tls_url(), "")), HasSubstr("not trusted"));
    EXPECT_THAT(refusal_of<BadRedis>(options_for(misplaced.tls_url(), elsewhere.certificate())),
                HasSubstr("of another host"));
    EXPECT_THAT(refusal_of<BadConfig>(options_for(redis.tls_url(), "/nowhere/ca.pem")),
                HasSubstr("REDIS_TLS_CA must name a readable file"));
}

TEST(BusTls, is_not_mistaken_for_none) {  // RUN-15
    const test::RedisServer redis({}, &certificate());
    std::string without = redis.tls_url(), with = redis.url();
    without.erase(without.find("s:"), 1);
    with.insert(with.find(':'), "s");
    EXPECT_THAT(refusal_of<std::runtime_error>(options_for(without, "")), HasSubstr("127.0.0.1"));
    EXPECT_THAT(refusal_of<std::runtime_error>(options_for(with, certificate().certificate())),
                HasSubstr("speaks no TLS"));
}

}  // namespace pictbook::bus
