// A server with REDIS_URL: what its sockets notice of a Redis that is there, away, and back.
#include "live/live.hpp"
#include "support/redis.hpp"

namespace pictbook::test {
namespace {

const Socket::Close kEventsLost{1013, "events were lost"};

TEST(Nodes, are_named_by_the_greeting_without_the_password) {  // RUN-2
    const RedisServer redis({"--requirepass", "secret"});
    const std::string url = redis.url();
    const TestServer server({{"REDIS_URL", "redis://:secret@" + url.substr(url.find("127"))}});
    EXPECT_EQ(server.nobody().get("/docs").status, 200);
    EXPECT_NE(server.greeting().find("nodes: Redis at 127.0.0.1:" + std::to_string(redis.port()) + " "),
              std::string::npos)
        << server.greeting();
    EXPECT_EQ(server.greeting().find("secret"), std::string::npos);
    const TestServer alone({{"REDIS_URL", ""}});
    EXPECT_NE(alone.greeting().find("nodes: this process alone"), std::string::npos);
}

TEST(Nodes, serve_their_own_sockets_while_redis_is_away) {  // LIVE-44
    RedisServer redis;
    const TestServer server({{"REDIS_URL", redis.url()}, {"LOG_LEVEL", "error"}});
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    std::vector<Socket> members = join_many(owner, book);
    expect_together(members);
    redis.kill();
    expect_together(members);
    members.push_back(join(owner, book));
    expect_together(members);
    redis.start();
    for (Socket& socket : members) EXPECT_EQ(socket.expect_close(kSoon), kEventsLost);
    members = join_many(owner, book);
    expect_together(members);
    expect_quiet(members);
}

TEST(Nodes, close_for_ended_rights_while_redis_is_away) {  // LIVE-27, LIVE-44
    RedisServer redis;
    const TestServer server({{"REDIS_URL", redis.url()}, {"LOG_LEVEL", "error"}});
    Person owner = server.sign_up();
    const std::string book = make_book(owner);
    std::vector<Socket> members = join_many(owner, book);
    redis.kill();
    const Clock::time_point since = Clock::now();
    EXPECT_EQ(owner.post("/auth/sign-out", "{}").status, 200);
    expect_unauthorized(members, since);
}

}  // namespace
}  // namespace pictbook::test
