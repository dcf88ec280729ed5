// What is noted of a request: its trace, its counts, its line of the log.
#include "base/log.hpp"
#include "http/connection.hpp"

namespace pictbook::http {

namespace {

/// Of the trace that it belongs to, also where nothing is traced here; empty when it belongs to none.
std::string trace_id_of(const Request& request, const trace::Pointer& trace) {
    if (trace) return trace::to_text(trace->context().trace_id);
    const std::optional<trace::Context> asked_by = trace::parse(request.headers.get("traceparent"));
    return asked_by ? trace::to_text(asked_by->trace_id) : std::string();
}

/// OpenTelemetry's semantic conventions for HTTP servers 1.23, without what tells of a person: no address, path or query.
trace::Span server_span(const Request& request, const RouteCounts& route, unsigned status, Monotonic::duration took) {
    trace::Span span;
    span.end = std::chrono::system_clock::now();
    span.begin = span.end - std::chrono::duration_cast<std::chrono::system_clock::duration>(took);
    const std::string method(request.verb == Verb::other ? "_OTHER" : name_of(request.verb));
    span.name = method + " " + route.route;
    span.attributes = {{"http.request.method", method},
                       {"http.route", route.route},
                       {"http.response.status_code", static_cast<std::int64_t>(status)},
                       {"pictbook.request_id", request.id}};
    span.failed = status >= 500;
    return span;
}

}  // namespace

trace::Pointer Connection::begin_trace(const Request& request) const {
    if (!site_.tracer) return nullptr;
    // Joined, so that a header that came twice is none.
    return site_.tracer->begin(request.headers.joined("traceparent"), request.headers.joined("tracestate"));
}

void Connection::end_request(const Request& request, unsigned status, std::uint64_t bytes, Monotonic::time_point begin,
                             const trace::Pointer& trace) {
    const Monotonic::duration took = Monotonic::now() - begin;
    RouteCounts& route = site_.router.counts()[request.route];
    route.took.add(took);
    if (trace && trace->is_recorded()) trace::Tracer::end(*trace, server_span(request, route, status, took));
    if (!log::is_on(log::Level::info)) return;
    const auto write = [&](auto... more) {
        log::info("request", {{"id", request.id},
                              {"method", name_of(request.verb)},
                              {"path", site_.router.loggable_path(request)},
                              {"route", route.route},
                              {"status", static_cast<std::int64_t>(status)},
                              {"ms", std::chrono::duration<double, std::milli>(took).count()},
                              {"bytes", static_cast<std::int64_t>(bytes)},
                              more...});
    };
    const std::string trace_id = trace_id_of(request, trace);
    if (trace_id.empty())
        write();
    else
        write(log::Field{"trace", trace_id});
}

}  // namespace pictbook::http
