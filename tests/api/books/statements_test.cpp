// How many statements a request costs the database, counted by PostgreSQL itself.
#include <gmock/gmock.h>

#include "support/keys.hpp"
#include "support/postgres.hpp"
#include "support/server.hpp"

namespace pictbook::test {

namespace {

class Statements : public testing::Test {
protected:
    static constexpr long kRequests = 20;  // for each figure, so that what runs beside them is rounded away

    Statements()
        : url_(postgres_.create_database()),
          server_({{"DATABASE_URL", url_}, {"WORKERS", "1"}}),
          owner_(server_.sign_up()),
          book_(make_book(owner_)),
          element_(owner_.post("/projects/" + book_ + "/elements", element_json("RECTANGLE")).at("/id")) {}

    /// For one request that `ask` makes; its answer must be a success.
    template <class Ask>
    long cost(Ask ask) {
        const auto is_success = [](int status) { return status >= 200 && status < 300; };
        EXPECT_TRUE(is_success(ask().status));  // prepares the statements
        const StatementCounts before = counts();
        for (long i = 0; i < kRequests; ++i) EXPECT_TRUE(is_success(ask().status));
        long all = 0;
        for (const auto& [statement, count] : counts()) {
            const auto earlier = before.find(statement);
            all += (count - (earlier == before.end() ? 0 : earlier->second)) / kRequests;
        }
        return all;
    }

    StatementCounts counts() const { return postgres_.statement_counts(url_.substr(url_.rfind('/') + 1)); }

    PostgresServer postgres_;
    std::string url_;
    TestServer server_;
    Person owner_;
    std::string book_, element_;
};

TEST_F(Statements, Reading_checks_session_and_membership_in_the_same_one) {  // DB-32
    EXPECT_EQ(cost([&] { return owner_.get("/elements/" + element_); }), 1);
    EXPECT_EQ(cost([&] { return owner_.get("/projects/" + book_ + "/elements"); }), 1);  // kept since the first
    EXPECT_EQ(cost([&] { return owner_.get("/projects/" + book_); }), 3);
    EXPECT_EQ(cost([&] { return owner_.get("/projects"); }), 2);
    EXPECT_EQ(cost([&] { return owner_.get("/auth/get-session"); }), 1);
}

TEST_F(Statements, A_key_costs_what_a_session_does) {  // KEY-13, DB-32
    const Person program = program_of(owner_, "read");
    EXPECT_EQ(cost([&] { return program.get("/elements/" + element_); }), 1);
    EXPECT_EQ(cost([&] { return program.get("/projects/" + book_ + "/elements"); }), 1);
    EXPECT_EQ(cost([&] { return program.get("/projects"); }), 2);
}

// PostgreSQL leaves the COMMIT out of its counts: there is one more.
TEST_F(Statements, Writing_is_one_short_transaction) {  // DB-32
    EXPECT_EQ(cost([&] { return owner_.put("/elements/" + element_, R"({"type":"RECTANGLE","x":12.5})"); }), 6);
    const std::string body = element_json("CIRCLE");
    EXPECT_EQ(cost([&] { return owner_.post("/projects/" + book_ + "/elements", body); }), 6);
}

}  // namespace

}  // namespace pictbook::test
