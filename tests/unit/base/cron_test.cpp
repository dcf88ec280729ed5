#include "base/cron.hpp"

#include <gtest/gtest.h>

namespace pictbook {
namespace {

/// The next time after `time`, or what is said of a text that is none.
std::string next(const std::string& table, const std::string& time) {
    const std::optional<Cron> cron = Cron::parse(table);
    return cron ? to_iso(cron->next_after(*parse_time(time))).substr(0, 16) : "none";
}

TEST(Cron, FindsTheNextMinute) {  // BACKUP-14
    EXPECT_EQ(next("0 3 * * *", "2026-01-31T02:59:59.999Z"), "2026-01-31T03:00");
    EXPECT_EQ(next("0 3 * * *", "2026-01-31T03:00:00.000Z"), "2026-02-01T03:00") << "never the same one twice";
    EXPECT_EQ(next("* * * * *", "2026-12-31T23:59:30Z"), "2027-01-01T00:00");
    EXPECT_EQ(next(" 5\t4  *  * * ", "2026-01-31T04:04:00Z"), "2026-01-31T04:05");
}

TEST(Cron, TakesRangesListsAndSteps) {  // BACKUP-14
    EXPECT_EQ(next("*/15 * * * *", "2026-01-31T10:31:00Z"), "2026-01-31T10:45");
    EXPECT_EQ(next("30 8-18/4 * * *", "2026-01-31T12:31:00Z"), "2026-01-31T16:30");
    EXPECT_EQ(next("0,50 7,9 * * *", "2026-01-31T07:00:00Z"), "2026-01-31T07:50");
    EXPECT_EQ(next("0 0 1 */3 *", "2026-02-01T00:00:00Z"), "2026-04-01T00:00");
}

TEST(Cron, KnowsDaysOfTheWeekAndLeapYears) {  // BACKUP-14
    EXPECT_EQ(next("0 3 * * 1-5", "2026-01-30T03:00:00Z"), "2026-02-02T03:00") << "from Friday to Monday";
    EXPECT_EQ(next("0 3 * * 7", "2026-01-30T00:00:00Z"), next("0 3 * * 0", "2026-01-30T00:00:00Z"));
    EXPECT_EQ(next("0 0 29 2 *", "2096-03-01T00:00:00Z"), "2104-02-29T00:00");
}

TEST(Cron, TakesEitherOfTwoDays) {  // BACKUP-14
    EXPECT_EQ(next("0 0 13 * 5", "2026-01-31T00:00:00Z"), "2026-02-06T00:00") << "a Friday";
    EXPECT_EQ(next("0 0 13 * 1", "2026-03-09T00:00:00Z"), "2026-03-13T00:00") << "the 13th";
    EXPECT_EQ(next("0 0 */2 * 1", "2026-03-02T00:00:00Z"), "2026-03-09T00:00") << "a step of all is no day";
}

TEST(Cron, RefusesWhatIsNone) {  // BACKUP-14
    for (const char* text : {"", "0 3 * *", "0 3 * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *",
                             "* * * 13 *", "* * * * 8", "a * * * *", "5-1 * * * *", "*/0 * * * *", "5/2 * * * *",
                             "1, * * * *", "-1 * * * *", "1-2-3 * * * *", "@daily", "0 0 30 2 *", "0 0 31 4,6 *"})
        EXPECT_EQ(next(text, "2026-01-31T00:00:00Z"), "none") << text;
}

}  // namespace
}  // namespace pictbook
