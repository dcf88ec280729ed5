#include "store/mails.hpp"

#include "unit/store/store_test.hpp"

namespace pictbook::store {

namespace {

class Mails : public StoreTest {
protected:
    void add(const std::string& id, Time due) {
        Mail mail;
        mail.id = id;
        mail.recipient = "ada@example.com";
        mail.dueAt = mail.createdAt = due;
        mail.expiresAt = kThen + std::chrono::hours(24);
        wait_for(add_mail(*db_, mail));
    }
    std::vector<std::string> due(Time time) {
        std::vector<std::string> out;
        for (const Mail& mail : wait_for(list_due_mails(*db_, time))) out.push_back(mail.id);
        return out;
    }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_F(Mails, AreDueTheOldestFirst) {  // MAIL-10
    add("b", kThen);
    add("a", kThen - Seconds(1));
    add("later", kThen + Seconds(1));
    EXPECT_EQ(due(kThen), (Ids{"a", "b"}));
    for (int i = 0; i < 30; ++i) add("more" + std::to_string(i), kThen);
    EXPECT_EQ(due(kThen).size(), 20u);
}

TEST_F(Mails, AreTakenByOneOfTwoWhoListedThem) {  // MAIL-13
    add("a", kThen);
    const Mail listed = wait_for(list_due_mails(*db_, kThen)).front();
    EXPECT_TRUE(wait_for(take_mail(*db_, listed, kThen + Seconds(60))));
    EXPECT_FALSE(wait_for(take_mail(*db_, listed, kThen + Seconds(60))));
    EXPECT_EQ(due(kThen + Seconds(59)), Ids());
    EXPECT_EQ(due(kThen + Seconds(60)), Ids{"a"});
    wait_for(put_off_mail(*db_, "a", kThen + Seconds(90)));
    EXPECT_EQ(due(kThen + Seconds(89)), Ids());
    wait_for(drop_mail(*db_, "a"));
    EXPECT_EQ(wait_for(count_mails(*db_)), 0);
}

TEST_F(Mails, AreDroppedWhenTheyAreOfNoUse) {  // MAIL-10
    add("a", kThen);
    EXPECT_EQ(wait_for(drop_expired_mails(*db_, kThen + std::chrono::hours(24) - Milliseconds(1))), 0u);
    EXPECT_EQ(due(kThen + std::chrono::hours(24) - Milliseconds(1)), Ids{"a"});
    EXPECT_EQ(due(kThen + std::chrono::hours(24)), Ids());
    EXPECT_EQ(wait_for(drop_expired_mails(*db_, kThen + std::chrono::hours(24))), 1u);
    EXPECT_EQ(wait_for(count_mails(*db_)), 0);
}

TEST_F(Mails, AreCountedByTheHour) {  // MAIL-15
    const Time end = kThen + std::chrono::hours(1);
    EXPECT_EQ(wait_for(count_in_hour(*db_, "ada", kThen)), 1);
    EXPECT_EQ(wait_for(count_in_hour(*db_, "ada", end - Milliseconds(1))), 2);
    EXPECT_EQ(wait_for(count_in_hour(*db_, "grace", kThen)), 1);
    EXPECT_EQ(wait_for(count_in_hour(*db_, "ada", end)), 1);
    EXPECT_EQ(wait_for(count_in_hour(*db_, "ada", end + Seconds(1))), 2);
    wait_for(drop_expired_mails(*db_, end + std::chrono::hours(1)));
    EXPECT_EQ(count(db::Statement(R"(SELECT COUNT(*) AS "count" FROM "MailTally")")), 0);
}

TEST(MailDelay, DoublesUpToAnHourWithAFifthMoreOrLess) {  // MAIL-10
    EXPECT_EQ(mail_delay(1, 0.5), Seconds(10));
    EXPECT_EQ(mail_delay(1, 0), Seconds(8));
    EXPECT_EQ(mail_delay(1, 1), Seconds(12));
    EXPECT_EQ(mail_delay(2, 0.5), Seconds(20));
    EXPECT_EQ(mail_delay(6, 0.5), Seconds(320));
    EXPECT_EQ(mail_delay(10, 0.5), Seconds(3600));
    EXPECT_EQ(mail_delay(1'000'000, 1), Seconds(4320));
}

}  // namespace pictbook::store
