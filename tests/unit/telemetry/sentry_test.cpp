// Envelopes for Sentry, and what it says of how many it takes: docs/spec/watch.md.
#include "telemetry/sentry.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "schema/json.hpp"

namespace pictbook::telemetry {
namespace {

const ErrorEvent kEvent{.id = "0123456789abcdef0123456789abcdef",
                        .time = *parse_time("2026-01-02T03:04:05.678Z"),
                        .message = "request failed",
                        .exception = "std::logic_error",
                        .reason = "it \"broke\"\nin two",
                        .request = "abc1",
                        .route = "/projects/:id"};
const EventSource kSource{.release = "pictbook@1.2.3", .environment = "local", .server_name = "node"};

TEST(Envelope, IsThreeLinesOfWhichTheSecondSaysHowLongTheThirdIs) {  // WATCH-11
    std::istringstream lines(to_envelope(kEvent, kSource));
    std::string head, item_head, item, rest;
    std::getline(lines, head);
    std::getline(lines, item_head);
    std::getline(lines, item);
    EXPECT_FALSE(std::getline(lines, rest));
    const auto event = schema::parse_json(item).value();
    EXPECT_EQ(schema::parse_json(head)->at("event_id"), kEvent.id.c_str());
    EXPECT_EQ(schema::parse_json(item_head)->at("type"), "event");
    EXPECT_EQ(schema::parse_json(item_head)->at("length").to_number<std::size_t>(), item.size());
    EXPECT_EQ(event.at("event_id"), kEvent.id.c_str());
    EXPECT_EQ(event.at("timestamp"), "2026-01-02T03:04:05.678Z");
    EXPECT_EQ(event.at("platform"), "native");
    EXPECT_EQ(event.at("level"), "error");
    EXPECT_EQ(event.at("release"), "pictbook@1.2.3");
    EXPECT_EQ(event.at("environment"), "local");
    EXPECT_EQ(event.at_pointer("/exception/values/0/type"), "std::logic_error");
    EXPECT_EQ(event.at_pointer("/exception/values/0/value"), "it \"broke\"\nin two");
    EXPECT_EQ(event.at_pointer("/tags/request_id"), "abc1");
    EXPECT_EQ(event.at_pointer("/tags/route"), "/projects/:id");
}

TEST(Envelope, CutsWhatIsLongAndTakesAnyBytes) {  // WATCH-11
    ErrorEvent event = kEvent;
    event.exception = "";
    event.reason = std::string(100'000, 'x');
    EXPECT_LT(to_envelope(event, kSource).size(), 5000u);
    event.reason = "\xff";
    const std::string envelope = to_envelope(event, kSource);
    EXPECT_TRUE(schema::parse_json(envelope.substr(envelope.rfind('\n', envelope.size() - 2) + 1)));
}

TEST(RateLimits, OfErrorsAreTheLongestThatNamesThemOrEverything) {  // WATCH-12
    const std::pair<const char*, std::optional<Seconds>> rows[] = {
        {"", std::nullopt},
        {"60:transaction:key", std::nullopt},
        {"60::organization", Seconds(60)},
        {"60:error:key", Seconds(60)},
        {"2700:default;error;security:organization", Seconds(2700)},
        {"60:transaction:key, 5:error:key, 7::key", Seconds(7)},
        {"60", Seconds(60)},
        {"x:error:key", std::nullopt},
        {"-3:error:key", std::nullopt},
        {"99999999:error:key", Seconds(86'400)},
        {":::,,;", std::nullopt},
    };
    for (const auto& [text, pause] : rows) EXPECT_EQ(pause_for_errors(text), pause) << text;
}

}  // namespace
}  // namespace pictbook::telemetry
