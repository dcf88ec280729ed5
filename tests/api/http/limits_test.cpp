// How much a client may send: docs/spec/http.md, HTTP-33 and HTTP-37 to HTTP-39.
#include <gtest/gtest.h>

#include "api/http/raw.hpp"

namespace pictbook::test {
namespace {

constexpr std::size_t kMostJson = 8u << 20;
constexpr std::size_t kMostUpload = (10u * 20u + 1u) << 20;

/// `{"name":"Kyoto"}` with so many bytes in all.
std::string padded(std::size_t size) {
    const std::string begin = R"({"name":"Kyoto")", end = "}";
    return begin + std::string(size - begin.size() - end.size(), ' ') + end;
}

void expect_too_large(const Reply& reply, const std::string& which) {
    EXPECT_EQ(reply.status, 413) << which;
    EXPECT_EQ(reply.header("Content-Type"), "application/json; charset=utf-8") << which;
    EXPECT_FALSE(reply.at("/message").empty()) << which;
    EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), kFrontEnd) << which;
    EXPECT_EQ(reply.header("Access-Control-Allow-Credentials"), "true") << which;
    EXPECT_TRUE(reply.closed) << which;
}

// HTTP-33
TEST(Limits, AHeaderOver8192BytesIs431) {
    const std::string begin = "GET /auth/ok HTTP/1.1\r\nHost: x\r\nX-Long: ", end = "\r\n\r\n";
    const std::string whole = begin + std::string(8192 - begin.size() - end.size(), 'x') + end;
    EXPECT_EQ(answer_to(whole).status, 200);
    std::string many = "GET /auth/ok HTTP/1.1\r\nHost: x\r\n";
    for (int i = 0; i < 500; ++i) many += "X-Header-" + std::to_string(i) + ": y\r\n";
    const std::string one_more = begin + std::string(8193 - begin.size() - end.size(), 'x') + end;
    const std::string rows[] = {one_more,
                                "GET /" + std::string(10'000, 'a'),
                                many,
                                many + "\r\n",
                                "GET / HTTP/1.1\r\nHost: x\r\n" + std::string(10'000, 'n'),
                                begin + std::string(1'000'000, 'x') + end};
    for (const std::string& bytes : rows) {
        Wire wire(shared_server().port());
        // In pieces, as a network would cut it.
        for (std::size_t at = 0; at < bytes.size() && wire.send(std::string_view(bytes).substr(at, 3000)); at += 3000) {
        }
        const Reply reply = wire.receive();
        EXPECT_EQ(reply.status, 431) << bytes.substr(0, 60);
        EXPECT_TRUE(reply.closed);
        wire.shut_sending();
        EXPECT_TRUE(wire.ends_within(std::chrono::seconds(10)));
    }
    expect_alive();
}

// HTTP-37
TEST(Limits, AJsonBodyMayHave8MiB) {
    EXPECT_EQ(answer_to(json_request(cast().owner, "POST", "/projects", padded(kMostJson))).status, 200);
    const std::string chunked = head_text(cast().owner, "POST", "/projects", {"Transfer-Encoding: chunked"});
    EXPECT_EQ(answer_to(chunked + chunked_body(padded(kMostJson), 100'000)).status, 200);
}

// HTTP-37, HTTP-38, HTTP-39
TEST(Limits, MoreIs413AndTheAnswerArrivesWhileTheClientStillSends) {
    const Cast& people = cast();
    const std::string origin = "Origin: " + kFrontEnd, image_path = "/projects/" + make_book(people.owner) + "/images";
    const auto announced = [&](const std::string& path, std::size_t size) {
        return head_text(people.owner, "POST", path,
                         {origin, "Content-Type: application/json", "Content-Length: " + std::to_string(size)});
    };
    expect_too_large(answer_to(announced("/projects", kMostJson + 1)), "announced");
    expect_too_large(answer_to(announced("/projects", 1ull << 62)), "announced, very large");
    expect_too_large(answer_to(announced(image_path, kMostUpload + 1)), "announced upload");
    expect_too_large(answer_to(announced("/auth/ok", 2u << 20).replace(0, 4, "GET")), "nobody asked for it");
    const std::string body = padded(3 * kMostJson);
    const std::string chunked = head_text(people.owner, "POST", "/projects", {origin, "Transfer-Encoding: chunked"});
    for (const std::string& bytes :
         {announced("/projects", body.size()) + body, chunked + chunked_body(body, 65'536)}) {
        Wire wire(shared_server().port());
        EXPECT_TRUE(wire.send(bytes)) << "the server took the connection away from a sender";
        expect_too_large(wire.receive(), bytes.substr(0, 100));
        wire.shut_sending();
        EXPECT_TRUE(wire.ends_within(std::chrono::seconds(10)));
    }
    expect_alive();
}

// HTTP-39
TEST(Limits, ChunkedBodiesAreTaken) {
    const std::string body = R"({"name":"By chunks"})";
    const std::string head = head_text(cast().owner, "POST", "/projects", {"Transfer-Encoding: chunked"});
    for (const std::size_t size : {std::size_t{1}, std::size_t{7}, body.size()})
        EXPECT_EQ(answer_to(head + chunked_body(body, size)).at("/name"), "By chunks");
    EXPECT_EQ(answer_to(head + "14;name=value;q=\"a;b\"\r\n" + body + "\r\n0\r\nTrailer: x\r\n\r\n").at("/name"),
              "By chunks");
    const std::string multipart = multipart_body({{"dot.png", kDot}});
    const std::string upload =
        head_text(cast().owner, "POST", "/projects/" + make_book(cast().owner) + "/images",
                  {"Transfer-Encoding: chunked", "Content-Type: multipart/form-data; boundary=XX"});
    for (const std::size_t size : {std::size_t{1}, std::size_t{13}, multipart.size()})
        EXPECT_EQ(answer_to(upload + chunked_body(multipart, size)).status, 200) << size;
}

// HTTP-39
TEST(Limits, BrokenChunksAreABadRequestAndEndTheConnection) {
    const std::string head = head_text(cast().owner, "POST", "/projects", {"Transfer-Encoding: chunked"});
    const std::string broken[] = {"x\r\n{}\r\n0\r\n\r\n",
                                  "-2\r\n{}\r\n0\r\n\r\n",
                                  "2\n{}\n0\n\n",
                                  "2\r\n{}XX0\r\n\r\n",
                                  "1\r\n{}\r\n0\r\n\r\n",
                                  "FFFFFFFFFFFFFFFFF\r\n{}\r\n",
                                  "2;" + std::string(1'000'000, 'x'),
                                  std::string(1'000'000, '0'),
                                  "2\r\n{}\r\n0\r\nX: " + std::string(1'000'000, 'x')};
    for (const std::string& body : broken) {
        Wire wire(shared_server().port());
        wire.send(head + body);
        const Reply reply = wire.receive();
        EXPECT_EQ(reply.status, 400) << body.substr(0, 40);
        EXPECT_EQ(reply.body, "Bad Request") << body.substr(0, 40);
        EXPECT_TRUE(reply.closed) << body.substr(0, 40);
        wire.shut_sending();
        EXPECT_TRUE(wire.ends_within(std::chrono::seconds(10)));
    }
    expect_alive();
}

// HTTP-39
TEST(Limits, ABodyWhoseEndIsInDoubtIsRefusedAndNothingAfterItIsARequest) {
    const std::vector<std::string> doubtful[] = {{"Content-Length: 3", "Transfer-Encoding: chunked"},
                                                 {"Transfer-Encoding: chunked", "Content-Length: 3"},
                                                 {"Transfer-Encoding: gzip, chunked"},
                                                 {"Transfer-Encoding: chunked, identity"},
                                                 {"Transfer-Encoding: xchunked", "Content-Length: 3"},
                                                 {"Content-Length: 3", "Content-Length: 4"}};
    for (const std::vector<std::string>& lines : doubtful) {
        Wire wire(shared_server().port());
        wire.send(head_text(cast().owner, "POST", "/projects", lines) + "0\r\n\r\n" +
                  head_text(cast().owner, "GET", "/auth/ok"));
        const Reply reply = wire.receive();
        EXPECT_EQ(reply.status, 400) << lines.front();
        EXPECT_TRUE(reply.closed) << lines.front();
        EXPECT_EQ(wire.receive().status, 0) << lines.front();
    }
}

}  // namespace
}  // namespace pictbook::test
