// How often books, photos and the canvas may be asked for: docs/spec/limits.md, LIMIT-2 to LIMIT-6, LIMIT-10 to LIMIT-12.
#include <gmock/gmock.h>

#include <thread>

#include "api/http/raw.hpp"
#include "support/images.hpp"

namespace pictbook::test {
namespace {

/// Limits that a test can meet, and that don't fill while it runs. Behind a proxy: a test can come from any address.
TestServer& paced_server() {
    static TestServer server({{"RATE_LIMIT", "on"},
                              {"LIMIT_SIGN_IN", "100/10"},
                              {"LIMIT_REQUESTS", "30/86400"},
                              {"LIMIT_WRITES", "5/86400"},
                              {"LIMIT_UPLOADS", "2/86400"},
                              {"LIMIT_CANVAS", "4/86400"},
                              {"TRUSTED_PROXIES", "127.0.0.1"}});
    return server;
}

HeaderList from(const std::string& address) { return {{"X-Forwarded-For", address}}; }

/// Each time another one.
HeaderList from_anywhere() {
    static int count = 0;
    return from("198.51.100." + std::to_string(++count));
}

void expect_refused(const Reply& reply) {
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.body, R"({"message":"Too many requests. Please try again later."})");
    EXPECT_GT(std::stoi(reply.header("Retry-After")), 0);
    EXPECT_TRUE(reply.has("X-Request-Id"));
}

TEST(Rates, RequestsAreCountedByTheAddressBeforeAnythingElse) {  // LIMIT-3
    const Person nobody = paced_server().nobody();
    const std::string paths[] = {"/projects", "/projects/x", "/projects/x/elements", "/elements/x",
                                 "/projects/x/users"};
    for (int i = 0; i < 30; ++i) EXPECT_EQ(nobody.get(paths[i % 5], from("192.0.2.1")).status, 401);
    for (const std::string& path : paths) expect_refused(nobody.get(path, from("192.0.2.1")));
    expect_refused(nobody.post("/projects", "no JSON", from("192.0.2.1")));
    expect_refused(nobody.remove("/images/x", from("192.0.2.1")));
    EXPECT_EQ(nobody.get("/projects", from("192.0.2.2")).status, 401);
}

TEST(Rates, RequestsWithoutASessionAreCountedToo) {  // LIMIT-3
    const Person nobody = paced_server().nobody();
    for (int i = 0; i < 30; ++i) EXPECT_EQ(nobody.put("/elements/x", "{}", from("192.0.2.3")).status, 401);
    expect_refused(nobody.put("/elements/x", "{}", from("192.0.2.3")));
}

TEST(Rates, AnIpv6AddressCountsByItsNetwork) {  // LIMIT-3, AUTH-54
    const Person nobody = paced_server().nobody();
    for (int i = 0; i < 30; ++i) nobody.get("/projects", from("2001:db8:1:2::" + std::to_string(i + 1)));
    expect_refused(nobody.get("/projects", from("2001:db8:1:2:ffff::1")));
    EXPECT_EQ(nobody.get("/projects", from("2001:db8:1:3::1")).status, 401);
}

TEST(Rates, ARefusalCarriesTheHeadersOfEveryAnswer) {  // LIMIT-2
    const Person nobody = paced_server().nobody();
    HeaderList headers = from("192.0.2.4");
    headers.emplace_back("Origin", kFrontEnd);
    Reply reply;
    for (int i = 0; i < 31; ++i) reply = nobody.get("/projects", headers);
    expect_refused(reply);
    EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), kFrontEnd);
    EXPECT_EQ(reply.header("Access-Control-Allow-Credentials"), "true");
    EXPECT_THAT(reply.header("Access-Control-Expose-Headers"), testing::HasSubstr("Retry-After"));
    EXPECT_EQ(reply.header("Content-Type"), "application/json; charset=utf-8");
}

TEST(Rates, WritesAreCountedByTheUserWhateverTheAddress) {  // LIMIT-4
    const Person ada = paced_server().sign_up(), grace = paced_server().sign_up("grace");
    const auto make = [](const Person& person) {
        return person.post("/projects", R"({"name":"Kyoto"})", from_anywhere());
    };
    const std::string book = make(ada).at("/id");
    EXPECT_EQ(ada.patch("/projects/" + book, R"({"name":"Nara"})", from_anywhere()).status, 200);
    EXPECT_EQ(ada.post("/projects/" + book + "/elements", "no JSON", from_anywhere()).status, 400);
    EXPECT_EQ(ada.put("/elements/nothing", "{}", from_anywhere()).status, 404);
    EXPECT_EQ(ada.remove("/projects/" + book + "/users/nobody", from_anywhere()).status, 404);
    expect_refused(make(ada));
    expect_refused(ada.remove("/projects/" + book, from_anywhere()));
    EXPECT_EQ(ada.get("/projects/" + book, from_anywhere()).status, 200);
    EXPECT_EQ(make(grace).status, 200);
}

