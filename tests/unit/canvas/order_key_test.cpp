#include "canvas/order_key.hpp"

#include <gtest/gtest.h>

#include <random>

namespace pictbook::canvas {

namespace {

TEST(OrderKeys, FitBetweenAnyTwo) {  // V2-22
    std::mt19937 random(5);
    std::vector<std::string> keys{"", "V"};
    for (int i = 0; i < 2000; ++i) {
        const std::size_t at = random() % keys.size();
        std::optional<std::string_view> high;
        if (at + 1 < keys.size()) high = keys[at + 1];
        const std::string key = order_keys_between(keys[at], high, 1).front();
        ASSERT_LT(keys[at], key);
        if (high) ASSERT_LT(key, *high);
        ASSERT_NE(key.back(), '0');
        keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(at) + 1, key);
    }
}

TEST(OrderKeys, StayShortWhenManyAreMadeAtOnce) {
    const std::vector<std::string> keys = order_keys_between("", std::nullopt, 1001);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        EXPECT_LE(keys[i].size(), 3u);
        if (i > 0) EXPECT_LT(keys[i - 1], keys[i]);
    }
}

TEST(OrderKeys, AfterTheLastGrowSlowly) {
    std::string last;
    for (int i = 0; i < 1000; ++i) last = order_keys_between(last, std::nullopt, 1).front();
    EXPECT_LE(last.size(), 200u);
}

}  // namespace

}  // namespace pictbook::canvas
