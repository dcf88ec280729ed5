// A Redis that is away, refuses, or can't keep up: what nodes do then, and whom they tell.
#include "contract/bus_nodes.hpp"

namespace pictbook::bus {
namespace {

using Texts = std::vector<std::string>;

TEST(BusTrouble, a_node_serves_alone_until_redis_is_there) {  // LIVE-44
    test::RedisServer redis;
    const std::string url = redis.url();
    redis.kill();
    Node node(options_for(url));
    const auto began = Monotonic::now();
    node.subscribe(0, "news");
    EXPECT_LT(Monotonic::now() - began, Milliseconds(3000));
    node.publish(1, "news", "alone");
    EXPECT_TRUE(comes_true([&] { return node.received(0) == Texts{"news alone"}; }));
    EXPECT_FALSE(node.status().connected);
    redis.start();
    ASSERT_TRUE(comes_true([&] { return node.status().connected; }));
    EXPECT_TRUE(comes_true([&] { return node.gaps(0) == 1 && node.gaps(1) == 1; }));
    Node other(options_for(url));
    other.publish(0, "news", "together");
    EXPECT_TRUE(comes_true([&] { return node.received(0) == Texts{"news alone", "news together"}; }));
}

TEST(BusTrouble, a_node_that_lost_events_tells_the_others) {
    test::RedisServer redis;
    const std::string url = redis.url();
    RedisOptions small = options_for(url);
    small.most_bytes_waiting = 1000;
    Node publisher(small), listener(options_for(url));
    listener.subscribe(0, "news");
    publisher.publish(0, "news", std::string(2000, 'x'));
    EXPECT_TRUE(comes_true([&] { return listener.gaps(0) == 1 && listener.gaps(1) == 1; }));
    EXPECT_EQ(publisher.gaps(0), 0);
    EXPECT_EQ(publisher.status().dropped, 1u);
    EXPECT_EQ(listener.status().dropped, 0u);
    publisher.publish(0, "news", "short");
    EXPECT_TRUE(comes_true([&] { return listener.received(0) == Texts{"news short"}; }));
}

TEST(BusTrouble, what_waits_for_redis_is_bounded) {
    constexpr std::size_t kBound = 16u << 20;
    test::RedisServer redis;
    RedisOptions options = options_for(redis.url());
    options.most_bytes_waiting = kBound;
    Node publisher(options);
    Node listener(options);
    listener.subscribe(0, "flood");
    publisher.subscribe(0, "flood");
    redis.pause();
    const std::string text(1u << 20, 'x');
    for (int i = 0; i < 60; ++i) publisher.publish(1, "flood", text);
    EXPECT_TRUE(comes_true([&] { return publisher.received(0).size() == 60; }));  // its own workers lose nothing
    const std::uint64_t dropped = publisher.status().dropped;
    EXPECT_GT(dropped, 20u);  // the kernel holds some MiB besides
    EXPECT_LT(dropped, 60u - kBound / (1u << 20) + 2);
    redis.resume();
    EXPECT_TRUE(comes_true([&] { return listener.received(0).size() == 60 - dropped; }));
    EXPECT_TRUE(comes_true([&] { return listener.gaps(0) == 1; }));
}

TEST(BusTrouble, a_silent_redis_is_given_up_within_ten_seconds) {
    test::RedisServer redis;
    Node node(options_for(redis.url()));
    ASSERT_TRUE(comes_true([&] { return node.status().connected; }));
    redis.pause();
    const auto began = Monotonic::now();
    EXPECT_TRUE(comes_true([&] { return !node.status().connected; }));
    EXPECT_LT(Monotonic::now() - began, Milliseconds(10'000));
    redis.resume();
    EXPECT_TRUE(comes_true([&] { return node.status().connected && node.gaps(0) == 1; }));
}

TEST(BusTrouble, a_silent_redis_holds_nobody_who_subscribes_for_long) {
    test::RedisServer redis;
    Node node(options_for(redis.url()));
    ASSERT_TRUE(comes_true([&] { return node.status().connected; }));
    redis.pause();
    const auto began = Monotonic::now();
    node.subscribe(0, "news");
    EXPECT_LT(Monotonic::now() - began, Milliseconds(2000));
    redis.resume();
    EXPECT_TRUE(comes_true([&] { return node.gaps(0) == 1; }));  // it was told too early
    EXPECT_TRUE(node.status().connected);
}

TEST(BusTrouble, a_refused_password_is_said_once_and_never_shown) {  // RUN-7
    test::RedisServer redis({"--requirepass", "open sesame"});
    std::string url = redis.url();
    const std::string place = url.substr(url.find("127"));
    testing::internal::CaptureStderr();
    {
        Node wrong(options_for("redis://:wrong-secret@" + place));
        Node none(options_for(url));
        Node right(options_for("redis://:open%20sesame@" + place));
        EXPECT_TRUE(comes_true([&] { return right.status().connected; }));
        std::this_thread::sleep_for(Milliseconds(1000));  // several attempts
        EXPECT_FALSE(wrong.status().connected);
        EXPECT_FALSE(none.status().connected);
        wrong.subscribe(0, "news");
        wrong.publish(1, "news", "alone");
        EXPECT_TRUE(comes_true([&] { return wrong.received(0).size() == 1; }));
    }
    const std::string log = testing::internal::GetCapturedStderr();
    const std::string sentence = "Redis refuses the user or the password of REDIS_URL";
    std::size_t count = 0;
    for (std::size_t at = log.find(sentence); at != log.npos; at = log.find(sentence, at + 1)) ++count;
    EXPECT_EQ(count, 2u) << log;  // of two nodes
    EXPECT_THAT(log, testing::Not(testing::HasSubstr("secret")));
    EXPECT_THAT(log, testing::Not(testing::HasSubstr("sesame")));
}

TEST(BusTrouble, an_outage_is_two_lines_of_the_log) {
    testing::internal::CaptureStderr();
    {
        test::RedisServer redis;
        Node node(options_for(redis.url()));
        ASSERT_TRUE(comes_true([&] { return node.status().connected; }));
        redis.kill();
        std::this_thread::sleep_for(Milliseconds(1000));
        redis.start();
        ASSERT_TRUE(comes_true([&] { return node.status().connected; }));
    }
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 3) << log;  // the first says that it is connected
    EXPECT_THAT(log, testing::HasSubstr("warning Redis is lost"));
    EXPECT_THAT(log, testing::HasSubstr("info Redis is back"));
    EXPECT_THAT(log, testing::Not(testing::HasSubstr("boost")));
}

TEST(BusTrouble, what_was_published_before_the_end_still_arrives) {
    const std::string url = test::shared_redis_url();
    Node listener(options_for(url));
    listener.subscribe(0, "news");
    {
        Node leaving(options_for(url));
        for (int i = 0; i < 1000; ++i) leaving.publish(0, "news", std::to_string(i));
    }
    EXPECT_TRUE(comes_true([&] { return listener.received(0).size() == 1000; }));
}

TEST(BusTrouble, a_node_is_subscribed_while_one_of_its_workers_is) {
    const test::RedisServer redis;
    const std::string url = redis.url();
    const std::string channel = "pictbook:" + url.substr(url.rfind('/') + 1) + ":news\r\n";
    const auto is_subscribed = [&] { return redis.ask("PUBSUB CHANNELS").find(channel) != std::string::npos; };
    Node node(options_for(url));
    EXPECT_FALSE(is_subscribed());
    node.subscribe(0, "news");
    node.subscribe(1, "news");
    EXPECT_TRUE(is_subscribed());
    node.station(0).run([&] { node.station(0).subscriptions.clear(); });
    node.subscribe(0, "later");  // behind what came before
    EXPECT_TRUE(is_subscribed());
    node.station(1).run([&] { node.station(1).subscriptions.clear(); });
    node.subscribe(0, "latest");
    EXPECT_FALSE(is_subscribed());
}

TEST(BusTrouble, no_node_hears_those_of_another_database) {
    Node here(options_for(test::shared_redis_url())), there(options_for(test::shared_redis_url()));
    here.subscribe(0, "news");
    there.publish(0, "news", "elsewhere");
    here.publish(1, "news", "here");
    std::this_thread::sleep_for(Milliseconds(100));
    EXPECT_EQ(here.received(0), Texts{"news here"});
}

TEST(BusTrouble, what_is_no_address_is_refused_at_once) {  // RUN-4
    EXPECT_ANY_THROW(connect_nodes({}, options_for("redis://")));
}

}  // namespace
}  // namespace pictbook::bus
