// Requests whose end two servers could see in different places, and heads that hide something: refused, and nothing behind them is
// taken for a request. tests/api/http/limits_test.cpp and connections_test.cpp have the plain cases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/raw.hpp"
#include "measured.hpp"

namespace pictbook::test {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

/// What an answer to it would prove.
const std::string kHidden = "GET /auth/ok HTTP/1.1\r\nHost: x\r\n\r\n";

struct Shape {
    const char* what;
    std::string bytes;
};

/// Somebody's, so that the body is read.
std::string post(const std::string& lines) {
    return "POST /projects HTTP/1.1\r\nHost: x\r\nCookie: " + cast().owner.cookie_header() + "\r\n" + lines +
           "\r\n\r\n";
}

std::vector<Shape> lengths() {
    return {
        {"two equal lengths", post("Content-Length: 3\r\nContent-Length: 3") + "{} "},
        {"a list of lengths", post("Content-Length: 3, 3") + "{} "},
        {"+3", post("Content-Length: +3") + "{} "},
        {"0x3", post("Content-Length: 0x3") + "{} "},
        {"3 3", post("Content-Length: 3 3") + "{} "},
        {"an empty length", post("Content-Length:")},
        {"2^64 + 3", post("Content-Length: 18446744073709551619") + "{} "},
        {"a length before a NUL", post("Content-Length: 3\0"s) + "{} "},
        {"a length and a bare CR", post("Content-Length: 3\rX: y") + "{} "},
    };
}

std::vector<Shape> codings() {
    const std::string end = "0\r\n\r\n";
    return {
        {"chunked, identity", post("Transfer-Encoding: chunked, identity") + end},
        {"identity", post("Transfer-Encoding: identity\r\nContent-Length: 5") + end},
        {"a vertical tab before chunked", post("Transfer-Encoding: \x0b"
                                               "chunked\r\nContent-Length: 5") +
                                              end},
        {"a space before the colon", post("Transfer-Encoding : chunked\r\nContent-Length: 5") + end},
        {"a tab before the colon", post("Transfer-Encoding\t: chunked\r\nContent-Length: 5") + end},
        {"a folded coding", post("Transfer-Encoding:\r\n chunked\r\nContent-Length: 5") + end},
        {"chunked;q=1", post("Transfer-Encoding: chunked;q=1") + end},
        {"a coding twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity") + end},
        {"a coding in HTTP/1.0", "POST /projects HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + end},
    };
}

std::vector<Shape> chunks() {
    const std::string head = post("Transfer-Encoding: chunked");
    return {
        {"a size of 0x2", head + "0x2\r\n{}\r\n0\r\n\r\n"},
        {"a size of +2", head + "+2\r\n{}\r\n0\r\n\r\n"},
        {"a space before the size", head + " 2\r\n{}\r\n0\r\n\r\n"},
        {"a size that ends in LF", head + "2\n{}\r\n0\r\n\r\n"},
        {"an extension with a bare LF", head + "2;a\nb\r\n{}\r\n0\r\n\r\n"},
        {"no line end behind a chunk", head + "2\r\n{}0\r\n\r\n"},
        {"a size over 64 bits", head + "10000000000000002\r\n{}\r\n0\r\n\r\n"},
        {"a trailer that ends in LF", head + "2\r\n{}\r\n0\r\nX: y\n\r\n"},
    };
}

std::vector<Shape> heads() {
    return {
        {"two versions", "GET /auth/ok HTTP/1.1 HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"a tab in the request line", "GET\t/auth/ok\tHTTP/1.1\r\nHost: x\r\n\r\n"},
        {"a CR in a value", "GET /auth/ok HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n"},
        {"a NUL in a name", "GET /auth/ok HTTP/1.1\r\nHost: x\r\nX\0Y: a\r\n\r\n"s},
        {"a NUL in the target", "GET /auth/ok\0 HTTP/1.1\r\nHost: x\r\n\r\n"s},
        {"a first line that is folded", "GET /auth/ok HTTP/1.1\r\n Host: x\r\n\r\n"},
        {"an authority for a path", "GET x.example:80 HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    };
}

/// Refused once, with nothing after it, whether it comes at once or in small pieces.
void expect_refused(const Shape& shape, bool in_pieces) {
    Wire wire(shared_server().port());
    const std::string bytes = shape.bytes + kHidden;
    const std::size_t piece = in_pieces ? 7 : bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        if (!wire.send(std::string_view(bytes).substr(at, piece))) break;
    const Reply reply = wire.receive();
    EXPECT_EQ(reply.status, 400) << shape.what << (in_pieces ? " in pieces" : "");
    EXPECT_TRUE(reply.closed) << shape.what;
    EXPECT_EQ(wire.receive().status, 0) << shape.what << ": what came behind it was answered";
}

// HTTP-39, HTTP-40, HTTP-46
TEST(Smuggling, ADoubtfulEndIsRefusedAndNothingBehindItIsARequest) {
    cast();
    Measured measured("34 shapes of smuggled requests: lengths, codings, chunks, heads");
    for (const auto& shapes : {lengths(), codings(), chunks(), heads()})
        for (const Shape& shape : shapes)
            for (const bool in_pieces : {false, true}) expect_refused(shape, in_pieces);
    measured.end("400 and closed, nothing behind it answered", 16);
}

// HTTP-40, HTTP-42
TEST(Smuggling, WhatABodyHoldsIsNoRequest) {
    const std::string length = std::to_string(kHidden.size());
    const std::string bodies[] = {
        "GET /projects HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + kHidden,
        "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + kHidden,
        "GET /projects HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n22\r\n" + kHidden + "\r\n0\r\n\r\n",
        // A trailer names what only a header may.
        "GET /projects HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 9\r\nHost: "
        "y\r\n\r\n",
    };
    for (const std::string& bytes : bodies) {
        Wire wire(shared_server().port());
        wire.send(bytes + "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        const Reply first = wire.receive();
        EXPECT_TRUE(first.status == 401 || first.status == 404) << bytes << first.status;
        if (first.closed) continue;  // an unknown path's body is not read
        EXPECT_EQ(wire.receive().body.find("ok\":true}"), std::string::npos) << bytes;
        EXPECT_EQ(wire.receive().status, 0) << bytes;
    }
}

// HTTP-8
TEST(Smuggling, TheAbsoluteFormsHostCountsForNothing) {
    const Reply foreign =
        answer_to("GET http://evil.example/auth/ok HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n");
    EXPECT_EQ(foreign.status, 200);
    EXPECT_FALSE(foreign.has("Access-Control-Allow-Origin"));
    for (const std::string& target :
         {"http://evil.example:80@localhost/docs"s, "http:///auth/ok"s, "ftp://localhost/auth/ok"s, "http:/auth/ok"s}) {
        const Reply reply = answer_to("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_TRUE(reply.status == 200 || reply.status == 400) << target << " " << reply.status;
        EXPECT_EQ(reply.body.find("evil.example"), std::string::npos) << target;
        for (const auto& [name, value] : reply.headers)
            EXPECT_EQ(value.find("evil.example"), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace pictbook::test
