// Traces in OTLP's JSON: docs/spec/watch.md.
#include "telemetry/otlp.hpp"

#include <gtest/gtest.h>

#include "schema/json.hpp"

namespace pictbook::telemetry {
namespace {

trace::Record record() {
    const trace::Context parent = *trace::parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    trace::Span span;
    span.id = {1, 2, 3, 4, 5, 6, 7, 8};
    span.parent = parent.span_id;
    span.name = "GET /projects/:id";
    span.kind = trace::Kind::server;
    span.begin = std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000));
    span.end = span.begin + std::chrono::microseconds(1500);
    span.attributes = {{"http.route", std::string("/projects/:id")}, {"http.response.status_code", std::int64_t{503}}};
    span.failed = true;
    return {parent.trace_id, "vendor=1", {span}, 3};
}

TEST(Otlp, IsAnExportRequestInItsJsonMapping) {  // WATCH-7
    const trace::Record records[] = {record()};
    EXPECT_EQ(to_otlp({"books", "1.2.3", "me", "local"}, records),
              R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"books"}},)"
              R"({"key":"service.version","value":{"stringValue":"1.2.3"}},)"
              R"({"key":"service.instance.id","value":{"stringValue":"me"}},)"
              R"({"key":"deployment.environment.name","value":{"stringValue":"local"}}]},)"
              R"("scopeSpans":[{"scope":{"name":"pictbook","version":"1.2.3"},"spans":[{)"
              R"("traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"0102030405060708","name":"GET /projects/:id",)"
              R"("kind":2,"startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000001500000","flags":1,)"
              R"("parentSpanId":"00f067aa0ba902b7","traceState":"vendor=1","attributes":[)"
              R"({"key":"http.route","value":{"stringValue":"/projects/:id"}},)"
              R"({"key":"http.response.status_code","value":{"intValue":"503"}},)"
              R"({"key":"pictbook.spans_left_out","value":{"intValue":"3"}}],"status":{"code":2}}]}]}]})");
}

TEST(Otlp, IsAlwaysJson) {
    trace::Record odd = record();
    odd.spans[0].name = "\xff";
    odd.spans[0].attributes.push_back({"url.path", std::string("/\xff\"\n")});
    const trace::Record records[] = {odd};
    EXPECT_TRUE(schema::parse_json(to_otlp({}, records)));
}

}  // namespace
}  // namespace pictbook::telemetry
