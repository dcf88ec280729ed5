// What a connection may carry and when it ends: docs/spec/http.md, HTTP-40 to HTTP-44.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/raw.hpp"
#include "support/images.hpp"

namespace pictbook::test {
namespace {

using namespace std::chrono_literals;
using testing::StartsWith;

// HTTP-40
TEST(Connections, AMalformedRequestIs400AndEndsTheConnection) {
    const std::string malformed[] = {
        "nonsense\r\n\r\n",
        "GET /auth/ok\r\n\r\n",
        "GET  /auth/ok HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /auth/ok HTTP/1.1 \r\nHost: x\r\n\r\n",
        "GET /auth/ok HTTP/1.9\r\nHost: x\r\n\r\n",
        "GET /auth/ok HTTP/2.0\r\nHost: x\r\n\r\n",
        "GET auth/ok HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET \\auth\\ok HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT example.com:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /auth/ok HTTP/1.1\nHost: x\n\n",
        "GET /auth/ok HTTP/1.1\r\nHost: x\n\n",
        "GET /auth/ok HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\nHost: x\r\nX: a\r\n\tb\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\nHost: x\r\nX: \x01\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\nHost: x\r\nContent-Length: a\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\nHost:\r\nHost: x\r\n\r\n",
        "GET /auth/ok HTTP/1.1\r\nHost: x, y\r\n\r\n",
        std::string("GET /auth/ok HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 42),
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    };
    for (const std::string& bytes : malformed) {
        Wire wire(shared_server().port());
        wire.send(bytes);
        const Reply reply = wire.receive();
        EXPECT_EQ(reply.status, 400) << bytes;
        EXPECT_EQ(reply.body, "Bad Request") << bytes;
        EXPECT_TRUE(reply.closed) << bytes;
        wire.send("GET /auth/ok HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(wire.receive().status, 0) << bytes;
    }
    expect_alive();
}

TEST(Connections, TheAbsoluteFormIsTaken) {
    EXPECT_EQ(answer_to("GET http://example.com/auth/ok?x HTTP/1.1\r\nHost: example.com\r\n\r\n").body,
              R"({"ok":true})");
    EXPECT_EQ(answer_to("GET http://example.com HTTP/1.1\r\nHost: example.com\r\n\r\n").status, 200);
}

// HTTP-41
TEST(Connections, StayOpenAsBothSidesSay) {
    const std::string line = "GET /auth/ok HTTP/1.";
    struct Row {
        std::string head;
        bool stays;
    };
    const Row rows[] = {
        {line + "1\r\nHost: x\r\n\r\n", true},
        {line + "1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n", true},
        {line + "1\r\nHost: x\r\nConnection: close\r\n\r\n", false},
        {line + "1\r\nHost: x\r\nConnection: x-word, CLOSE\r\n\r\n", false},
        {line + "0\r\n\r\n", false},
        {line + "0\r\nHost: x\r\n\r\n", false},
        {line + "0\r\nConnection: keep-alive\r\n\r\n", true},
    };
    for (const Row& row : rows) {
        Wire wire(shared_server().port());
        for (int i = 0; i < (row.stays ? 3 : 1); ++i) {
            wire.send(row.head);
            const Reply reply = wire.receive();
            EXPECT_EQ(reply.body, R"({"ok":true})") << row.head;
            EXPECT_EQ(reply.closed, !row.stays) << row.head;
        }
        if (!row.stays) EXPECT_TRUE(wire.ends_within(10s)) << row.head;
    }
}

// HTTP-41
TEST(Connections, ManyRequestsOfEveryKindUseOne) {
    const Cast& people = cast();
    Wire wire(people.owner.port());
    for (int i = 0; i < 20; ++i) {
        wire.send(json_request(people.owner, "POST", "/projects", R"({"name":"One of many"})"));
        const Reply made = wire.receive();
        EXPECT_EQ(made.status, 200);
        wire.send(json_request(people.owner, "POST", "/projects", "{"));
        EXPECT_EQ(wire.receive().status, 400);
        wire.send(head_text(people.owner, "DELETE", "/projects/" + made.at("/id")));
        EXPECT_EQ(wire.receive().status, 200);
        wire.send(head_text(people.nobody, "GET", "/nowhere"));
        EXPECT_EQ(wire.receive().status, 404);
        wire.send(head_text(people.nobody, "GET", "/auth/ok", {"Content-Length: 5"}) + "about");
        EXPECT_EQ(wire.receive().status, 200);
    }
}

// HTTP-42
TEST(Connections, PipelinedRequestsAreAnsweredInTheirOrder) {
    const Cast& people = cast();
    std::string bytes;
    for (int i = 0; i < 30; ++i) {
        // Slow ones and quick ones in turn.
        bytes += json_request(people.owner, "POST", "/projects", R"({"name":"Book )" + std::to_string(i) + "\"}");
        bytes += head_text(people.nobody, "GET", "/nowhere");
        bytes += head_text(people.owner, "POST", "/projects", {"Transfer-Encoding: chunked"}) + chunked_body("{", 1);
    }
    bytes += head_text(people.nobody, "GET", "/auth/ok", {"Connection: close"});
    Wire wire(people.owner.port());
    wire.send(bytes);
    for (int i = 0; i < 30; ++i) {
        EXPECT_EQ(wire.receive().at("/name"), "Book " + std::to_string(i));
        EXPECT_EQ(wire.receive().body, "NOT_FOUND");
        EXPECT_EQ(wire.receive().body, "Bad Request");
    }
    EXPECT_EQ(wire.receive().body, R"({"ok":true})");
    EXPECT_EQ(wire.receive().status, 0);
}

// HTTP-43
TEST(Connections, AClientThatWaitsForContinueGetsItWhenTheBodyIsRead) {
    const std::string body = R"({"name":"With patience"})";
    const std::vector<std::string> waits{"Expect: 100-continue", "Content-Length: " + std::to_string(body.size())};
    Wire wire(shared_server().port());
    wire.send(head_text(cast().owner, "POST", "/projects", waits));
    EXPECT_EQ(wire.receive_head(), "HTTP/1.1 100 Continue\r\n");
    wire.send(body);
    EXPECT_EQ(wire.receive().at("/name"), "With patience");
    wire.send(head_text(cast().owner, "POST", "/projects", waits) + body);
    EXPECT_THAT(wire.receive_head(), StartsWith("HTTP/1.1 ")) << "the body was there already";
}

// HTTP-43
TEST(Connections, AClientThatWaitsForContinueIsRefusedAtOnce) {
    const std::string image_path = "/projects/" + make_book(cast().owner) + "/images";
    const std::tuple<const char*, std::string, const char*, int> rows[] = {
        {"/nowhere", "100", "", 404},
        {"/projects", "9000000", "", 413},
        {"/projects", "100", "Origin: https://evil.example", 403},
    };
    for (const auto& [path, length, line, status] : rows) {
        std::vector<std::string> lines{"Expect: 100-continue", "Content-Length: " + length};
        if (*line) lines.emplace_back(line);
        Wire wire(shared_server().port());
        wire.send(head_text(cast().owner, "POST", path, lines));
        EXPECT_THAT(wire.receive_head(), StartsWith("HTTP/1.1 " + std::to_string(status))) << path;
    }
}

// HTTP-44
TEST(Connections, AClientThatGoesAwayHarmsNobody) {
    const Cast& people = cast();
    const std::string path = "/projects/" + make_book(people.owner);
    const std::string multipart = multipart_body({{"a.bmp", make_bmp(1000, 500)}});
    const std::string upload = head_text(people.owner, "POST", path + "/images",
                                         {"Content-Type: multipart/form-data; boundary=XX",
                                          "Content-Length: " + std::to_string(multipart.size())}) +
                               multipart;
    const std::string json = json_request(people.owner, "POST", "/projects", R"({"name":"Interrupted"})");
    for (std::size_t i = 0; i < 40; ++i) {
        const auto part = [&](const std::string& bytes) { return bytes.substr(0, bytes.size() * (i % 10 + 1) / 11); };
        for (const std::string& bytes : {part(json), part(upload), std::string("GET"), std::string()}) {
            Wire wire(people.owner.port());
            wire.send(bytes);
        }
        // These leave while they are answered.
        for (const std::string& bytes : {json, upload, head_text(people.owner, "GET", "/docs/json")}) {
            Wire wire(people.owner.port());
            wire.send(bytes);
        }
    }
    expect_alive();
    EXPECT_EQ(people.owner.get(path).status, 200);
    EXPECT_EQ(people.owner.upload(path + "/images", {{"dot.png", kDot}}).status, 200);
}

}  // namespace
}  // namespace pictbook::test
