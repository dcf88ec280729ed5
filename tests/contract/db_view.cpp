// A view is one moment, while others write.
#include "contract/db_suite.hpp"

namespace pictbook::db {

namespace {

using boost::asio::awaitable;

constexpr Statement kCount(R"(SELECT COUNT(*) AS "count" FROM "User")");

}  // namespace

TEST_P(DbContract, AViewIsOneMomentWhileOthersWrite) {  // BACKUP-2
    add_user("ada");
    std::vector<std::int64_t> seen;
    Db::Reading body = [&](Sql& view) -> awaitable<void> {
        for (const char* name : {"bob", "cleo"}) {
            const Rows rows = co_await view.run(kCount);
            seen.push_back(rows[0].integer("count"));
            co_await add_user_later(name);  // by another connection
        }
        const Rows rows = co_await view.run(kCount);
        seen.push_back(rows[0].integer("count"));
    };
    wait_for(db_->view(body));
    EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 1, 1}));
    EXPECT_EQ(count_users(), 3);
}

TEST_P(DbContract, AViewWritesNothing) {
    Db::Reading body = [&](Sql& view) -> awaitable<void> {
        co_await view.run(kCount);
        co_await view.run(kAddUser, "ada", "ada@example.org", false, kThen);
    };
    EXPECT_ANY_THROW(wait_for(db_->view(body)));
    EXPECT_EQ(count_users(), 0);
    add_user("bob");  // the database is as usable as before
    EXPECT_EQ(count_users(), 1);
}

TEST_P(DbContract, AViewTellsWhatItsReaderThrows) {
    Db::Reading body = [&](Sql& view) -> awaitable<void> {
        co_await view.run(kCount);
        throw std::runtime_error("enough");
    };
    EXPECT_THROW(wait_for(db_->view(body)), std::runtime_error);
    EXPECT_EQ(count_users(), 0);
}

}  // namespace pictbook::db
