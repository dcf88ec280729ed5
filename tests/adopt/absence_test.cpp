// The built server when its PostgreSQL is away: at the start, and while it runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "support/postgres.hpp"
#include "support/program.hpp"
#include "support/server.hpp"

namespace pictbook::test {

namespace {

using std::chrono::steady_clock;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

}  // namespace

TEST(Absence, StopsTheStartWithOneSentence) {  // DB-25, DB-26, RUN-4
    const std::string secret = "postgresql://somebody:hidden@127.0.0.1:1/book";
    for (const std::string& url : {secret, secret + "?nonsense=1", std::string("mysql://somebody:hidden@h/book")}) {
        const TemporaryFolder folder;
        Program program(folder.path(), {"serve"}, {{"DATABASE_URL", url}, {"PORT", "0"}, {"HOST", "127.0.0.1"}});
        EXPECT_EQ(program.wait(), 1) << url;
        EXPECT_THAT(program.errors(), AllOf(Not(HasSubstr("hidden")), Not(HasSubstr("somebody"))));
        const std::string said = program.errors();
        EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
    }
}

TEST(Absence, AnswersWith503UntilItIsBack) {  // DB-21, RUN-9
    PostgresServer postgres;
    const TestServer server({{"DATABASE_URL", postgres.create_database()}, {"LOG_LEVEL", "off"}});
    const Person ada = server.sign_up();
    make_book(ada);
    postgres.stop();
    for (int i = 0; i < 5; ++i) {
        const steady_clock::time_point begin = steady_clock::now();
        const Reply reply = ada.get("/projects");
        EXPECT_EQ(reply.status, 503) << reply.body;
        EXPECT_NE(reply.header("Retry-After"), "");
        EXPECT_LT(steady_clock::now() - begin, std::chrono::milliseconds(2500));
    }
    const Reply ready = server.nobody().get("/health/ready");
    EXPECT_EQ(ready.status, 503);
    EXPECT_EQ(ready.body, R"({"message":"The database is away"})");
    EXPECT_EQ(ready.header("Retry-After"), "1");
    postgres.start();
    int status = 0;
    for (const auto end = steady_clock::now() + std::chrono::seconds(10); status != 200 && steady_clock::now() < end;) {
        status = ada.get("/projects").status;
        if (status != 200) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    EXPECT_EQ(status, 200);
    EXPECT_EQ(ada.get("/projects").json().as_array().size(), 1u);
}

}  // namespace pictbook::test
