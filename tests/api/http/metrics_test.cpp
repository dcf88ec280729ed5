// GET /metrics: docs/spec/run.md, RUN-17 and RUN-18. What it tells of the canvas: metrics_canvas_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "api/http/raw.hpp"
#include "support/comes_true.hpp"
#include "support/metrics.hpp"

namespace pictbook::test {
namespace {

const TestServer& watched_server() {
    static const TestServer server({{"METRICS_TOKEN", kMetricsToken}});
    return server;
}

// RUN-17
TEST(Metrics, AreAPathThatIsNotThereUnlessATokenIsSet) {
    const Person& nobody = cast().nobody;
    for (const HeaderList& headers : {HeaderList{}, kAsMonitor, HeaderList{{"Authorization", "Bearer "}}}) {
        const Reply reply = nobody.get("/metrics", headers), absent = nobody.get("/metrix", headers);
        EXPECT_EQ(reply.status, 404);
        EXPECT_EQ(reply.body, "NOT_FOUND");
        EXPECT_EQ(reply.header("Content-Type"), absent.header("Content-Type"));
        EXPECT_EQ(reply.headers.size(), absent.headers.size());
    }
}

// RUN-17
TEST(Metrics, AreRefusedToWhoDoesNotSendTheToken) {
    const Person nobody = watched_server().nobody();
    const std::string refused[] = {"",
                                   "Bearer",
                                   "Bearer ",
                                   "Bearer x",
                                   "Bearer " + kMetricsToken + "x",
                                   "Bearer " + kMetricsToken.substr(1),
                                   "Basic " + kMetricsToken,
                                   kMetricsToken,
                                   "Bearer " + kMetricsToken + ", Bearer " + kMetricsToken};
    for (const std::string& authorization : refused) {
        HeaderList headers;
        if (!authorization.empty()) headers.emplace_back("Authorization", authorization);
        const Reply reply = nobody.get("/metrics", headers);
        EXPECT_EQ(reply.status, 401) << authorization;
        EXPECT_EQ(reply.body, "Unauthorized") << authorization;
    }
    EXPECT_EQ(nobody.get("/metrics", {{"Authorization", "bearer  " + kMetricsToken}}).status, 200);
}

// RUN-17
TEST(Metrics, AreInTheTextFormatOfPrometheus) {
    const Reply reply = watched_server().nobody().get("/metrics", kAsMonitor);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_GE(parse_metrics(reply.body).size(), 30u);
}

// RUN-18
TEST(Metrics, TellOfTheProcess) {
    Samples samples = metrics_of(watched_server());
    const auto resident = static_cast<double>(watched_server().resident_kib()) * 1024;
    EXPECT_NEAR(samples.at("process_resident_memory_bytes"), resident, resident / 4);
    EXPECT_GE(samples.at("process_open_fds"), 5);
    const double started = samples.at("process_start_time_seconds");
    const auto now_seconds = static_cast<double>(::time(nullptr));
    EXPECT_THAT(started, testing::AllOf(testing::Gt(now_seconds - 3600), testing::Le(now_seconds + 1)));
    const double cpu = samples.at("process_cpu_seconds_total");
    EXPECT_GT(cpu, 0);
    watched_server().sign_up();  // hashes a password
    EXPECT_GT(metrics_of(watched_server()).at("process_cpu_seconds_total"), cpu);
    const bool has_version = std::any_of(samples.begin(), samples.end(), [](const auto& each) {
        return each.first.starts_with("pictbook_build_info{version=\"") && each.second == 1;
    });
    EXPECT_TRUE(has_version);
}

// RUN-18
TEST(Metrics, CountAnswersByTheClassOfTheirStatus) {
    const TestServer& server = watched_server();
    const auto count = [](Samples& samples, const std::string& status) {
        return sum_of(samples, "pictbook_http_requests_total", "status=\"" + status + "\"");
    };
    Samples before = metrics_of(server);
    for (int i = 0; i < 8; ++i) {  // on both workers, by the kernel's choice
        EXPECT_EQ(server.nobody().get("/auth/ok").status, 200);
        EXPECT_EQ(server.nobody().get("/nowhere").status, 404);
    }
    Wire wire(server.port());
    wire.send("NONSENSE\r\n\r\n");
    EXPECT_EQ(wire.receive().status, 400);
    Samples after = metrics_of(server);
    EXPECT_EQ(count(after, "2xx") - count(before, "2xx"), 9);  // and the first look at them
    EXPECT_EQ(count(after, "4xx") - count(before, "4xx"), 9);
    EXPECT_EQ(count(after, "5xx"), 0);
}

/// On a connection that is there already.
Samples look_on(Wire& monitor) {
    monitor.send("GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + kMetricsToken + "\r\n\r\n");
    return parse_metrics(monitor.receive().body);
}

// RUN-18, LIVE-47
TEST(Metrics, TellThatAcceptingPausesBecauseTooManyAreConnected) {
    const TestServer server({{"METRICS_TOKEN", kMetricsToken}, {"MAX_CONNECTIONS", "16"}, {"LOG_LEVEL", "error"}});
    Wire monitor(server.port());
    const auto look = [&] { return look_on(monitor); };
    const std::string pauses = "pictbook_accept_pauses_total{reason=\"full\"}";
    EXPECT_EQ(look().at("pictbook_connections"), 1);
    EXPECT_EQ(look().at("pictbook_connections_most"), 16);
    EXPECT_EQ(look().at(pauses), 0);
    {
        std::vector<std::unique_ptr<Wire>> others;
        others.reserve(30);
        for (int i = 0; i < 30; ++i) others.push_back(std::make_unique<Wire>(server.port()));
        EXPECT_TRUE(comes_true([&] { return look().at(pauses) >= 2; }));
        EXPECT_THAT(look().at("pictbook_connections"), testing::AllOf(testing::Ge(16), testing::Le(18)));
    }
    EXPECT_TRUE(comes_true([&] { return look().at("pictbook_connections") == 1; }));
    EXPECT_EQ(look().at("pictbook_accept_pauses_total{reason=\"failed\"}"), 0);
}

// RUN-18
TEST(Metrics, TellThatAcceptingPausesBecauseNoFileIsLeft) {
    // A server built with UBSan takes every object for a wrong one as long as it can open no pipe.
    const TestServer server(
        {{"METRICS_TOKEN", kMetricsToken}, {"LOG_LEVEL", "off"}, {"UBSAN_OPTIONS", "halt_on_error=0"}});
    const std::string pauses = "pictbook_accept_pauses_total{reason=\"failed\"}";
    Wire monitor(server.port());
    const auto files = static_cast<rlim_t>(look_on(monitor).at("process_open_fds"));
    rlimit before{};
    ASSERT_EQ(::prlimit(server.process(), RLIMIT_NOFILE, nullptr, &before), 0);
    const rlimit two_more{files + 2, before.rlim_max};
    ASSERT_EQ(::prlimit(server.process(), RLIMIT_NOFILE, &two_more, nullptr), 0);
    {
        std::vector<std::unique_ptr<Wire>> others;
        others.reserve(8);
        for (int i = 0; i < 8; ++i) others.push_back(std::make_unique<Wire>(server.port()));
        EXPECT_TRUE(comes_true([&] { return look_on(monitor).at(pauses) >= 2; }));
    }
    EXPECT_TRUE(comes_true([&] { return look_on(monitor).at("pictbook_connections") == 1; }));
    // Connections to other servers may have taken the two.
    ASSERT_EQ(::prlimit(server.process(), RLIMIT_NOFILE, &before, nullptr), 0);
    EXPECT_EQ(server.nobody().get("/auth/ok").status, 200);
}

}  // namespace
}  // namespace pictbook::test
