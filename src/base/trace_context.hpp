// Which trace a request belongs to, as headers say it: W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context-1/).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pictbook::trace {

using TraceId = std::array<unsigned char, 16>;
using SpanId = std::array<unsigned char, 8>;

struct Context {
    TraceId trace_id{};
    SpanId span_id{};      // of who asks
    bool sampled = false;  // who asks records it
    std::string state;     // tracestate as it came; passed on as it is
};

/// What the two headers say (sections 3.2 and 3.3). Nothing when the first one is no traceparent: of version ff, of version 00 with
/// another length than 55, with capital letters, with an id of zeros alone. A later version counts by its first 55 letters
/// (section 4). A tracestate of over 512 letters, or with a letter that no header may hold, is left out.
std::optional<Context> parse(std::string_view traceparent, std::string_view tracestate = {});

/// The traceparent of version 00.
std::string to_traceparent(const Context& context);

/// Lower-case hexadecimal, as in traceparent.
std::string to_text(const TraceId& id);
std::string to_text(const SpanId& id);

/// Not all zeros.
TraceId make_trace_id();
SpanId make_span_id();

}  // namespace pictbook::trace
