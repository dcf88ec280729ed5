// The text format of Prometheus: docs/decisions/0010-metrics.md.
#include "base/exposition.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace pictbook {
namespace {

using Type = Exposition::Type;

TEST(Exposition, AMetricIsItsHelpItsTypeAndItsSamples) {
    Exposition out;
    out.metric("books", Type::gauge, "Open books.");
    out.sample(std::uint64_t{3});
    out.metric("events_total", Type::counter, "Events.");
    out.sample(std::uint64_t{0}, {{"lane", "ordered"}});
    out.sample(std::uint64_t{7}, {{"lane", "cursor"}, {"to", "all"}});
    EXPECT_EQ(out.text(),
              "# HELP books Open books.\n"
              "# TYPE books gauge\n"
              "books 3\n"
              "# HELP events_total Events.\n"
              "# TYPE events_total counter\n"
              "events_total{lane=\"ordered\"} 0\n"
              "events_total{lane=\"cursor\",to=\"all\"} 7\n");
}

TEST(Exposition, TextsAreEscapedAsTheirPlaceDemands) {
    Exposition out;
    out.metric("info", Type::gauge, "A \"quoted\" word,\na line and a \\.");
    out.sample(std::uint64_t{1}, {{"name", "A \"quoted\" word,\na line and a \\."}});
    EXPECT_EQ(out.text(),
              "# HELP info A \"quoted\" word,\\na line and a \\\\.\n"
              "# TYPE info gauge\n"
              "info{name=\"A \\\"quoted\\\" word,\\na line and a \\\\.\"} 1\n");
}

TEST(Exposition, NumbersKeepTheirValue) {
    Exposition out;
    out.metric("numbers", Type::gauge, "Numbers.");
    const std::size_t begin = out.text().size();
    out.sample(std::numeric_limits<std::uint64_t>::max());
    out.sample(0.1);
    out.sample(1795361156.25);
    EXPECT_EQ(out.text().substr(begin),
              "numbers 18446744073709551615\n"
              "numbers 0.1\n"
              "numbers 1795361156.25\n");
}

}  // namespace
}  // namespace pictbook
