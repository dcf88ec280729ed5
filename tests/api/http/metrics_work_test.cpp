// What GET /metrics tells of where time goes: docs/spec/watch.md, WATCH-1 and WATCH-2.
#include "support/cast.hpp"
#include "support/comes_true.hpp"
#include "support/metrics.hpp"

namespace pictbook::test {
namespace {

const TestServer& worked_server() {
    static const TestServer server({{"METRICS_TOKEN", kMetricsToken}});
    return server;
}

std::string requests(const std::string& method, const std::string& route, const std::string& status) {
    return "pictbook_http_requests_total{method=\"" + method + "\",route=\"" + route + "\",status=\"" + status + "\"}";
}

/// A sample that isn't there yet counts as nothing.
double value_of(const Samples& samples, const std::string& name) {
    const auto found = samples.find(name);
    return found == samples.end() ? 0 : found->second;
}

double grown(const Samples& before, const Samples& after, const std::string& name) {
    return value_of(after, name) - value_of(before, name);
}

TEST(WorkMetrics, CountRequestsByTheirDeclaredRouteAndStatus) {  // WATCH-1
    const TestServer& server = worked_server();
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    const Samples before = metrics_of(server);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(owner.get("/projects/" + book).status, 200);
    EXPECT_EQ(owner.get("/projects/nobodys").status, 404);
    EXPECT_EQ(owner.get("/no/such/path").status, 404);
    EXPECT_EQ(owner.put("/no/such/path", "{}").status, 404);
    EXPECT_EQ(owner.request("OPTIONS", "/projects", "", {}).status, 204);
    const Samples after = metrics_of(server);
    EXPECT_EQ(grown(before, after, requests("GET", "/projects/:id", "2xx")), 3);
    EXPECT_EQ(grown(before, after, requests("GET", "/projects/:id", "4xx")), 1);
    EXPECT_EQ(after.at(requests("GET", "/projects/:id", "5xx")), 0);
    EXPECT_EQ(grown(before, after, requests("*", "unmatched", "4xx")), 2);
    EXPECT_EQ(grown(before, after, requests("OPTIONS", "*", "2xx")), 1);
    const std::string labels = "{method=\"GET\",route=\"/projects/:id\"}";
    EXPECT_EQ(grown(before, after, "pictbook_http_request_duration_seconds_count" + labels), 4);
    EXPECT_GT(grown(before, after, "pictbook_http_request_duration_seconds_sum" + labels), 0);
    for (const auto& [name, value] : after) EXPECT_EQ(name.find(book), name.npos) << name;
}

TEST(WorkMetrics, CountWhatTheDatabaseThePhotosAndTheQueuesTake) {  // WATCH-2
    const TestServer& server = worked_server();
    const Samples before = metrics_of(server);
    const Person owner = server.sign_up();  // hashes a password
    const std::string book = make_book(owner);
    const Reply uploaded = owner.upload("/projects/" + book + "/images", {{"a.png", kDot}});
    ASSERT_EQ(uploaded.status, 200) << uploaded.body;
    EXPECT_EQ(owner.get("/projects/" + book).status, 200);
    const Samples after = metrics_of(server);
    for (const char* name :
         {"pictbook_database_duration_seconds_count{kind=\"read\"}",
          "pictbook_blob_duration_seconds_count{operation=\"put\"}",
          "pictbook_queue_wait_seconds_count{queue=\"hashing\"}", "pictbook_queue_work_seconds_sum{queue=\"hashing\"}",
          "pictbook_queue_work_seconds_count{queue=\"images\"}"})
        EXPECT_GT(grown(before, after, name), 0) << name;
    const double written = grown(before, after, "pictbook_database_duration_seconds_count{kind=\"write\"}") +
                           grown(before, after, "pictbook_database_duration_seconds_count{kind=\"transaction\"}");
    EXPECT_GE(written, 2);
    EXPECT_EQ(after.at("pictbook_queue_waiting{queue=\"hashing\"}"), 0);
    EXPECT_EQ(after.at("pictbook_queue_most{queue=\"hashing\"}"), 64);
    EXPECT_EQ(after.at("pictbook_queue_refused_total{queue=\"hashing\"}"), 0);
    EXPECT_EQ(after.at("pictbook_database_unavailable_total"), 0);
    EXPECT_TRUE(comes_true([&] { return metrics_of(server).at("pictbook_database_calls") == 0; }));
}

}  // namespace
}  // namespace pictbook::test
