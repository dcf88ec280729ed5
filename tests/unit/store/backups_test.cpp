#include "store/backups.hpp"

#include "unit/store/store_test.hpp"

namespace pictbook::store {

namespace {

using std::chrono::minutes;

class Backups : public StoreTest {
protected:
    bool begin(const std::string& id, Time time) { return wait_for(begin_backup(*db_, id, time)); }
    bool extend(const std::string& id, Time time) { return wait_for(extend_backup(*db_, id, time)); }
    bool held(Time time) { return wait_for(are_removals_held(*db_, time)); }
};

}  // namespace

TEST_F(Backups, HoldRemovalsUntilAllHaveEnded) {  // BACKUP-3
    EXPECT_FALSE(held(kThen));
    EXPECT_TRUE(begin("one", kThen));
    EXPECT_TRUE(begin("two", kThen));
    EXPECT_TRUE(held(kThen));
    wait_for(end_backup(*db_, "one", kThen));
    EXPECT_TRUE(held(kThen));
    wait_for(end_backup(*db_, "two", kThen));
    EXPECT_FALSE(held(kThen));
}

TEST_F(Backups, ThatDieHoldNothingAfterAWhile) {  // BACKUP-3
    begin("one", kThen);
    EXPECT_TRUE(held(kThen + minutes(9)));
    EXPECT_TRUE(extend("one", kThen + minutes(9)));
    EXPECT_TRUE(held(kThen + minutes(18)));
    EXPECT_FALSE(held(kThen + minutes(20)));
    EXPECT_FALSE(extend("one", kThen + minutes(20))) << "objects may have been removed by then";
}

TEST_F(Backups, AreBegunOnce) {  // BACKUP-16
    EXPECT_TRUE(begin("at three", kThen));
    EXPECT_FALSE(begin("at three", kThen));
    wait_for(end_backup(*db_, "at three", kThen));
    EXPECT_FALSE(begin("at three", kThen + minutes(30))) << "by a node whose clock is behind";
    EXPECT_TRUE(begin("at four", kThen + minutes(60)));
    EXPECT_TRUE(begin("at three", kThen + std::chrono::hours(30))) << "forgotten after a day";
}

}  // namespace pictbook::store
