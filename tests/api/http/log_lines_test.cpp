// Lines of the log for requests, and what the settings of traces and errors say at the start: docs/spec/watch.md.
#include <gmock/gmock.h>

#include <csignal>
#include <sstream>

#include "schema/json.hpp"
#include "support/cast.hpp"
#include "support/program.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using Line = boost::json::object;

/// Of one server's life, those of requests.
std::vector<Line> request_lines(const std::string& log) {
    std::vector<Line> lines;
    std::istringstream text(log);
    for (std::string line; std::getline(text, line);) {
        const auto entry = schema::parse_json(line);
        if (entry && entry->at("message") == "request") lines.push_back(entry->as_object());
    }
    return lines;
}

const Line* find(const std::vector<Line>& lines, const std::string& id) {
    for (const Line& line : lines)
        if (line.at("id").as_string() == id) return &line;
    return nullptr;
}

TEST(LogLines, TellARequestByItsRouteAndNobodyByTheirSecrets) {  // WATCH-4, WATCH-5
    const TemporaryFolder folder;
    Program program(folder.path(), {"serve"},
                    {{"PORT", "0"}, {"HOST", "127.0.0.1"}, {"RATE_LIMIT", "off"}, {"LOG_FORMAT", "json"}});
    ASSERT_TRUE(program.wait_for_output("\n"));
    const Person ada(program.port()), nobody(program.port());
    const Reply signed_up = ada.post("/auth/sign-up/email",
                                     R"({"name":"Ada","email":"ada.l@example.com","password":")" + kPassword + R"("})");
    const std::string user = signed_up.at("/user/id"), token = signed_up.at("/token");
    const std::string book = ada.post("/projects", R"({"name":"A private name"})").at("/id");
    const Reply read = ada.get("/projects/" + book + "?secret=in-the-query",
                               {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}});
    EXPECT_EQ(read.status, 200);
    const Reply odd = nobody.get("/projects/bob@example.com/" + token, {{"Authorization", "Bearer pb_not-a-key"}});
    EXPECT_EQ(odd.status, 404);
    EXPECT_EQ(ada.remove("/projects/" + book + "/users/" + user).status, 409) << "the last owner stays";
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);

    const std::vector<Line> lines = request_lines(program.errors());
    const Line* line = find(lines, read.header("X-Request-Id"));
    ASSERT_TRUE(line);
    EXPECT_EQ(line->at("method"), "GET");
    EXPECT_EQ(line->at("path"), ("/projects/" + book).c_str());
    EXPECT_EQ(line->at("route"), "/projects/:id");
    EXPECT_EQ(line->at("status"), 200);
    EXPECT_EQ(line->at("bytes").to_number<std::size_t>(), read.body.size());
    EXPECT_EQ(line->at("trace"), "4bf92f3577b34da6a3ce929d0e0e4736");
    line = find(lines, odd.header("X-Request-Id"));
    ASSERT_TRUE(line);
    EXPECT_EQ(line->at("path"), "/projects/:other/:other");
    EXPECT_EQ(line->at("route"), "unmatched");
    EXPECT_FALSE(line->contains("trace"));
    for (const std::string& secret : {kPassword, token, ada.cookies.begin()->second, user, std::string("in-the-query"),
                                      std::string("example.com"), std::string("pb_not"), std::string("A private name")})
        EXPECT_THAT(program.errors(), Not(HasSubstr(secret)));
}

TEST(LogLines, TellOfASocketWhoseRightsHaveEnded) {  // WATCH-16
    const TemporaryFolder folder;
    Program program(folder.path(), {"serve"},
                    {{"PORT", "0"}, {"HOST", "127.0.0.1"}, {"RATE_LIMIT", "off"}, {"LOG_FORMAT", "json"}});
    ASSERT_TRUE(program.wait_for_output("\n"));
    const Person ada(program.port());
    ada.post("/auth/sign-up/email", R"({"name":"Ada","email":"ada@example.com","password":")" + kPassword + R"("})");
    const std::string book = make_book(ada);
    {
        WebSocketClient socket, stranger;
        ASSERT_EQ(socket.connect(program.port(), "/canvas/" + book, {{"Cookie", ada.cookie_header()}}).status, 101);
        ASSERT_EQ(stranger.connect(program.port(), "/canvas/" + book).status, 101);
        EXPECT_EQ(stranger.receive().value().opcode, 8u) << "it never had rights";
        socket.send_text("?");
        ASSERT_EQ(socket.receive().value().opcode, 1u);
        EXPECT_EQ(ada.post("/auth/sign-out", "{}").status, 200);
        EXPECT_EQ(socket.receive().value().opcode, 8u);
    }
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
    const std::string line = R"("message":"a socket was closed, for its rights have ended","book":")" + book + R"("})";
    EXPECT_THAT(program.errors(), HasSubstr(line));
    EXPECT_EQ(program.errors().find("for its rights have ended"), program.errors().rfind("for its rights have ended"));
}

TEST(Start, RefusesATelemetrySettingInOneSentence) {  // WATCH-13
    const TemporaryFolder folder;
    const std::pair<const char*, const char*> rows[] = {{"SENTRY_DSN", "https://sentry.example/s3cret"},
                                                        {"OTEL_EXPORTER_OTLP_ENDPOINT", "s3cret:4317"}};
    for (const auto& [name, value] : rows) {
        const Told told = run_program(folder.path(), {"serve"}, {{"PORT", "0"}, {name, value}});
        EXPECT_EQ(told.status, 1);
        EXPECT_THAT(told.errors, testing::StartsWith("pictbook: " + std::string(name) + " must be "));
        EXPECT_THAT(told.errors, Not(HasSubstr("s3cret")));
    }
}

TEST(Doctor, NamesWhereTracesAndErrorsGoAndNoSecret) {  // WATCH-13
    const TemporaryFolder folder;
    const Told told = run_program(folder.path(), {"doctor"},
                                  {{"PORT", "0"},
                                   {"SENTRY_DSN", "https://s3cret@sentry.example/42"},
                                   {"OTEL_EXPORTER_OTLP_ENDPOINT", "https://otlp.example"},
                                   {"OTEL_EXPORTER_OTLP_HEADERS", "authorization=s3cret"}});
    EXPECT_THAT(told.output, HasSubstr("ok     traces: told to https://otlp.example/v1/traces\n"));
    EXPECT_THAT(told.output, HasSubstr("ok     errors: told to https://sentry.example/api/42/envelope/\n"));
    EXPECT_THAT(told.output + told.errors, Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace pictbook::test
