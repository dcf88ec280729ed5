#include "store/api_keys.hpp"

#include "store/access.hpp"
#include "store/sessions.hpp"
#include "unit/store/store_test.hpp"

namespace pictbook::store {

namespace {

class ApiKeys : public StoreTest {
protected:
    ApiKeys() { add_user("ada"); }

    KeyCreation create(const std::string& id, const std::string& user = "ada", std::optional<Time> end = std::nullopt) {
        model::ApiKey key;
        key.id = id;
        key.name = "Key " + id;
        key.start = "pb_" + id;
        key.scope = model::KeyScope::write;
        key.createdAt = kThen;
        key.expiresAt = end;
        auto insert = [&](db::Sql& sql) -> boost::asio::awaitable<Result<KeyCreation>> {
            co_return co_await create_api_key(sql, key, user, "hash of " + id);
        };
        return *transact(insert);
    }
    static Proof proof(const std::string& id) { return {Proof::Kind::key_hash, "hash of " + id}; }
};

}  // namespace

TEST_F(ApiKeys, SayWhoAsksAsASessionDoes) {  // KEY-8
    const std::string book = add_book("ada");
    ASSERT_EQ(create("k1"), KeyCreation::done);
    ASSERT_EQ(create("k2", "ada", kThen + Seconds(1)), KeyCreation::done);
    const std::optional<SessionRow> row = wait_for(find_session(*db_, proof("k1")));
    EXPECT_EQ(row->sessionId.value, "k1");
    EXPECT_EQ(row->userId.value, "ada");
    EXPECT_EQ(row->expiresAt, Time::max());
    EXPECT_EQ(row->key->scope, model::KeyScope::write);
    EXPECT_EQ(row->key->lastUsedAt, std::nullopt);
    const std::optional<Standing> standing = wait_for(find_standing_in_project(*db_, book, proof("k2")));
    EXPECT_EQ(standing->role, model::Role::OWNER);
    EXPECT_EQ(standing->session->expiresAt, kThen + Seconds(1));
    EXPECT_FALSE(wait_for(find_standing_in_project(*db_, book, proof("k3")))->session);
    EXPECT_FALSE(wait_for(find_session(*db_, Proof{.text = "hash of k1"})));  // no token of a session
}

TEST_F(ApiKeys, AreBoundedForEachPerson) {  // KEY-3
    add_user("bob");
    for (std::int64_t i = 0; i < kMostApiKeys; ++i) ASSERT_EQ(create("k" + std::to_string(i)), KeyCreation::done);
    EXPECT_EQ(create("more"), KeyCreation::too_many);
    EXPECT_EQ(create("of-bob", "bob"), KeyCreation::done);
    EXPECT_FALSE(wait_for(delete_api_key(*db_, "k7", "bob")));
    EXPECT_TRUE(wait_for(delete_api_key(*db_, "k7", "ada")));
    EXPECT_EQ(create("more"), KeyCreation::done);
    EXPECT_EQ(create("nobodys", "nobody"), KeyCreation::no_such_user);
    EXPECT_EQ(wait_for(list_api_keys(*db_, "ada")).size(), static_cast<std::size_t>(kMostApiKeys));
}

TEST_F(ApiKeys, HaveTheirUseNotedNotTooOften) {  // KEY-13
    create("k");
    const auto use_at = [&](Time time) {
        wait_for(note_api_key_use(*db_, "k", time, Seconds(60)));
        return wait_for(list_api_keys(*db_, "ada")).front().lastUsedAt;
    };
    EXPECT_EQ(use_at(kThen), kThen);
    EXPECT_EQ(use_at(kThen + Seconds(59)), kThen);
    EXPECT_EQ(use_at(kThen + Seconds(60)), kThen + Seconds(60));
    EXPECT_EQ(use_at(kThen), kThen + Seconds(60));
}

TEST_F(ApiKeys, GoWithTheirPerson) {  // KEY-15
    constexpr db::Statement kLeave(R"(DELETE FROM "User" WHERE "id" = $1)");
    create("k");
    wait_for(db_->run(kLeave, "ada"));
    EXPECT_FALSE(wait_for(find_session(*db_, proof("k"))));
}

TEST_F(ApiKeys, AreNotTheSessionsThatAreClearedAwayInPieces) {  // KEY-22
    constexpr db::Statement kCount(R"(SELECT COUNT(*) AS "count" FROM "Session")");
    create("k", "ada", kThen);
    for (int i = 0; i < 5; ++i) {
        model::Session session;
        session.id = session.token = std::to_string(i);
        session.expiresAt = kThen + Seconds(i);
        session.createdAt = session.updatedAt = kThen;
        session.userId = model::Id("ada");
        wait_for(create_session(*db_, session));
    }
    const Time time = kThen + Seconds(3);
    EXPECT_EQ(wait_for(delete_ended_sessions(*db_, time, 3)), 3);
    EXPECT_EQ(wait_for(delete_ended_sessions(*db_, time, 3)), 1);
    EXPECT_EQ(wait_for(delete_ended_sessions(*db_, time, 3)), 0);
    EXPECT_EQ(count(kCount), 1);
    EXPECT_EQ(wait_for(list_api_keys(*db_, "ada")).size(), 1u);
}

}  // namespace pictbook::store
