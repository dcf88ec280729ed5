// What the exporter does with a collector or a Sentry in trouble: docs/spec/watch.md.
#include "telemetry/exporter.hpp"

#include <gtest/gtest.h>

#include "support/collector.hpp"
#include "support/comes_true.hpp"

namespace pictbook::telemetry {
namespace {

using test::Collector;
using test::comes_true;
using Reply = Collector::Reply;

TelemetrySettings told_to(const Collector& collector, Milliseconds delay = Milliseconds(10)) {
    TraceSettings traces;
    traces.url = collector.endpoint() + "/v1/traces";
    traces.service_name = "books";
    traces.delay = delay;
    return {traces, SentrySettings{collector.endpoint() + "/api/7/envelope/", "publickey"}};
}

void trace(Exporter& exporter, std::size_t spans = 1) {
    trace::Record record{.id = trace::make_trace_id(), .state = "", .spans = {}};
    for (std::size_t i = 0; i < spans; ++i) {
        trace::Span span;
        span.id = trace::make_span_id();
        span.name = "GET /";
        span.begin = span.end = std::chrono::system_clock::now();
        record.spans.push_back(std::move(span));
    }
    exporter.take(std::move(record));
}

void fail(Exporter& exporter) {
    exporter.take_error("request failed", {{"reason", "it broke\nSELECT 1"}, {"path", "/secret"}});
}

TEST(Exporter, TellsSpansTogetherAfterAWhile) {  // WATCH-7
    const Collector collector;
    Exporter exporter(told_to(collector, Milliseconds(200)), "local");
    for (int i = 0; i < 5; ++i) trace(exporter, 2);
    EXPECT_TRUE(comes_true([&] { return exporter.counts().spans_sent == 10; }));
    EXPECT_EQ(collector.heads().size(), 1u);
    EXPECT_EQ(collector.spans().size(), 10u);
}

TEST(Exporter, TriesAgainWhatACollectorPutsOff) {  // WATCH-14
    const Collector collector([](std::size_t number) -> Reply {
        if (number == 0) return {.status = "503 Service Unavailable", .headers = "Retry-After: 0\r\n"};
        if (number == 1) return {.status = "429 Too Many Requests", .headers = "Retry-After: 0\r\n"};
        return {};
    });
    Exporter exporter(told_to(collector), "local");
    trace(exporter);
    EXPECT_TRUE(comes_true([&] { return exporter.counts().spans_sent == 1; }));
    EXPECT_EQ(collector.heads().size(), 3u);
}

TEST(Exporter, DropsWhatACollectorRefusesOrPutsOffTooOften) {  // WATCH-14
    for (const char* status : {"400 Bad Request", "503 Service Unavailable"}) {
        const Collector collector(
            [status](std::size_t) { return Reply{.status = status, .headers = "Retry-After: 0\r\n"}; });
        Exporter exporter(told_to(collector), "local");
        trace(exporter, 3);
        EXPECT_TRUE(comes_true([&] { return exporter.counts().spans_dropped == 3; })) << status;
        EXPECT_EQ(collector.heads().size(), status[0] == '4' ? 1u : Exporter::kAttempts);
        EXPECT_EQ(exporter.counts().spans_sent, 0u);
    }
}

TEST(Exporter, KeepsNoMoreThanItsBoundAndCountsTheRest) {  // WATCH-14
    const Collector collector([](std::size_t) { return Reply{.silence = std::chrono::seconds(30)}; });
    Exporter exporter(told_to(collector, Seconds(60)), "local");
    for (std::size_t i = 0; i < Exporter::kMostSpans / 64 + 20; ++i) trace(exporter, 64);
    // What is on its way has made room for as much.
    EXPECT_GE(exporter.counts().spans_dropped, 20 * 64 - Exporter::kBatch);
    for (std::size_t i = 0; i < 200; ++i) fail(exporter);
    EXPECT_EQ(exporter.counts().errors_dropped, 200 - Exporter::kErrorsAtOnce);
    const auto begin = Monotonic::now();
    exporter.stop();
    EXPECT_LT(Monotonic::now() - begin, Exporter::kStopDeadline + Seconds(3));
    EXPECT_EQ(exporter.counts().spans_sent, 0u);
    EXPECT_EQ(exporter.counts().spans_dropped, Exporter::kMostSpans + 20 * 64);
    EXPECT_EQ(exporter.counts().errors_dropped, 200u);
    trace(exporter);
    EXPECT_EQ(exporter.counts().spans_dropped, Exporter::kMostSpans + 20 * 64 + 1);
}

TEST(Exporter, TellsWhatWaitsBeforeItStops) {  // WATCH-14
    const Collector collector;
    Exporter exporter(told_to(collector, Seconds(60)), "local");
    trace(exporter, 2);
    fail(exporter);
    exporter.stop();
    EXPECT_EQ(exporter.counts().spans_sent, 2u);
    EXPECT_EQ(exporter.counts().errors_sent, 1u);
    EXPECT_EQ(collector.spans().size(), 2u);
    ASSERT_EQ(collector.events().size(), 1u);
    EXPECT_EQ(boost::json::value(collector.events()[0]).at_pointer("/exception/values/0/value"), "it broke");
    EXPECT_EQ(collector.everything().find("/secret"), std::string::npos);
}

TEST(Exporter, SendsNoErrorsWhileSentryWantsNone) {  // WATCH-12
    const std::pair<const char*, const char*> rows[] = {{"429 Too Many Requests", "Retry-After: 60\r\n"},
                                                        {"429 Too Many Requests", ""},
                                                        {"200 OK", "X-Sentry-Rate-Limits: 60:error:key\r\n"}};
    for (const auto& [status, headers] : rows) {
        const Collector collector([=](std::size_t) { return Reply{.status = status, .headers = headers}; });
        Exporter exporter(told_to(collector), "local");
        fail(exporter);
        ASSERT_TRUE(comes_true([&] { return exporter.counts().errors_sent + exporter.counts().errors_dropped == 1; }));
        for (int i = 0; i < 3; ++i) fail(exporter);
        exporter.stop();
        EXPECT_EQ(collector.heads().size(), 1u) << status << headers;
        EXPECT_EQ(exporter.counts().errors_sent + exporter.counts().errors_dropped, 4u);
    }
}

TEST(Exporter, GoesOnWhenSentryLimitsOtherThings) {  // WATCH-12
    const Collector collector(
        [](std::size_t) { return Reply{.headers = "X-Sentry-Rate-Limits: 60:transaction:key\r\n"}; });
    Exporter exporter(told_to(collector), "local");
    for (int i = 0; i < 3; ++i) fail(exporter);
    EXPECT_TRUE(comes_true([&] { return exporter.counts().errors_sent == 3; }));
}

}  // namespace
}  // namespace pictbook::telemetry
