#include "store/sessions.hpp"

#include "unit/store/store_test.hpp"

namespace pictbook::store {
namespace {

using Sessions = StoreTest;

// HTTP-51: what is made with a session is made only while it is there.
TEST_F(Sessions, AreHeldWhileTheyLast) {
    add_user("ada");
    model::Session session;
    session.id = std::string("s");
    session.token = "t";
    session.userId = std::string("ada");
    session.createdAt = session.updatedAt = kThen;
    session.expiresAt = kThen + Seconds(10);
    wait_for(create_session(*db_, session));
    const auto held = [&](const std::string& id, Time now) { return wait_for(hold_session(*db_, id, now)); };
    EXPECT_TRUE(held("s", kThen));
    EXPECT_FALSE(held("s", kThen + Seconds(10)));
    EXPECT_FALSE(held("t", kThen));
    wait_for(delete_session(*db_, "s"));
    EXPECT_FALSE(held("s", kThen));
}

}  // namespace
}  // namespace pictbook::store
