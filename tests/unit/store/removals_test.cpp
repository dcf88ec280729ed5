#include "store/removals.hpp"

#include "unit/store/store_test.hpp"

namespace pictbook::store {

namespace {

using Keys = std::vector<std::string>;

class Removals : public StoreTest {
protected:
    Removals() { add_user("ada"); }
    /// Takes what is due, as whoever removes does.
    Keys due(Time time) {
        Keys out;
        for (const DueRemoval& each : wait_for(list_due_removals(*db_, time)))
            if (wait_for(take_removal(*db_, each, time))) out.push_back(each.key);
        return out;
    }
};

}  // namespace

TEST_F(Removals, AreDueForEveryAssetThatGoes) {  // DB-17
    const std::string book = add_book("ada"), other = add_book("ada");
    for (const char* id : {"a", "b", "c"}) add_asset(id, book);
    add_asset("d", other);
    EXPECT_EQ(due(kThen), Keys());
    wait_for(remove_image(*db_, "b"));
    EXPECT_EQ(due(kThen), Keys{book + "/images/b.png"});
    wait_for(remove_project(*db_, book));
    EXPECT_EQ(due(kThen), (Keys{book + "/images/a.png", book + "/images/c.png"}));
}

TEST_F(Removals, AreTakenByOneAndTriedAgainEverLater) {  // DB-17
    wait_for(plan_removal(*db_, "a/images/x.png", kThen));
    EXPECT_EQ(due(kThen - Milliseconds(1)), Keys());
    Time last = kThen;
    EXPECT_EQ(due(last).size(), 1u);
    EXPECT_EQ(due(last), Keys());
    for (const int seconds : {30, 60, 120, 240, 480, 960, 1920, 3600, 3600}) {
        EXPECT_EQ(due(last + Seconds(seconds) - Milliseconds(1)), Keys()) << seconds;
        last += Seconds(seconds);
        EXPECT_EQ(due(last).size(), 1u) << seconds;
    }
    wait_for(drop_removal(*db_, "a/images/x.png"));
    EXPECT_EQ(due(last + std::chrono::days(9)), Keys());
}

TEST_F(Removals, AreTakenByOneOfTwoWhoListedThem) {  // DB-17
    wait_for(plan_removal(*db_, "a/images/x.png", kThen));
    const DueRemoval listed = wait_for(list_due_removals(*db_, kThen)).front();
    EXPECT_TRUE(wait_for(take_removal(*db_, listed, kThen)));
    EXPECT_FALSE(wait_for(take_removal(*db_, listed, kThen)));
}

TEST_F(Removals, AreCancelledOnlyBeforeTheyBegin) {  // DB-35
    for (const char* key : {"a/images/x.png", "a/images/y.png"}) wait_for(plan_removal(*db_, key, kThen));
    EXPECT_TRUE(wait_for(cancel_removal(*db_, "a/images/x.png")));
    EXPECT_EQ(due(kThen), Keys{"a/images/y.png"});
    EXPECT_FALSE(wait_for(cancel_removal(*db_, "a/images/y.png")));
    EXPECT_EQ(due(kThen + Seconds(30)), Keys{"a/images/y.png"});
    wait_for(drop_removal(*db_, "a/images/y.png"));
    EXPECT_FALSE(wait_for(cancel_removal(*db_, "a/images/y.png")));
}

TEST_F(Removals, ThatWereNotTriedComeBeforeThoseThatFailed) {  // DB-17
    for (const char* key : {"a/images/x.png", "a/images/y.png"}) wait_for(plan_removal(*db_, key, kThen));
    EXPECT_TRUE(wait_for(take_removal(*db_, wait_for(list_due_removals(*db_, kThen)).front(), kThen)));
    EXPECT_EQ(due(kThen + Seconds(60)), (Keys{"a/images/y.png", "a/images/x.png"}));
}

TEST_F(Removals, AreTakenAHundredAtOnceTheLongestDueFirst) {
    for (int i = 0; i < 120; ++i)
        wait_for(plan_removal(*db_, "a/images/" + std::to_string(1000 + i), kThen - Seconds(i)));
    const Keys first = due(kThen), rest = due(kThen);
    ASSERT_EQ(first.size(), 100u);
    EXPECT_EQ(first.front(), "a/images/1119");
    EXPECT_EQ(rest.size(), 20u);
}

}  // namespace pictbook::store
