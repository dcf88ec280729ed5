// Which requests are traced, and what a trace keeps: docs/spec/watch.md.
#include "base/tracer.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/pool.hpp"
#include "base/trace_executor.hpp"
#include "unit/base/failing_allocations.hpp"

namespace pictbook::trace {
namespace {

namespace asio = boost::asio;

struct Kept : Sink {
    void take(Record record) noexcept override { records.push_back(std::move(record)); }
    std::vector<Record> records;
};

Span span_named(std::string name) {
    Span span;
    span.name = std::move(name);
    return span;
}

const std::string kSampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const std::string kUnsampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

TEST(Tracer, SamplesAsItIsToldAndAsWhoAsksDoes) {  // WATCH-8
    struct Row {
        Sampling sampling;
        std::string parent;
        bool is_recorded, is_passed_on;
    };
    const Row rows[] = {{{1, true}, "", true, true},         {{0, true}, "", false, false},
                        {{0, true}, kSampled, true, true},   {{1, true}, kUnsampled, false, true},
                        {{0, false}, kSampled, false, true}, {{1, false}, kUnsampled, true, true},
                        {{1, true}, "nonsense", true, true}, {{0, true}, "nonsense", false, false}};
    for (const Row& row : rows) {
        Kept kept;
        const Pointer trace = Tracer(row.sampling, kept).begin(row.parent, "");
        EXPECT_EQ(trace != nullptr, row.is_passed_on) << row.parent << row.sampling.ratio;
        EXPECT_EQ(trace && trace->is_recorded(), row.is_recorded) << row.parent << row.sampling.ratio;
    }
}

TEST(Tracer, SamplesAboutTheRatioOfTheTracesThatBeginHere) {  // WATCH-8
    Kept kept;
    const Tracer tracer({0.25, true}, kept);
    int sampled = 0;
    for (int i = 0; i < 4000; ++i) sampled += tracer.begin("", "") ? 1 : 0;
    EXPECT_NEAR(sampled, 1000, 200);  // seven standard deviations
}

TEST(Tracer, GoesOnWithTheTraceOfWhoAsks) {  // WATCH-7
    Kept kept;
    Pointer trace = Tracer({}, kept).begin(kSampled, "vendor=1");
    const SpanId own = trace->context().span_id;
    {
        const Scope below(trace, "below");
    }
    Tracer::end(*trace, span_named("GET /"));
    EXPECT_TRUE(kept.records.empty()) << "somebody still works for it";
    trace.reset();
    ASSERT_EQ(kept.records.size(), 1u);
    const Record& record = kept.records.front();
    EXPECT_EQ(to_text(record.id), "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(record.state, "vendor=1");
    ASSERT_EQ(record.spans.size(), 2u);
    EXPECT_EQ(record.spans[0].parent, own);
    EXPECT_EQ(record.spans[1].id, own);
    EXPECT_EQ(to_text(record.spans[1].parent.value()), "00f067aa0ba902b7");
    EXPECT_EQ(record.spans[1].kind, Kind::server);
}

TEST(Trace, KeepsSoManySpansAndCountsTheRest) {  // WATCH-7
    Kept kept;
    Pointer trace = Tracer({}, kept).begin("", "");
    for (std::size_t i = 0; i < Trace::kMostSpans + 5; ++i) const Scope one(trace, "one");
    Tracer::end(*trace, span_named("GET /"));
    trace.reset();
    EXPECT_EQ(kept.records.at(0).spans.size(), Trace::kMostSpans + 1);
    EXPECT_EQ(kept.records.at(0).left_out, 5u);
}

TEST(Scope, OfNoTraceDoesNothing) {
    Scope scope(nullptr, "nothing");
    scope.set("key", "value");
    scope.fail();
    EXPECT_FALSE(scope.is_recorded());
}

asio::awaitable<Pointer> trace_here() { co_return of(co_await asio::this_coro::executor); }

asio::awaitable<std::vector<Pointer>> traces_on_the_way(Pool& pool) {
    std::vector<Pointer> seen{co_await trace_here()};
    co_await pool.run([](std::size_t) {});
    seen.push_back(co_await trace_here());
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    seen.push_back(co_await trace_here());
    co_return seen;
}

TEST(TraceExecutor, CarriesItsTraceThroughPoolsAndBackAndNoFurther) {  // WATCH-7
    Kept kept;
    asio::io_context loop(1);
    Pool pool("a pool", {.threads = 1, .queue = 4});
    const asio::any_io_executor plain = loop.get_executor();
    const Pointer trace = Tracer({}, kept).begin("", "");
    const asio::any_io_executor traced = with_trace(plain, trace);
    std::vector<Pointer> seen;
    Pointer outside = trace;
    auto within = [&]() -> asio::awaitable<void> {
        seen = co_await asio::co_spawn(traced, traces_on_the_way(pool), asio::use_awaitable);
        outside = co_await trace_here();
    };
    asio::co_spawn(loop, within, asio::detached);
    loop.run();
    EXPECT_EQ(seen, std::vector<Pointer>(3, trace));
    EXPECT_EQ(outside, nullptr);
    EXPECT_EQ(of(without_trace(traced)), nullptr);
    EXPECT_EQ(without_trace(traced), plain);
    EXPECT_EQ(without_trace(plain), plain);
}

TEST(Trace, LeavesOutWhatThereIsNoMemoryFor) {  // WATCH-7
    Kept kept;
    Pointer trace = Tracer({}, kept).begin(kSampled, "vendor=" + std::string(100, 'v'));
    {
        std::optional<Scope> lost(std::in_place, trace, "lost");
        const test::FailingAllocations no_memory;
        lost.reset();
    }
    Tracer::end(*trace, span_named("GET /"));
    kept.records.reserve(1);
    {
        const test::FailingAllocations no_memory;
        trace.reset();
    }
    ASSERT_EQ(kept.records.size(), 1u);
    const std::size_t lost_spans = test::can_allocations_fail() ? 1 : 0;
    EXPECT_EQ(kept.records.front().spans.size(), 2 - lost_spans);
    EXPECT_EQ(kept.records.front().left_out, lost_spans);
}

}  // namespace
}  // namespace pictbook::trace
