// How long a session lives.
#include "account/sessions.hpp"

#include <gtest/gtest.h>

namespace pictbook::account {
namespace {

using std::chrono::days;

const Time kSignedInAt = *parse_time("2025-01-01T00:00:00.000Z");
constexpr Milliseconds kTick(1);

// AUTH-10, AUTH-25
TEST(Session, LivesAWeekOrADay) {
    EXPECT_EQ(session_end(kSignedInAt, true), kSignedInAt + days(7));
    EXPECT_EQ(session_end(kSignedInAt, false), kSignedInAt + days(1));
}

// AUTH-13
TEST(Session, HasEndedFromItsEndOn) {
    EXPECT_FALSE(is_ended(kSignedInAt + kTick, kSignedInAt));
    EXPECT_TRUE(is_ended(kSignedInAt, kSignedInAt));
    EXPECT_TRUE(is_ended(kSignedInAt - days(1), kSignedInAt));
}

// AUTH-10
TEST(Session, IsDueADayAfterItsLastRenewal) {
    const Time end = session_end(kSignedInAt, true);
    EXPECT_FALSE(is_due(kSignedInAt, end, kSignedInAt, true));
    EXPECT_FALSE(is_due(kSignedInAt, end, kSignedInAt + days(1) - kTick, true));
    EXPECT_TRUE(is_due(kSignedInAt, end, kSignedInAt + days(1), true));
}

// AUTH-12
TEST(Session, IsNeverDueWhenNotRemembered) {
    for (const bool cookie_says_so : {false, true})
        EXPECT_FALSE(is_due(kSignedInAt, session_end(kSignedInAt, false), kSignedInAt + Seconds(1), cookie_says_so));
    EXPECT_FALSE(is_due(kSignedInAt, session_end(kSignedInAt, true), kSignedInAt + days(6), false));
}

}  // namespace
}  // namespace pictbook::account
