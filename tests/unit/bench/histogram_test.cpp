// Percentiles from buckets: as near to the sorted ones as is promised.
#include "histogram.hpp"

#include <gtest/gtest.h>

namespace pictbook::bench {
namespace {

TEST(Histogram, SaysZeroWhenNothingWasCounted) { EXPECT_EQ(Histogram().milliseconds(0.99), 0); }

TEST(Histogram, IsExactBelow32Microseconds) {
    Histogram histogram;
    for (int i = 0; i < 32; ++i) histogram.add(i);
    EXPECT_EQ(histogram.milliseconds(0), 0);
    EXPECT_EQ(histogram.milliseconds(0.5), 0.016);
    EXPECT_EQ(histogram.milliseconds(1), 0.031);
}

TEST(Histogram, IsWithinThreePercentAbove) {
    for (std::int64_t value = 33; value < 3'600'000'000; value = value * 17 / 16 + 1) {
        Histogram histogram;
        histogram.add(value);
        const double said = histogram.milliseconds(0.5) * 1000;
        EXPECT_LE(said, static_cast<double>(value));
        EXPECT_GE(said, static_cast<double>(value) * 0.969);
    }
}

TEST(Histogram, TakesWhatIsBeyondItsEndsForItsEnds) {
    Histogram histogram;
    histogram.add(-5);
    histogram.add(std::int64_t(1) << 60);
    EXPECT_EQ(histogram.milliseconds(0), 0);
    EXPECT_NEAR(histogram.milliseconds(1), 3'600'000, 110'000);
}

TEST(Histogram, FindsTheOneSlowAmongAThousand) {
    Histogram histogram;
    for (int i = 0; i < 999; ++i) histogram.add(10);
    histogram.add(31);
    EXPECT_EQ(histogram.milliseconds(0.99), 0.010);
    EXPECT_EQ(histogram.milliseconds(0.999), 0.031);
}

}  // namespace
}  // namespace pictbook::bench
