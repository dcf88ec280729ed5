#include "telemetry/otlp.hpp"

#include "base/bytes.hpp"
#include "schema/json.hpp"

namespace pictbook::telemetry {

namespace json = boost::json;

namespace {

constexpr int kStatusError = 2;
constexpr int kFlagSampled = 1;

/// Protobuf's strings are UTF-8, and a method or a path may be anything.
json::string utf8(std::string_view text) { return is_utf8(text) ? json::string(text) : json::string("(not UTF-8)"); }

struct ValueOf {
    json::object operator()(const std::string& text) const { return {{"stringValue", utf8(text)}}; }
    json::object operator()(std::int64_t number) const { return {{"intValue", std::to_string(number)}}; }
};

json::object attribute(std::string_view key, const std::variant<std::string, std::int64_t>& value) {
    return {{"key", key}, {"value", std::visit(ValueOf(), value)}};
}

std::string nanoseconds(std::chrono::system_clock::time_point time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
}

json::object span_of(const trace::Record& record, const trace::Span& span) {
    json::object out{{"traceId", trace::to_text(record.id)},
                     {"spanId", trace::to_text(span.id)},
                     {"name", utf8(span.name)},
                     {"kind", static_cast<int>(span.kind)},
                     {"startTimeUnixNano", nanoseconds(span.begin)},
                     {"endTimeUnixNano", nanoseconds(span.end)},
                     {"flags", kFlagSampled}};
    if (span.parent) out["parentSpanId"] = trace::to_text(*span.parent);
    if (!record.state.empty()) out["traceState"] = utf8(record.state);
    json::array attributes;
    for (const trace::Attribute& each : span.attributes) attributes.push_back(attribute(each.key, each.value));
    if (span.kind == trace::Kind::server && record.left_out > 0)
        attributes.push_back(attribute("pictbook.spans_left_out", static_cast<std::int64_t>(record.left_out)));
    out["attributes"] = std::move(attributes);
    if (span.failed) out["status"] = json::object{{"code", kStatusError}};
    return out;
}

json::object resource_of(const Resource& resource) {
    json::array attributes;
    for (const auto& [key, value] : {std::pair{"service.name", resource.service_name},
                                     {"service.version", resource.service_version},
                                     {"service.instance.id", resource.instance_id},
                                     {"deployment.environment.name", resource.environment}})
        attributes.push_back(attribute(key, value));
    return {{"attributes", std::move(attributes)}};
}

}  // namespace

std::string to_otlp(const Resource& resource, std::span<const trace::Record> records) {
    json::array spans;
    for (const trace::Record& record : records)
        for (const trace::Span& span : record.spans) spans.push_back(span_of(record, span));
    const json::object scope{{"name", "pictbook"}, {"version", resource.service_version}};
    const json::object of_scope{{"scope", scope}, {"spans", std::move(spans)}};
    const json::object of_resource{{"resource", resource_of(resource)}, {"scopeSpans", json::array{of_scope}}};
    std::string out;
    schema::write_json(out, json::object{{"resourceSpans", json::array{of_resource}}});
    return out;
}

}  // namespace pictbook::telemetry
