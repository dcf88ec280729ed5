// Nodes that share their limits through Redis, and what goes on without it: docs/spec/limits.md, LIMIT-13 to LIMIT-16.
#include <gmock/gmock.h>
#include <signal.h>

#include <memory>

#include "support/comes_true.hpp"
#include "support/metrics.hpp"
#include "support/postgres.hpp"
#include "support/program.hpp"
#include "support/redis.hpp"

namespace pictbook::test {
namespace {

using testing::HasSubstr;
using testing::Not;

HeaderList forwarded_from(const std::string& address) { return {{"X-Forwarded-For", address}}; }

std::string wrong_sign_in(const std::string& email) {
    return R"({"email":")" + email + R"(","password":"wrong horse"})";
}

bool is_shared(const TestServer& server) { return metrics_of(server).at("pictbook_limits_shared") == 1; }

TestServer::Settings node_settings(const std::string& redis) {
    return {{"RATE_LIMIT", "on"},
            {"LIMIT_SIGN_IN", "4/86400"},
            {"LIMIT_WRITES", "4/86400"},
            {"LIMIT_TRIES", "2/86400"},
            {"METRICS_TOKEN", kMetricsToken},
            {"TRUSTED_PROXIES", "127.0.0.1"},
            {"BETTER_AUTH_SECRET", std::string(32, 's')},
            {"LOG_LEVEL", "error"},
            {"REDIS_URL", redis}};
}

TEST(SharedRates, WhatOneNodeGivesTheOtherHasNot) {  // LIMIT-13
    TestServer::Settings settings = node_settings(shared_redis_url());
    settings["DATABASE_URL"] = create_postgres_database();
    const TestServer first(settings), second(settings);
    const Person ada = first.sign_up();
    Person elsewhere = second.nobody();
    elsewhere.cookies = ada.cookies;
    for (const Person& person : {ada, elsewhere, ada, elsewhere})
        EXPECT_EQ(person.post("/projects", R"({"name":"Kyoto"})").status, 200);
    for (const Person& person : {ada, elsewhere})
        EXPECT_EQ(person.post("/projects", R"({"name":"Kyoto"})").status, 429);

    const Person nobody[] = {first.nobody(), second.nobody()};
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(nobody[i % 2].post("/auth/sign-up/email", "{}", forwarded_from("192.0.2.1")).status, 400);
    for (const Person& person : nobody)
        EXPECT_EQ(person.post("/auth/sign-up/email", "{}", forwarded_from("192.0.2.1")).status, 429);

    const std::string body = wrong_sign_in("nobody@example.com");
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(nobody[i].post("/auth/sign-in/email", body, forwarded_from("192.0.2.2")).status, 401);
    for (const Person& person : nobody)
        EXPECT_EQ(person.post("/auth/sign-in/email", body, forwarded_from("192.0.2.3")).status, 429);
}

TEST(SharedRates, KeysHoldNoMailAddress) {  // LIMIT-16
    const RedisServer redis;
    const TestServer server(node_settings(redis.url()));
    EXPECT_EQ(server.nobody().post("/auth/sign-in/email", wrong_sign_in("Nobody@example.com")).status, 401);
    const std::string keys = redis.ask("KEYS *");
    EXPECT_THAT(keys, HasSubstr(":sign_in:127.0.0.1 /auth/sign-in/email\r\n"));
    EXPECT_THAT(keys, HasSubstr(":tries:password "));
    EXPECT_THAT(keys, Not(HasSubstr("obody")));
    EXPECT_THAT(keys, Not(HasSubstr("example")));
}

TEST(SharedRates, GoOnInTheProcessWhileRedisIsAway) {  // LIMIT-14, LIMIT-15
    RedisServer redis;
    const TestServer server(node_settings(redis.url()));
    const Person nobody = server.nobody();
    const auto attempt = [&] { return nobody.post("/auth/sign-up/email", "{}", forwarded_from("192.0.2.1")).status; };
    ASSERT_TRUE(comes_true([&] { return is_shared(server); }));
    for (int i = 0; i < 4; ++i) EXPECT_EQ(attempt(), 400);
    EXPECT_EQ(attempt(), 429);
    redis.kill();
    ASSERT_TRUE(comes_true([&] { return !is_shared(server); }));
    for (int i = 0; i < 4; ++i) EXPECT_EQ(attempt(), 400);  // what this process had not counted
    for (int i = 0; i < 20; ++i) EXPECT_EQ(attempt(), 429);
    redis.start();  // which has forgotten
    ASSERT_TRUE(comes_true([&] { return is_shared(server); }));
    for (int i = 0; i < 4; ++i) EXPECT_EQ(attempt(), 400);
    EXPECT_EQ(attempt(), 429);
    const Samples samples = metrics_of(server);
    EXPECT_EQ(samples.at("pictbook_limits_refused_total{limit=\"sign_in\"}"), 22);
    EXPECT_EQ(samples.at("pictbook_limits_refused_total{limit=\"writes\"}"), 0);
    EXPECT_GE(samples.at("pictbook_limits_keys"), 1);
    EXPECT_EQ(sum_of(samples, "pictbook_http_requests_total", "status=\"5xx\""), 0);
}

TEST(SharedRates, GoOnWhileRedisHangs) {  // LIMIT-14
    const RedisServer redis;
    const TestServer server(node_settings(redis.url()));
    const Person nobody = server.nobody();
    ASSERT_TRUE(comes_true([&] { return is_shared(server); }));
    redis.pause();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(nobody.post("/auth/sign-up/email", "{}", forwarded_from("192.0.2.1")).status, i < 4 ? 400 : 429);
    EXPECT_FALSE(is_shared(server));
    redis.resume();
    EXPECT_TRUE(comes_true([&] { return is_shared(server); }));
}

TEST(SharedRates, AreOfTheProcessWithoutRedis) {  // LIMIT-15
    TestServer::Settings settings = node_settings("");
    const TestServer server(settings);
    EXPECT_FALSE(is_shared(server));
    for (int i = 0; i < 5; ++i) EXPECT_EQ(server.nobody().post("/auth/sign-up/email", "{}").status, i < 4 ? 400 : 429);
}

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
}

TEST(SharedRates, TellOfAnOutageOnceAndOfItsEnd) {  // LIMIT-14
    RedisServer redis;
    const TemporaryFolder folder;
    Program program(folder.path(), {"serve"},
                    {{"PORT", "0"},
                     {"HOST", "127.0.0.1"},
                     {"WORKERS", "2"},
                     {"LOG_FORMAT", "json"},
                     {"LIMIT_AUTH", "1/1"},
                     {"REDIS_URL", redis.url()}});
    ASSERT_TRUE(program.wait_for_output(" listens on ")) << program.errors();
    const auto told = [&](const std::string& part) { return count(program.errors(), part); };
    constexpr const char *kBegins = "Redis counts no requests", *kEnds = "Redis counts requests again";
    redis.kill();
    ASSERT_TRUE(comes_true([&] { return told(kBegins) > 0; }));
    const Person nobody(program.port());
    for (int i = 0; i < 50; ++i) nobody.get("/auth/ok");
    redis.start();
    ASSERT_TRUE(comes_true([&] { return told(kEnds) > 0; }));
    for (int i = 0; i < 50; ++i) nobody.get("/auth/ok");
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
    EXPECT_EQ(told(kBegins), 1) << program.errors();
    EXPECT_EQ(told(kEnds), 1) << program.errors();
}

}  // namespace
}  // namespace pictbook::test
