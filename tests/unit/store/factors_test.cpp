// What counts once counts once, also for those who have looked at the same row before.
#include "store/passkeys.hpp"
#include "store/two_factors.hpp"
#include "unit/store/store_test.hpp"

namespace pictbook::store {

namespace {

class Factors : public StoreTest {
protected:
    Factors() { add_user("ada"); }
};

}  // namespace

TEST_F(Factors, APasskeysCounterIsTakenOnce) {  // FACTOR-24
    Passkey passkey;
    passkey.id = std::string("phone");
    passkey.publicKey = "key";
    passkey.userId = std::string("ada");
    passkey.credentialID = "credential";
    passkey.counter = 3;
    passkey.deviceType = "singleDevice";
    passkey.createdAt = kThen;
    auto create = [&](db::Sql& sql) -> boost::asio::awaitable<Result<PasskeyCreated>> {
        co_return co_await create_passkey(sql, passkey);
    };
    EXPECT_EQ(*transact(create), PasskeyCreated::done);
    const auto use = [&](std::int64_t counter) { return wait_for(use_passkey(*db_, "phone", counter, false)); };
    EXPECT_FALSE(use(3));
    EXPECT_TRUE(use(4));
    EXPECT_FALSE(use(4));
    EXPECT_FALSE(use(2));
    EXPECT_FALSE(use(0)) << "it had a counter before";
    EXPECT_EQ(wait_for(find_passkey(*db_, "credential"))->counter, 4);
}

TEST_F(Factors, ATotpStepIsTakenOnceAndNoneBeforeIt) {  // FACTOR-2
    auto begin = [&](db::Sql& sql) -> boost::asio::awaitable<Result<bool>> {
        co_return co_await begin_two_factor(sql, "ada", "sealed", {}, kThen);
    };
    EXPECT_TRUE(*transact(begin));
    const auto use = [&](std::int64_t step) { return wait_for(use_totp_step(*db_, "ada", "sealed", "sealed", step)); };
    EXPECT_TRUE(use(70));
    EXPECT_FALSE(use(70));
    EXPECT_FALSE(use(69));
    EXPECT_TRUE(use(71));
    EXPECT_FALSE(wait_for(use_totp_step(*db_, "ada", "another secret", "sealed", 72)));
    EXPECT_EQ(wait_for(find_two_factor(*db_, "ada"))->lastStep, 71);
}

}  // namespace pictbook::store
