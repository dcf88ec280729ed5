// traceparent and tracestate, strictly as W3C Trace Context has them: docs/spec/watch.md.
#include "base/trace_context.hpp"

#include <gtest/gtest.h>

namespace pictbook::trace {
namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736", kSpan = "00f067aa0ba902b7";
const std::string kParent = "00-" + kTrace + "-" + kSpan + "-01";

TEST(TraceContext, ReadsATraceparentOfVersion0AndWritesItTheSame) {  // WATCH-6
    const std::optional<Context> context = parse(kParent, "vendor=a:b,other=1");
    ASSERT_TRUE(context);
    EXPECT_EQ(to_text(context->trace_id), kTrace);
    EXPECT_EQ(to_text(context->span_id), kSpan);
    EXPECT_TRUE(context->sampled);
    EXPECT_EQ(context->state, "vendor=a:b,other=1");
    EXPECT_EQ(to_traceparent(*context), kParent);
}

TEST(TraceContext, TakesOnlyTheSampledFlag) {  // WATCH-6
    const std::pair<const char*, bool> rows[] = {{"00", false}, {"01", true}, {"02", false}, {"ff", true}};
    for (const auto& [flags, sampled] : rows) {
        const std::optional<Context> context = parse("00-" + kTrace + "-" + kSpan + "-" + flags);
        ASSERT_TRUE(context) << flags;
        EXPECT_EQ(context->sampled, sampled) << flags;
        EXPECT_TRUE(to_traceparent(*context).ends_with(sampled ? "-01" : "-00")) << flags;
    }
}

TEST(TraceContext, RefusesWhatIsNone) {  // WATCH-6
    const std::string zeros(32, '0');
    const std::string refused[] = {"",
                                   kParent.substr(1),
                                   kParent.substr(0, 54),
                                   kParent + "-",
                                   kParent + "-extra",
                                   kParent + "0",
                                   kParent + ", " + kParent,
                                   "ff" + kParent.substr(2),
                                   "0G" + kParent.substr(2),
                                   "00_" + kParent.substr(3),
                                   "00-" + zeros + "-" + kSpan + "-01",
                                   "00-" + kTrace + "-" + zeros.substr(16) + "-01",
                                   "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + kSpan + "-01",
                                   "00-" + kTrace + "-00F067AA0BA902B7-01",
                                   "00-" + kTrace + "-" + kSpan + "-0X",
                                   "00-" + kTrace.substr(1) + "--" + kSpan + "-01",
                                   std::string(1000, 'a')};
    for (const std::string& text : refused) EXPECT_FALSE(parse(text)) << text;
}

TEST(TraceContext, ReadsALaterVersionByItsFirst55Letters) {  // WATCH-6
    EXPECT_TRUE(parse("01" + kParent.substr(2)));
    EXPECT_TRUE(parse("cc" + kParent.substr(2) + "-what-may-come"));
    EXPECT_FALSE(parse("cc" + kParent.substr(2) + ".what-may-come"));
}

TEST(TraceContext, LeavesOutATracestateThatNoHeaderMayHold) {  // WATCH-6
    EXPECT_EQ(parse(kParent, std::string(512, 'a'))->state.size(), 512u);
    for (const std::string& state : {std::string(513, 'a'), std::string("a=\r\nX: 1"), std::string("a=\x7f")})
        EXPECT_EQ(parse(kParent, state)->state, "");
}

TEST(TraceContext, MakesIdsThatDiffer) {
    EXPECT_NE(make_trace_id(), make_trace_id());
    EXPECT_NE(make_span_id(), make_span_id());
}

}  // namespace
}  // namespace pictbook::trace
