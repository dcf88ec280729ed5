// pictshare.v2 on several nodes while Redis is away: events come from the journal, and sessions stay open.
#include <thread>

#include "live/v2.hpp"
#include "support/postgres.hpp"
#include "support/redis.hpp"

namespace pictbook::test {
namespace {

TEST(SessionsOfTwoNodes, lose_nothing_while_redis_is_away) {  // V2-33, V2-9, V2-16
    RedisServer redis;
    const TestServer::Settings settings{{"DATABASE_URL", create_postgres_database()},
                                        {"REDIS_URL", redis.url()},
                                        {"BETTER_AUTH_SECRET", std::string(32, 's')}};
    const TestServer first(settings), second(settings);
    const Person here = first.sign_up();
    Person there(second.port());
    there.cookies = here.cookies;
    const std::string book = make_book(here);
    const std::string id = own_id("sun");
    Session one(here, book, "one"), two(there, book, "two");
    one.hello();
    two.hello();
    EXPECT_EQ(one.result("SHAPE_CREATE", circle(id)), "committed");
    two.reach(1);
    redis.kill();
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(one.result("SHAPE_UPDATE", update(id, R"("x":)" + std::to_string(i))), "committed");
        EXPECT_EQ(two.result("SHAPE_UPDATE", update(id, R"("y":)" + std::to_string(i))), "committed");
    }
    one.reach(21);
    two.reach(21);
    EXPECT_EQ(one.elements(), two.elements());
    redis.start();
    EXPECT_EQ(two.result("SHAPE_UPDATE", update(id, R"("x":100)")), "committed");
    one.reach(22);
    EXPECT_EQ(one.elements(), two.elements());
    two.resume(here, book);
    EXPECT_EQ(two.seq(), 22);
}

}  // namespace
}  // namespace pictbook::test