TEST(Rates, AWriteIsRefusedBeforeItsBodyIsRead) {  // LIMIT-4
    const Person ada = paced_server().sign_up();
    for (int i = 0; i < 5; ++i) ada.post("/projects", "{}", from_anywhere());
    Wire wire(paced_server().port());
    wire.send(head_text(ada, "POST", "/projects", {"Content-Type: application/json", "Content-Length: 100"}));
    expect_refused(wire.receive());
}

TEST(Rates, UploadsAreCountedByTheUserAndAreNoWrites) {  // LIMIT-5
    const Person ada = paced_server().sign_up();
    const std::string book = ada.post("/projects", R"({"name":"Kyoto"})", from_anywhere()).at("/id");
    const auto upload = [&] { return ada.upload("/projects/" + book + "/images", {{"a.png", make_png(3, 2)}}); };
    for (int i = 0; i < 2; ++i) EXPECT_EQ(upload().status, 200);
    expect_refused(upload());
    for (int i = 0; i < 4; ++i) EXPECT_EQ(ada.post("/projects", R"({"name":"Kyoto"})", from_anywhere()).status, 200);
    expect_refused(ada.post("/projects", R"({"name":"Kyoto"})", from_anywhere()));
}

/// The status of a handshake on a connection of its own.
int shake_hands(const std::string& address, const std::string& more = "Sec-WebSocket-Version: 13\r\n") {
    Wire wire(paced_server().port());
    wire.send("GET /canvas/x HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + more +
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Forwarded-For: " + address + "\r\n\r\n");
    const std::string head = wire.receive_head();
    EXPECT_EQ(head.find("429") != head.npos, head.find("\r\nRetry-After: ") != head.npos) << head;
    return std::stoi(head.substr(head.find(' ') + 1));
}

TEST(Rates, HandshakesOfTheCanvasAreCountedByTheAddress) {  // LIMIT-6
    EXPECT_EQ(shake_hands("192.0.2.20", "Sec-WebSocket-Version: 12\r\n"), 426);
    EXPECT_EQ(shake_hands("192.0.2.20", "Sec-WebSocket-Version: 13\r\nOrigin: https://evil.example\r\n"), 403);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(shake_hands("192.0.2.20"), 101);
    EXPECT_EQ(shake_hands("192.0.2.20"), 429);
    EXPECT_EQ(shake_hands("192.0.2.21"), 101);
    EXPECT_EQ(paced_server().nobody().get("/projects", from("192.0.2.20")).status, 401);
}

TEST(Rates, WhatHasNoLimit) {  // LIMIT-10
    const Person nobody = paced_server().nobody();
    for (int i = 0; i < 40; ++i) {
        EXPECT_EQ(nobody.get("/health/live", from("192.0.2.30")).status, 200);
        EXPECT_EQ(nobody.get("/docs", from("192.0.2.30")).status, 200);
        EXPECT_EQ(nobody.get("/", from("192.0.2.30")).status, 200);
        EXPECT_EQ(nobody.get("/nowhere", from("192.0.2.30")).status, 404);
        EXPECT_EQ(nobody.get("/blob/x/y/images/z", from("192.0.2.30")).status, 403);
        EXPECT_EQ(nobody.request("OPTIONS", "/projects", "", from("192.0.2.30")).status, 204);
    }
    EXPECT_EQ(nobody.get("/projects", from("192.0.2.30")).status, 401);
}

TEST(Rates, FillAgain) {  // LIMIT-1
    const TestServer server({{"RATE_LIMIT", "on"}, {"LIMIT_REQUESTS", "2/2"}});
    const Person nobody = server.nobody();
    Reply reply;
    do reply = nobody.get("/projects");
    while (reply.status == 401);
    expect_refused(reply);
    EXPECT_EQ(reply.header("Retry-After"), "1");
    std::this_thread::sleep_for(std::chrono::seconds(1));
    EXPECT_EQ(nobody.get("/projects").status, 401);
}

TEST(Rates, SwitchedOffRefuseNothing) {  // LIMIT-12
    const TestServer server({{"RATE_LIMIT", "off"},
                             {"LIMIT_REQUESTS", "1/60"},
                             {"LIMIT_WRITES", "1/60"},
                             {"LIMIT_TRIES", "1/60"},
                             {"LIMIT_CANVAS", "1/60"}});
    const Person ada = server.sign_up();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(ada.post("/projects", R"({"name":"Kyoto"})").status, 200);
        EXPECT_EQ(ada.get("/projects").status, 200);
        EXPECT_EQ(ada.post("/auth/sign-in/email", R"({"email":"no@example.com","password":"wrong horse"})").status,
                  401);
    }
}

}  // namespace
}  // namespace pictbook::test
