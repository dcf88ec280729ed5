// How the program stops, and what its log tells: RUN-6, RUN-7.
#include <gmock/gmock.h>
#include <signal.h>

#include <sstream>

#include "schema/json.hpp"
#include "support/images.hpp"
#include "support/program.hpp"
#include "support/server.hpp"

namespace pictbook::test {

namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kHead =
    "POST /projects HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 17\r\nCookie: ";
const std::string kBody = R"({"name":"Summer"})";

/// A server of its own with somebody in it who has half sent a request.
class Stop : public testing::TestWithParam<int> {
protected:
    Stop() {
        EXPECT_TRUE(program_.wait_for_output("\n"));
        ada_.emplace(program_.port());
        EXPECT_EQ(ada_->post("/auth/sign-up/email",
                             R"({"name":"Ada","email":"ada@example.com","password":")" + kPassword + "\"}")
                      .status,
                  200);
        wire_.emplace(program_.port());
        wire_->send(kHead + ada_->cookie_header() + "\r\nExpect: 100-continue\r\n\r\n");
        EXPECT_EQ(wire_->receive_head(), "HTTP/1.1 100 Continue\r\n");  // the request runs
        wire_->send(kBody.substr(0, 5));
    }

    /// Whether nobody listens any more; each worker closes its own listener.
    bool refuses_soon() const {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (std::chrono::steady_clock::now() < end) {
            try {
                Wire(program_.port()).send("x");
            } catch (const std::runtime_error&) {
                return true;
            }
        }
        return false;
    }

    const TemporaryFolder folder_;
    Program program_{folder_.path(),
                     {"serve"},
                     {{"PORT", "0"}, {"HOST", "127.0.0.1"}, {"RATE_LIMIT", "off"}, {"LOG_LEVEL", "info"}}};
    std::optional<Person> ada_;
    std::optional<Wire> wire_;
};

INSTANTIATE_TEST_SUITE_P(Signal, Stop, testing::Values(SIGTERM, SIGINT),
                         [](const auto& info) { return info.param == SIGTERM ? "Terminate" : "Interrupt"; });

}  // namespace

TEST_P(Stop, LetsARunningRequestFinish) {  // RUN-6
    Wire idle(program_.port());
    idle.send("GET /auth/ok HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(idle.receive().status, 200);
    program_.signal(GetParam());
    ASSERT_TRUE(program_.wait_for_output("stopping"));
    EXPECT_TRUE(idle.ends_within(std::chrono::seconds(10)));
    EXPECT_TRUE(refuses_soon());
    EXPECT_EQ(program_.wait(std::chrono::milliseconds(300)), -1);
    wire_->send(kBody.substr(5));
    const Reply reply = wire_->receive();
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.header("Connection"), "close");
    EXPECT_TRUE(wire_->ends_within(std::chrono::seconds(10)));
    EXPECT_EQ(program_.wait(), 0);
}

class StopInTime : public Stop {};
INSTANTIATE_TEST_SUITE_P(Signal, StopInTime, testing::Values(SIGTERM), [](const auto&) { return "Terminate"; });

TEST_P(StopInTime, CutsARequestThatDoesNotEnd) {  // RUN-6
    const auto start = std::chrono::steady_clock::now();
    program_.signal(GetParam());
    EXPECT_EQ(program_.wait(std::chrono::seconds(25)), 0);
    EXPECT_GT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
    EXPECT_EQ(wire_->receive().status, 0);
}

TEST(Log, HasALineForEveryRequestAndNoSecretsInIt) {  // RUN-7
    const TemporaryFolder folder;
    Program program(
        folder.path(), {"serve"},
        {{"PORT", "0"}, {"HOST", "127.0.0.1"}, {"RATE_LIMIT", "off"}, {"LOG_LEVEL", "debug"}, {"LOG_FORMAT", "json"}});
    ASSERT_TRUE(program.wait_for_output("\n"));
    const Person ada(program.port()), nobody(program.port());
    const std::string body = R"({"name":"Ada","email":"Ada.L@Example.com","password":")" + kPassword + R"("})";
    const std::string token = ada.post("/auth/sign-up/email", body).at("/token");
    EXPECT_EQ(nobody.post("/auth/sign-in/email", R"({"email":"ada.l@example.com","password":"wrong horse"})").status,
              401);
    const std::string book = make_book(ada);
    const std::string src = ada.upload("/projects/" + book + "/images", {{"a.png", make_png(3, 2)}}).at("/0/src");
    const std::string path = src.substr(src.find("/blob/")), capability = path.substr(6, path.find('/', 6) - 6);
    EXPECT_EQ(nobody.get(path).status, 200);
    EXPECT_EQ(ada.get("/projects?secret=in-the-query").status, 200);
    EXPECT_EQ(nobody.get("/auth/reset-password/token-of-a-mail?callbackURL=/x").status, 302);
    EXPECT_EQ(ada.post("/projects/" + book + "/users", R"({"email":"bob@example.com","role":"VIEWER"})").status, 404);
    EXPECT_EQ(nobody.get("/nothing\x01here").status, 400);
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);

    const std::string log = program.errors();
    for (const std::string& secret : {kPassword, std::string("wrong horse"), token, ada.cookies.begin()->second,
                                      capability, std::string("in-the-query"), std::string("token-of-a-mail"),
                                      std::string("callbackURL"), std::string("xample.com"), std::string("bob@")})
        EXPECT_THAT(log, Not(HasSubstr(secret)));
    std::vector<std::string> requests;
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);) {
        const auto entry = schema::parse_json(line);
        ASSERT_TRUE(entry) << line;
        if (entry->at("message") != "request") continue;
        EXPECT_TRUE(entry->at("ms").is_number()) << line;
        requests.push_back(std::string(entry->at("method").as_string()) + " " +
                           std::string(entry->at("path").as_string()) + " " +
                           std::to_string(entry->at("status").to_number<int>()));
    }
    EXPECT_THAT(requests, testing::IsSupersetOf({"POST /auth/sign-up/email 200", "POST /auth/sign-in/email 401",
                                                 "POST /projects 200", "GET /projects 200"}));
    EXPECT_THAT(requests, testing::Contains("POST /projects/" + book + "/users 404"));
    EXPECT_GE(requests.size(), 8u);
}

}  // namespace pictbook::test
