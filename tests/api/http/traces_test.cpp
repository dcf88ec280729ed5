// Traces that a server tells a collector: docs/spec/watch.md.
#include <gmock/gmock.h>

#include "support/cast.hpp"
#include "support/collector.hpp"
#include "support/comes_true.hpp"
#include "support/database.hpp"
#include "support/metrics.hpp"

namespace pictbook::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using Span = boost::json::object;

const std::string kTraceId = "4bf92f3577b34da6a3ce929d0e0e4736", kAsker = "00f067aa0ba902b7";
const HeaderList kTraced{{"traceparent", "00-" + kTraceId + "-" + kAsker + "-01"}, {"tracestate", "vendor=kept"}};

TestServer::Settings told_to(const Collector& collector) {
    return {{"OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()},
            {"OTEL_EXPORTER_OTLP_HEADERS", "x-team=books"},
            {"OTEL_BSP_SCHEDULE_DELAY", "20"},
            {"METRICS_TOKEN", kMetricsToken}};
}

std::string text_of(const Span& span, const char* key) {
    return span.contains(key) ? std::string(span.at(key).as_string()) : "";
}

std::vector<Span> below(const std::vector<Span>& spans, const Span& parent) {
    std::vector<Span> found;
    for (const Span& span : spans)
        if (text_of(span, "parentSpanId") == text_of(parent, "spanId")) found.push_back(span);
    return found;
}

std::vector<std::string> names_of(const std::vector<Span>& spans) {
    std::vector<std::string> names;
    for (const Span& span : spans) names.push_back(text_of(span, "name"));
    return names;
}

/// The server's span of that name in the trace of kTraced, once it has come.
Span server_span(const Collector& collector, const std::string& name) {
    EXPECT_TRUE(comes_true([&] { return !collector.spans(name).empty(); })) << name;
    const std::vector<Span> found = collector.spans(name);
    return found.empty() ? Span() : found.back();
}

TEST(Traces, HaveTheServersSpanInTheTraceOfWhoAsksAndItsWorkBelow) {  // WATCH-7
    const Collector collector;
    const TestServer server(told_to(collector));
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    EXPECT_EQ(owner.get("/projects/" + book, kTraced).status, 200);
    const Span span = server_span(collector, "GET /projects/:id");
    EXPECT_EQ(text_of(span, "traceId"), kTraceId);
    EXPECT_EQ(text_of(span, "parentSpanId"), kAsker);
    EXPECT_EQ(text_of(span, "traceState"), "vendor=kept");
    EXPECT_EQ(span.at("kind").as_int64(), 2);
    EXPECT_EQ(attribute_of(span, "http.route"), "/projects/:id");
    EXPECT_EQ(attribute_of(span, "http.response.status_code"), "200");
    EXPECT_FALSE(attribute_of(span, "pictbook.request_id").empty());
    const std::vector<Span> work = below(collector.spans(), span);
    ASSERT_FALSE(work.empty());
    EXPECT_THAT(attribute_of(work.front(), "db.query.text"), HasSubstr("$1"));

    const Span creation = server_span(collector, "POST /projects");
    EXPECT_NE(text_of(creation, "traceId"), kTraceId);
    EXPECT_EQ(text_of(creation, "parentSpanId"), "");
    EXPECT_THAT(names_of(below(collector.spans(), server_span(collector, "POST /auth/sign-up/email"))),
                testing::IsSupersetOf({"hash a password", "transaction"}));
    for (const std::string& head : collector.heads()) EXPECT_THAT(head, HasSubstr("\r\nx-team: books\r\n"));
    EXPECT_TRUE(comes_true([&] { return metrics_of(server).at("pictbook_trace_spans_total{end=\"sent\"}") > 5; }));
    EXPECT_EQ(metrics_of(server).at("pictbook_trace_spans_total{end=\"dropped\"}"), 0);
}

TEST(Traces, HaveTheStatementsOfATransactionBelowIt) {  // WATCH-7
    const Collector collector;
    const TestServer server(told_to(collector));
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    EXPECT_EQ(owner.post("/projects/" + book + "/elements", element_json("TEXT")).status, 200);
    const Span span = server_span(collector, "POST /projects/:id/elements");
    const std::vector<Span> all = collector.spans();
    std::vector<Span> transactions = below(all, span);
    std::erase_if(transactions, [](const Span& each) { return text_of(each, "name") != "transaction"; });
    ASSERT_EQ(transactions.size(), 1u);
    EXPECT_THAT(names_of(below(all, transactions.front())), testing::Contains("INSERT"));
}

TEST(Traces, HoldNothingOfAPerson) {  // WATCH-5
    const Collector collector;
    TestServer server(told_to(collector));
    const Person owner = server.sign_up("traced");
    const std::string book = make_book(owner, "A very private name");
    owner.upload("/projects/" + book + "/images", {{"a.png", kDot}});
    const std::string src = owner.upload("/projects/" + book + "/images", {{"a.png", kDot}}).at("/0/src");
    const std::string photo = src.substr(src.find("/blob/"));
    EXPECT_EQ(server.nobody().get(photo).status, 200);
    EXPECT_EQ(owner.get("/projects?secret=in-the-query").status, 200);
    EXPECT_EQ(server.nobody().get("/odd/bob@example.com").status, 404);
    EXPECT_EQ(server.stop(SIGTERM), 0);
    const std::string all = collector.everything();
    EXPECT_THAT(all, HasSubstr("GET /blob/:capability"));
    for (const std::string& secret :
         {kPassword, owner.cookies.begin()->second, photo.substr(6, 20), std::string("in-the-query"),
          std::string("bob@"), std::string("example.com"), std::string("A very private name")})
        EXPECT_THAT(all, Not(HasSubstr(secret)));
}

TEST(Traces, AreLeftOutWhereWhoAsksRecordsNothing) {  // WATCH-8
    const Collector collector;
    TestServer server(told_to(collector));
    const HeaderList unsampled{{"traceparent", "00-" + kTraceId + "-" + kAsker + "-00"}};
    EXPECT_EQ(server.nobody().get("/auth/ok", unsampled).status, 200);
    const HeaderList nonsense{{"traceparent", "00-" + kTraceId + "-" + kAsker + "-01-more"}};
    EXPECT_EQ(server.nobody().get("/auth/ok", nonsense).status, 200);
    EXPECT_EQ(server.stop(SIGTERM), 0);
    const std::vector<Span> spans = collector.spans("GET /auth/ok");
    ASSERT_EQ(spans.size(), 1u);
    EXPECT_NE(text_of(spans[0], "traceId"), kTraceId);
}

TEST(Traces, AreSaidAsFailedWhereTheServerFails) {  // WATCH-7, WATCH-11
    const Collector collector;
    TestServer::Settings settings = told_to(collector);
    settings["SENTRY_DSN"] = collector.dsn();
    settings["LOG_LEVEL"] = "off";
    settings["PICTSHARE_BOOK_ENV"] = "staging";
    TestServer server(settings);
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    Database(server).run("ALTER TABLE \"Text\" RENAME TO \"Gone\"");
    const Reply failed = owner.get("/projects/" + book);
    EXPECT_EQ(failed.status, 500);
    const Span span = server_span(collector, "GET /projects/:id");
    EXPECT_EQ(span.at("status").at("code").as_int64(), 2);
    ASSERT_TRUE(comes_true([&] { return !collector.events().empty(); }));
    EXPECT_EQ(server.stop(SIGTERM), 0);
    const std::vector<boost::json::object> events = collector.events();
    ASSERT_EQ(events.size(), 1u);
    const boost::json::value event = events[0];
    EXPECT_EQ(event.at("environment"), "staging");
    EXPECT_EQ(event.at("level"), "error");
    EXPECT_EQ(event.at_pointer("/tags/route"), "/projects/:id");
    EXPECT_EQ(event.at_pointer("/tags/request_id"), failed.header("X-Request-Id").c_str());
    EXPECT_THAT(std::string(event.at_pointer("/exception/values/0/type").as_string()), HasSubstr("error"));
    EXPECT_THAT(std::string(event.at_pointer("/exception/values/0/value").as_string()), HasSubstr("Text"));
    EXPECT_THAT(std::string(event.at("release").as_string()), testing::StartsWith("pictbook@"));
    EXPECT_THAT(collector.everything(), Not(HasSubstr(book)));
}

TEST(Traces, GoOnToTheObjectStore) {  // WATCH-9
    const Collector collector;
    const ScriptedServer store([](const std::string& head, std::size_t) -> ScriptedServer::Act {
        const bool lists = head.find("list-type=2") != head.npos;
        return {ScriptedServer::answer("200 OK", lists ? "<ListBucketResult></ListBucketResult>" : "")};
    });
    TestServer::Settings settings = told_to(collector);
    settings["S3_ENDPOINT"] = "http://127.0.0.1:" + std::to_string(store.port());
    settings["S3_BUCKET_NAME"] = settings["S3_ACCESS_KEY_ID"] = settings["S3_SECRET_ACCESS_KEY"] = "books";
    TestServer server(settings);
    const Person owner = server.sign_up();
    const std::string images = "/projects/" + make_book(owner) + "/images";
    EXPECT_EQ(owner
                  .request("POST", images, multipart_body({{"a.png", kDot}}),
                           {{"Content-Type", "multipart/form-data; boundary=XX"}, kTraced[0], kTraced[1]})
                  .status,
              200);
    EXPECT_EQ(server.stop(SIGTERM), 0);
    std::vector<std::string> puts = store.requests();
    std::erase_if(puts, [](const std::string& head) { return !head.starts_with("PUT "); });
    ASSERT_FALSE(puts.empty());
    const std::vector<Span> spans = collector.spans("PUT");
    ASSERT_EQ(spans.size(), puts.size());
    EXPECT_THAT(puts[0], HasSubstr("\r\ntraceparent: 00-" + kTraceId + "-" + text_of(spans[0], "spanId") + "-01\r\n"));
    EXPECT_THAT(puts[0], HasSubstr("\r\ntracestate: vendor=kept\r\n"));
    EXPECT_THAT(puts[0], Not(testing::ContainsRegex("SignedHeaders=[^,]*trace")));
    EXPECT_EQ(spans[0].at("kind").as_int64(), 3);
    EXPECT_EQ(attribute_of(spans[0], "http.response.status_code"), "200");
}

TEST(Traces, AreNotMadeWhereNobodyIsTold) {  // WATCH-10
    const Collector collector;
    TestServer server({{"LOG_LEVEL", "info"}, {"METRICS_TOKEN", kMetricsToken}});
    EXPECT_EQ(server.nobody().get("/auth/ok", kTraced).status, 200);
    EXPECT_EQ(metrics_of(server).at("pictbook_trace_spans_total{end=\"sent\"}"), 0);
    EXPECT_TRUE(collector.heads().empty());
}

}  // namespace
}  // namespace pictbook::test
