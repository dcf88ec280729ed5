#include "http/fetcher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "base/trace_executor.hpp"
#include "base/tracer.hpp"
#include "base/waiting.hpp"
#include "support/comes_true.hpp"
#include "support/ports.hpp"
#include "support/redis.hpp"
#include "support/scripted_server.hpp"

namespace pictbook::http {
namespace {

using test::ScriptedServer;
using testing::HasSubstr;

Fetcher::Limits quick() {
    Fetcher::Limits limits;
    limits.deadline = Milliseconds(1'000);
    limits.most_body = 1000;
    limits.most_head = 1000;
    return limits;
}

Outgoing get(const std::string& url) {
    Outgoing out;
    out.url = url;
    return out;
}

std::string address_of(const ScriptedServer& server) {
    return "http://127.0.0.1:" + std::to_string(server.port()) + "/x?y=z";
}

ScriptedServer server_that_says(const std::string& bytes, Milliseconds silence = {}) {
    return ScriptedServer([=](const std::string&, std::size_t) {
        ScriptedServer::Act act;
        act.bytes = bytes;
        act.silence = silence;
        return act;
    });
}

/// Why it wasn't reached, or "reached".
std::string failure(const std::string& url, Fetcher::Limits limits = quick()) {
    Fetcher fetcher(limits);
    try {
        wait_for(fetcher.fetch(get(url)));
    } catch (const Unreachable& error) {
        return error.what();
    }
    return "reached";
}

struct KeptTraces : trace::Sink {
    void take(trace::Record record) noexcept override { records.push_back(std::move(record)); }
    std::vector<trace::Record> records;
};

// WATCH-9
TEST(Fetcher, TellsWhichTraceItAsksForAndNotItsState) {
    const ScriptedServer server = server_that_says(ScriptedServer::answer("200 OK", "{}"));
    KeptTraces kept;
    {
        boost::asio::io_context loop(1);
        Fetcher fetcher(quick());  // whose thread may be the last to hold the trace
        trace::Pointer trace =
            trace::Tracer({}, kept).begin("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "vendor=private");
        boost::asio::co_spawn(trace::with_trace(loop.get_executor(), std::move(trace)),
                              fetcher.fetch(get(address_of(server))), boost::asio::detached);
        loop.run();
    }
    ASSERT_EQ(kept.records.size(), 1u);
    ASSERT_EQ(kept.records[0].spans.size(), 1u);
    EXPECT_THAT(server.requests().at(0), HasSubstr("\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-" +
                                                   trace::to_text(kept.records[0].spans[0].id) + "-01\r\n"));
    EXPECT_THAT(server.requests().at(0), testing::Not(HasSubstr("vendor")));
}

// OIDC-5
TEST(Fetcher, GivesStatusAndBody) {
    const ScriptedServer server = server_that_says(ScriptedServer::answer("404 Not Found", "nothing here"));
    Fetcher fetcher(quick());
    const Answer answer = wait_for(fetcher.fetch(get(address_of(server))));
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.body, "nothing here");
    ASSERT_EQ(server.requests().size(), 1u);
    EXPECT_TRUE(server.requests()[0].starts_with("GET /x?y=z HTTP/1.1\r\n"));
    EXPECT_THAT(server.requests()[0], testing::Not(HasSubstr("Authorization")));
}

// OIDC-10
TEST(Fetcher, SendsAFormWithTheSecret) {
    const ScriptedServer server = server_that_says(ScriptedServer::answer("200 OK", "{}"));
    Fetcher fetcher(quick());
    Outgoing request = get(address_of(server));
    request.form = "a=b";
    request.basic_user = "us%20";
    request.basic_password = "hush";
    wait_for(fetcher.fetch(request));
    const std::string head = server.requests().at(0);
    EXPECT_TRUE(head.starts_with("POST /x?y=z HTTP/1.1\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 3\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nAuthorization: Basic dXMlMjA6aHVzaA==\r\n"));
}

// OIDC-5
TEST(Fetcher, FollowsNoRedirect) {
    const ScriptedServer target = server_that_says(ScriptedServer::answer("200 OK", "{}"));
    const ScriptedServer server =
        server_that_says(ScriptedServer::answer("302 Found", "", "Location: " + address_of(target) + "\r\n"));
    Fetcher fetcher(quick());
    EXPECT_EQ(wait_for(fetcher.fetch(get(address_of(server)))).status, 302);
    EXPECT_TRUE(target.requests().empty());
}

// OIDC-5
TEST(Fetcher, AnswersHaveABound) {
    const std::string most(1000, 'x');
    const ScriptedServer fits = server_that_says(ScriptedServer::answer("200 OK", most));
    EXPECT_EQ(failure(address_of(fits)), "reached");
    for (const std::string& bytes : {ScriptedServer::answer("200 OK", most + "x"),
                                     "HTTP/1.1 200 OK\r\n\r\n" + most + most,  // without a length
                                     ScriptedServer::answer("200 OK", "", "X: " + most + "\r\n")}) {
        const ScriptedServer server = server_that_says(bytes);
        EXPECT_EQ(failure(address_of(server)), "its answer is too large");
    }
}

// OIDC-5
TEST(Fetcher, AnAnswerThatDoesNotEndInTimeIsNone) {
    const ScriptedServer mute = server_that_says("", Milliseconds(20'000));
    EXPECT_EQ(failure(address_of(mute)), "Timeout was reached");
    const ScriptedServer slow = server_that_says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", Milliseconds(20'000));
    EXPECT_EQ(failure(address_of(slow)), "Timeout was reached");
}

// OIDC-5
TEST(Fetcher, WhatIsNoWholeAnswerIsNone) {
    for (const char* bytes : {"", "hello\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"}) {
        const ScriptedServer server = server_that_says(bytes);
        EXPECT_NE(failure(address_of(server)), "reached") << bytes;
    }
    EXPECT_NE(failure("http://127.0.0.1:" + std::to_string(test::free_port())), "reached");
}

// OIDC-3
TEST(Fetcher, PlainHttpStaysOnThisMachine) {
    for (const char* url :
         {"http://192.0.2.1/", "http://id.example/", "ftp://127.0.0.1/", "file:///etc/passwd", "127.0.0.1", ""})
        EXPECT_EQ(failure(url), "its address is neither https nor on this machine") << url;
}

// OIDC-5
TEST(Fetcher, ACertificateThatNobodyTrustsIsRefused) {
    const test::Certificate certificate;
    const test::RedisServer server({}, &certificate);
    const std::string url = server.tls_url();  // any server that speaks TLS
    EXPECT_THAT(failure("https" + url.substr(url.find("://")), Fetcher::Limits()), HasSubstr("certificate"));
}

// OIDC-5
TEST(Fetcher, ProxiesOfTheEnvironmentAreNotUsed) {
    const ScriptedServer proxy = server_that_says(ScriptedServer::answer("200 OK", "proxy"));
    const ScriptedServer server = server_that_says(ScriptedServer::answer("200 OK", "server"));
    const std::string address = "http://127.0.0.1:" + std::to_string(proxy.port());
    for (const char* name : {"http_proxy", "all_proxy"}) ::setenv(name, address.c_str(), 1);
    Fetcher fetcher(quick());
    EXPECT_EQ(wait_for(fetcher.fetch(get(address_of(server)))).body, "server");
    for (const char* name : {"http_proxy", "all_proxy"}) ::unsetenv(name);
    EXPECT_TRUE(proxy.requests().empty());
}

// OIDC-5
TEST(Fetcher, MoreThanFitsIsRefusedAtOnce) {
    const ScriptedServer server = server_that_says("", Milliseconds(20'000));
    Fetcher::Limits limits = quick();
    limits.threads = 1;
    limits.queue = 1;
    Fetcher fetcher(limits);
    boost::asio::io_context loop(1);
    std::string reasons;
    const auto ask = [&] {
        const auto note = [&](const std::exception_ptr& thrown, const Answer&) {
            try {
                std::rethrow_exception(thrown);
            } catch (const std::exception& error) {
                reasons += std::string(error.what()) + "\n";
            }
        };
        boost::asio::co_spawn(loop, fetcher.fetch(get(address_of(server))), note);
    };
    ask();
    loop.poll();
    ASSERT_TRUE(test::comes_true([&] { return server.requests().size() == 1; }));
    ask();  // waits
    ask();
    loop.run();
    EXPECT_THAT(reasons, testing::StartsWith("the pool of outgoing requests is overloaded\nTimeout was reached\n"));
    EXPECT_THAT(reasons, testing::AnyOf(testing::EndsWith("it was not asked in time\n"),
                                        HasSubstr("Timeout was reached\nTimeout")));
}

}  // namespace
}  // namespace pictbook::http
