// Results hold a value or an Error; taking the value of a failed one is our own bug.
#include "base/result.hpp"

#include <gtest/gtest.h>

namespace pictbook {
namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return Error{.fault = Fault::invalid, .message = "Expected an even number"};
    return number / 2;
}

TEST(Result, HoldsAValueOrAnError) {
    EXPECT_EQ(half(8).value(), 4);
    ASSERT_FALSE(half(7));
    EXPECT_EQ(half(7).error().fault, Fault::invalid);
    EXPECT_EQ(half(7).error().message, "Expected an even number");
}

TEST(Result, TheValueOfAFailureIsABugThatSaysWhatFailed) {
    try {
        static_cast<void>(half(7).value());
        FAIL() << "a failed result gave a value";
    } catch (const std::logic_error& error) {
        EXPECT_NE(std::string(error.what()).find("Expected an even number"), std::string::npos) << error.what();
    }
}

TEST(Result, UnavailableSaysWhenToComeBack) {
    EXPECT_EQ(Unavailable("the disk is full").retry_after.count(), 1);
    const Unavailable away("the database is away", std::chrono::seconds(5));
    EXPECT_EQ(away.retry_after.count(), 5);
    EXPECT_STREQ(away.what(), "the database is away");
}

}  // namespace
}  // namespace pictbook
