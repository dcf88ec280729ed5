// Decides which requests are traced and begins their traces; the sampling is named as OpenTelemetry names it
// (OTEL_TRACES_SAMPLER of its environment variable specification).
#pragma once

#include "base/trace.hpp"

namespace pictbook::trace {

struct Sampling {
    double ratio = 1;            // of the traces that begin here, 0 to 1
    bool follows_parent = true;  // whoever asks decides, when the request says that it is part of a trace
};

class Tracer {
public:
    Tracer(Sampling sampling, Sink& sink) : sampling_(sampling), sink_(sink) {}

    /// Null for a request that is neither sampled nor part of somebody's trace. `traceparent` may be empty or anything.
    Pointer begin(std::string_view traceparent, std::string_view tracestate) const;
    /// The server's span, which names the route.
    static void end(Trace& trace, Span server);

private:
    bool is_sampled(const TraceId& id, const std::optional<Context>& asked_by) const;

    const Sampling sampling_;
    Sink& sink_;
};

}  // namespace pictbook::trace
