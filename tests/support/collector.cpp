#include "support/collector.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

#include "schema/json.hpp"

namespace pictbook::test {

namespace json = boost::json;

namespace {

bool matches(const json::value& value, const char* pattern) {
    return value.is_string() && std::regex_match(std::string(value.as_string()), std::regex(pattern));
}

void expect_keys(const json::object& object, const std::set<std::string>& known) {
    for (const auto& member : object) EXPECT_TRUE(known.contains(std::string(member.key()))) << object;
}

/// KeyValue of common.proto, of which strings and integers are used.
void expect_attributes(const json::value& attributes) {
    for (const json::value& each : attributes.as_array()) {
        expect_keys(each.as_object(), {"key", "value"});
        EXPECT_TRUE(matches(each.at("key"), "[a-z0-9_.]+")) << each;
        const json::object& value = each.at("value").as_object();
        EXPECT_EQ(value.size(), 1u) << each;
        if (value.contains("intValue"))
            EXPECT_TRUE(matches(value.at("intValue"), "-?[0-9]+")) << each;
        else
            EXPECT_TRUE(value.at("stringValue").is_string()) << each;
    }
}

/// Span of trace.proto in the JSON mapping of the OTLP specification.
void expect_span(const json::object& span) {
    expect_keys(span, {"traceId", "spanId", "parentSpanId", "traceState", "flags", "name", "kind", "startTimeUnixNano",
                       "endTimeUnixNano", "attributes", "status"});
    EXPECT_TRUE(matches(span.at("traceId"), "(?!0{32})[0-9a-f]{32}")) << span;
    EXPECT_TRUE(matches(span.at("spanId"), "(?!0{16})[0-9a-f]{16}")) << span;
    if (span.contains("parentSpanId")) EXPECT_TRUE(matches(span.at("parentSpanId"), "[0-9a-f]{16}")) << span;
    EXPECT_TRUE(matches(span.at("startTimeUnixNano"), "[0-9]{19}")) << span;
    EXPECT_TRUE(matches(span.at("endTimeUnixNano"), "[0-9]{19}")) << span;
    EXPECT_LE(span.at("startTimeUnixNano").as_string(), span.at("endTimeUnixNano").as_string()) << span;
    EXPECT_GE(span.at("kind").as_int64(), 1) << span;
    EXPECT_LE(span.at("kind").as_int64(), 5) << span;
    EXPECT_FALSE(span.at("name").as_string().empty()) << span;
    expect_attributes(span.at("attributes"));
}

void add_spans(const std::string& body, std::vector<json::object>& out) {
    const auto request = schema::parse_json(body);
    ASSERT_TRUE(request) << body;
    expect_keys(request->as_object(), {"resourceSpans"});
    for (const json::value& of_resource : request->at("resourceSpans").as_array()) {
        expect_attributes(of_resource.at("resource").at("attributes"));
        for (const json::value& of_scope : of_resource.at("scopeSpans").as_array()) {
            EXPECT_EQ(of_scope.at("scope").at("name"), "pictbook");
            for (const json::value& span : of_scope.at("spans").as_array()) {
                expect_span(span.as_object());
                out.push_back(span.as_object());
            }
        }
    }
}

json::object event_of(const std::string& head, const std::string& body) {
    EXPECT_NE(head.find("\r\nX-Sentry-Auth: Sentry sentry_version=7, sentry_client=pictbook/"), head.npos) << head;
    EXPECT_NE(head.find(", sentry_key=publickey\r\n"), head.npos) << head;
    std::istringstream lines(body);
    std::string first, second, third, rest;
    std::getline(lines, first);
    std::getline(lines, second);
    std::getline(lines, third);
    EXPECT_FALSE(std::getline(lines, rest)) << body;
    const auto envelope = schema::parse_json(first), item = schema::parse_json(second),
               event = schema::parse_json(third);
    if (!envelope || !item || !event) {
        ADD_FAILURE() << "no envelope: " << body;
        return {};
    }
    EXPECT_EQ(envelope->at("event_id"), event->at("event_id"));
    EXPECT_TRUE(matches(event->at("event_id"), "[0-9a-f]{32}")) << third;
    EXPECT_EQ(item->at("type"), "event");
    EXPECT_EQ(item->at("length").to_number<std::size_t>(), third.size());
    return event->as_object();
}

bool is_for(const std::string& head, const std::string& path) {
    return head.starts_with("POST " + path + " HTTP/1.1\r\n");
}

}  // namespace

Collector::Collector(Script script)
    : server_([script = std::move(script)](const std::string&, std::size_t number) -> ScriptedServer::Act {
          const Reply reply = script(number);
          if (reply.silence.count() > 0) return {"", reply.silence};
          return {ScriptedServer::answer(reply.status, "{}", "Content-Type: application/json\r\n" + reply.headers)};
      }) {}

std::string Collector::everything() const {
    std::string all;
    for (const std::string& head : server_.requests()) all += head;
    for (const std::string& body : server_.bodies()) all += body;
    return all;
}

std::vector<json::object> Collector::spans() const {
    std::vector<json::object> out;
    const std::vector<std::string> bodies = server_.bodies(), heads = server_.requests();
    for (std::size_t i = 0; i < bodies.size(); ++i)
        if (is_for(heads[i], "/v1/traces")) {
            EXPECT_NE(heads[i].find("\r\nContent-Type: application/json\r\n"), std::string::npos) << heads[i];
            add_spans(bodies[i], out);
        }
    return out;
}

std::vector<json::object> Collector::spans(const std::string& name) const {
    std::vector<json::object> found = spans();
    std::erase_if(found, [&](const json::object& span) { return span.at("name").as_string() != name; });
    return found;
}

std::vector<json::object> Collector::events() const {
    std::vector<json::object> out;
    const std::vector<std::string> bodies = server_.bodies(), heads = server_.requests();
    for (std::size_t i = 0; i < bodies.size(); ++i)
        if (is_for(heads[i], "/api/7/envelope/")) out.push_back(event_of(heads[i], bodies[i]));
    return out;
}

std::string attribute_of(const json::object& span, const std::string& key) {
    for (const json::value& each : span.at("attributes").as_array()) {
        if (each.at("key").as_string() != key) continue;
        const json::object& value = each.at("value").as_object();
        return std::string(value.begin()->value().as_string());
    }
    return "";
}

}  // namespace pictbook::test
