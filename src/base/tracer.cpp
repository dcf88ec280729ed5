#include "base/tracer.hpp"

#include <cmath>

namespace pictbook::trace {

/// By the last seven bytes, which are random in every trace (W3C Trace Context, level 2, section 3.2.2.3): so all nodes that
/// sample at one ratio choose the same traces.
bool Tracer::is_sampled(const TraceId& id, const std::optional<Context>& asked_by) const {
    if (asked_by && sampling_.follows_parent) return asked_by->sampled;
    std::uint64_t drawn = 0;
    for (std::size_t i = 9; i < id.size(); ++i) drawn = drawn << 8 | id[i];
    return static_cast<double>(drawn) < sampling_.ratio * std::exp2(56);
}

Pointer Tracer::begin(std::string_view traceparent, std::string_view tracestate) const {
    std::optional<Context> asked_by = parse(traceparent, tracestate);
    Context own;
    own.trace_id = asked_by ? asked_by->trace_id : make_trace_id();
    own.sampled = is_sampled(own.trace_id, asked_by);
    if (!own.sampled && !asked_by) return nullptr;
    own.span_id = make_span_id();
    std::optional<SpanId> parent;
    if (asked_by) {
        parent = asked_by->span_id;
        own.state = std::move(asked_by->state);
    }
    Sink* const sink = own.sampled ? &sink_ : nullptr;
    return Pointer(new Trace(std::move(own), parent, sink));
}

void Tracer::end(Trace& trace, Span server) {
    if (!trace.is_recorded()) return;
    server.id = trace.context().span_id;
    server.parent = trace.asked_by();
    server.kind = Kind::server;
    trace.add(std::move(server));
}

}  // namespace pictbook::trace
