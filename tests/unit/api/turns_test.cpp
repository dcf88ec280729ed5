#include "api/turns.hpp"

#include <gtest/gtest.h>

namespace pictbook::api {

TEST(Turns, AreGivenUpToTheirNumber) {  // ARCHIVE-14
    Turns turns(2);
    std::optional<Turns::Turn> first(turns.take("busy"));
    const Turns::Turn second = turns.take("busy");
    try {
        const Turns::Turn third = turns.take("busy");
        ADD_FAILURE() << "a third turn";
    } catch (const Unavailable& refused) {
        EXPECT_STREQ(refused.what(), "busy");
        EXPECT_EQ(refused.retry_after, Seconds(10));
    }
    first.reset();
    const Turns::Turn again = turns.take("busy");
    EXPECT_THROW(turns.take("busy"), Unavailable);
}

}  // namespace pictbook::api
