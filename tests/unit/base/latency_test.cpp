// Times in fixed buckets, and how /metrics writes them: docs/decisions/0010-metrics.md.
#include "base/latency.hpp"

#include <gtest/gtest.h>

#include "base/exposition.hpp"

namespace pictbook {
namespace {

using namespace std::chrono_literals;

Distribution of(const Latency& latency) {
    Distribution all;
    all += latency;
    return all;
}

TEST(Latency, CountsATimeInTheFirstBucketThatTakesIt) {
    const std::pair<std::chrono::nanoseconds, std::size_t> rows[] = {
        {-1ns, 0}, {0ns, 0},     {100us, 0}, {100'001ns, 1},  {250us, 1},
        {1ms, 3},  {9'999us, 6}, {10s, 15},  {10s + 1ns, 16}, {1h, 16}};
    for (const auto& [took, bucket] : rows) {
        Latency latency;
        latency.add(took);
        for (std::size_t i = 0; i <= kLatencyBounds.size(); ++i)
            EXPECT_EQ(latency.count(i), i == bucket ? 1u : 0u) << took.count() << " ns, bucket " << i;
        EXPECT_EQ(latency.nanoseconds(), took < 0ns ? 0u : static_cast<std::uint64_t>(took.count()));
    }
}

TEST(Latency, BoundsRise) { EXPECT_TRUE(std::is_sorted(kLatencyBounds.begin(), kLatencyBounds.end())); }

TEST(Latency, OfSeveralThreadsIsAddedUp) {
    Latency first, second;
    first.add(50us);
    second.add(50us);
    second.add(1h);
    Distribution all = of(first);
    all += second;
    EXPECT_EQ(all.counts.front(), 2u);
    EXPECT_EQ(all.counts.back(), 1u);
    EXPECT_EQ(all.nanoseconds, 3'600'000'100'000u);
}

TEST(Latency, IsAHistogramOfWhatTookNoLongerThanEachBound) {
    Latency latency;
    latency.add(80us);
    latency.add(200us);
    latency.add(220us);
    latency.add(20s);
    Exposition out;
    out.metric("took_seconds", Exposition::Type::histogram, "Time.");
    out.histogram(of(latency), {{"kind", "read"}});
    const std::string text = out.text();
    EXPECT_EQ(text.substr(0, text.find("0.0005")),
              "# HELP took_seconds Time.\n# TYPE took_seconds histogram\n"
              "took_seconds_bucket{kind=\"read\",le=\"0.0001\"} 1\n"
              "took_seconds_bucket{kind=\"read\",le=\"0.00025\"} 3\n"
              "took_seconds_bucket{kind=\"read\",le=\"");
    EXPECT_EQ(text.substr(text.find("took_seconds_bucket{kind=\"read\",le=\"10\"}")),
              "took_seconds_bucket{kind=\"read\",le=\"10\"} 3\n"
              "took_seconds_bucket{kind=\"read\",le=\"+Inf\"} 4\n"
              "took_seconds_sum{kind=\"read\"} 20.0005\n"
              "took_seconds_count{kind=\"read\"} 4\n");
}

}  // namespace
}  // namespace pictbook
