// Retry-After in both of its forms (RFC 9110 section 10.2.3).
#include "telemetry/post.hpp"

#include <gtest/gtest.h>

namespace pictbook::telemetry {
namespace {

TEST(RetryAfter, IsSecondsOrADate) {
    const Time at = *parse_time("2026-01-01T00:00:00Z");
    const std::pair<const char*, std::optional<Seconds>> rows[] = {
        {"0", Seconds(0)},
        {"120", Seconds(120)},
        {"999999999", Seconds(86'400)},
        {"Thu, 01 Jan 2026 00:00:30 GMT", Seconds(30)},
        {"Wed, 31 Dec 2025 00:00:00 GMT", Seconds(0)},
        {"", std::nullopt},
        {"-5", std::nullopt},
        {"soon", std::nullopt},
    };
    for (const auto& [text, seconds] : rows) EXPECT_EQ(parse_retry_after(text, at), seconds) << text;
}

}  // namespace
}  // namespace pictbook::telemetry
