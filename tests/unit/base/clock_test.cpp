// Times as the wire, the databases and HTTP write them.
#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace pictbook {
namespace {

using namespace std::chrono_literals;

constexpr Time kNewYear = Time(std::chrono::sys_days(std::chrono::year(2025) / 1 / 1));

// HTTP-27
TEST(Clock, PrintsIsoInUtcWithMilliseconds) {
    EXPECT_EQ(to_iso(kNewYear), "2025-01-01T00:00:00.000Z");
    EXPECT_EQ(to_iso(kNewYear + 23h + 59min + 58s + 7ms), "2025-01-01T23:59:58.007Z");
    EXPECT_EQ(to_iso(Time(0ms)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_iso(Time(-1ms)), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(to_iso(Time(253'402'300'799'999ms)), "9999-12-31T23:59:59.999Z");
}

TEST(Clock, PrintsForDatabases) { EXPECT_EQ(to_sql(kNewYear + 90ms), "2025-01-01 00:00:00.090"); }

TEST(Clock, PrintsForHttpHeaders) {
    EXPECT_EQ(to_http(kNewYear), "Wed, 01 Jan 2025 00:00:00 GMT");
    EXPECT_EQ(to_http(Time(784'111'777s)), "Sun, 06 Nov 1994 08:49:37 GMT");  // the example of RFC 9110
}

TEST(Clock, ReadsWhatItPrints) {
    for (const Time time : {kNewYear, kNewYear + 1ms, Time(0ms), Time(-1ms), Time(951'782'400'000ms), now()}) {
        EXPECT_EQ(parse_time(to_iso(time)), time);
        EXPECT_EQ(parse_time(to_sql(time)), time);
    }
}

TEST(Clock, ReadsFractionsAndTheUtcZone) {
    struct Row {
        const char* text;
        Milliseconds after_new_year;
    };
    const Row rows[] = {
        {"2025-01-01T00:00:00", 0ms},
        {"2025-01-01 00:00:00+00", 0ms},
        {"2025-01-01T00:00:00+00:00", 0ms},
        {"2025-01-01T00:00:00.5Z", 500ms},
        {"2025-01-01T00:00:00.25", 250ms},
        {"2025-01-01 00:00:00.123456", 123ms},  // PostgreSQL's microseconds
        {"2025-01-01T00:00:00.123999999Z", 123ms},
    };
    for (const Row& row : rows) EXPECT_EQ(parse_time(row.text), kNewYear + row.after_new_year) << row.text;
}

TEST(Clock, RefusesWhatIsNoTime) {
    const char* texts[] = {"",
                           "now",
                           "2025-01-01",
                           "2025-01-01T00:00",
                           "2025-1-01T00:00:00Z",
                           "2025-13-01T00:00:00Z",
                           "2025-00-01T00:00:00Z",
                           "2025-02-29T00:00:00Z",
                           "2025-04-31T00:00:00Z",
                           "2025-01-01T24:00:00Z",
                           "2025-01-01T00:60:00Z",
                           "2025-01-01T00:00:60Z",
                           "2025-01-01T00:00:00.Z",
                           "2025-01-01T00:00:00.1234567890Z",
                           "2025-01-01T00:00:00+02:00",
                           "2025-01-01T00:00:00z",
                           "2025-01-01T00:00:00Z ",
                           "+2025-01-01T00:00:00Z",
                           "-025-01-01T00:00:00Z",
                           "2025-01-01t00:00:00Z"};
    for (const char* text : texts) EXPECT_EQ(parse_time(text), std::nullopt) << text;
    EXPECT_TRUE(parse_time("2024-02-29T00:00:00Z"));
}

TEST(Clock, NowIsNow) {
    const Time before(std::chrono::duration_cast<Milliseconds>(std::chrono::system_clock::now().time_since_epoch()));
    const Time time = now();
    EXPECT_GE(time, before);
    EXPECT_LE(time, std::chrono::system_clock::now());
}

}  // namespace
}  // namespace pictbook
