// The limits of a worker that counts alone. With Redis: tests/contract and tests/api.
#include "account/limits.hpp"

#include <gtest/gtest.h>

namespace pictbook::account {
namespace {

constexpr Allowances all_of(Allowance allowance) {
    Allowances out{};
    out.fill(allowance);
    return out;
}
constexpr Allowances kTwoEach = all_of({2, Seconds(3600)});

// LIMIT-2
TEST(Limits, RefuseAndCountWhatTheyRefused) {
    LocalBuckets local;
    Limits limits(true, kTwoEach, local, nullptr);
    EXPECT_EQ(limits.take_here(Limit::writes, "ada"), std::nullopt);
    EXPECT_EQ(limits.take_here(Limit::writes, "ada"), std::nullopt);
    EXPECT_EQ(limits.take_here(Limit::writes, "ada"), Seconds(1800));
    EXPECT_EQ(limits.take_here(Limit::writes, "grace"), std::nullopt);
    EXPECT_EQ(limits.take_here(Limit::uploads, "ada"), std::nullopt);
    EXPECT_EQ(limits.refused(Limit::writes), 1u);
    EXPECT_EQ(limits.refused(Limit::uploads), 0u);
    EXPECT_EQ(limits.local_keys(), 3u);
    EXPECT_FALSE(limits.is_shared());
}

// LIMIT-3
TEST(Limits, AreOfAllWorkersOfTheProcess) {
    LocalBuckets local;
    Limits one(true, kTwoEach, local, nullptr), other(true, kTwoEach, local, nullptr);
    EXPECT_EQ(one.take_here(Limit::requests, "10.0.0.1"), std::nullopt);
    EXPECT_EQ(other.take_here(Limit::requests, "10.0.0.1"), std::nullopt);
    EXPECT_TRUE(one.take_here(Limit::requests, "10.0.0.1").has_value());
}

// LIMIT-17
TEST(Limits, KeepWhatOneCountsThoughAnotherIsFlooded) {
    LocalBuckets local;
    Limits limits(true, kTwoEach, local, nullptr);
    for (int i = 0; i < 2; ++i) limits.take_here(Limit::tries, "ada");
    for (int i = 0; i < 110'000; ++i) limits.take_here(Limit::requests, std::to_string(i));
    EXPECT_TRUE(limits.take_here(Limit::tries, "ada").has_value());
    EXPECT_EQ(limits.local_keys(), 12'500u + 1);
}

// LIMIT-12, AUTH-55
TEST(Limits, SwitchedOffRefuseNothingAndHoldNothing) {
    LocalBuckets local;
    Limits limits(false, kTwoEach, local, nullptr);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(limits.take_here(Limit::auth, "10.0.0.1"), std::nullopt);
    EXPECT_EQ(limits.local_keys(), 0u);
}

// AUTH-54
TEST(CountedAddress, IsTheHouseholdOfAnIpv6Address) {
    EXPECT_EQ(counted_address("2001:db8:1:2:3:4:5:6"), counted_address("2001:db8:1:2:ffff::1"));
    EXPECT_NE(counted_address("2001:db8:1:2::1"), counted_address("2001:db8:1:3::1"));
    EXPECT_NE(counted_address("10.0.0.1"), counted_address("10.0.0.2"));
    EXPECT_EQ(counted_address("no address"), "no address");
    EXPECT_EQ(counted_address("no:address"), "no:address");
}

}  // namespace
}  // namespace pictbook::account
