// Requests from bytes, however they are cut, within their bounds.
#include "http/request_parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pictbook::http {
namespace {

using testing::ElementsAre;
using testing::Pair;
using Fail = RequestParser::Fail;

/// A parser with what it has not used yet, as a connection holds them.
struct Reader {
    RequestParser parser;
    std::string pending;

    /// In pieces of `size` bytes.
    void feed(std::string_view bytes, std::size_t size = std::string::npos) {
        while (!bytes.empty() && parser.fail() == Fail::none && !parser.done()) {
            pending += bytes.substr(0, size);
            bytes.remove_prefix(std::min(size, bytes.size()));
            // A header's end stops the parser even when a body follows.
            for (std::size_t used = 1; used > 0 && !pending.empty() && !parser.done();) {
                used = parser.put(pending);
                pending.erase(0, used);
            }
        }
        if (parser.done()) pending += bytes;
    }
};

Fail fail_of(std::string_view bytes, std::size_t piece = std::string::npos) {
    Reader reader;
    reader.feed(bytes, piece);
    return reader.parser.fail();
}

TEST(RequestParser, ReadsAHeaderInPiecesOfAnySize) {
    const std::string text = "POST /projects?a=b HTTP/1.1\r\nHost: x\r\nX-Two:  a b \r\nContent-Length: 5\r\n\r\nhello";
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        Reader reader;
        reader.feed(text, piece);
        ASSERT_TRUE(reader.parser.done()) << piece;
        EXPECT_EQ(reader.parser.body(), "hello");
        Request request;
        std::string target;
        reader.parser.take_header(request, target);
        EXPECT_EQ(request.verb, Verb::post);
        EXPECT_EQ(target, "/projects?a=b");
        EXPECT_THAT(request.headers.all(),
                    ElementsAre(Pair("Host", "x"), Pair("X-Two", "a b"), Pair("Content-Length", "5")));
    }
}

// HTTP-42
TEST(RequestParser, LeavesWhatFollowsTheRequest) {
    Reader reader;
    reader.feed("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\n");
    EXPECT_TRUE(reader.parser.done());
    EXPECT_EQ(reader.pending, "GET /b HTTP/1.1\r\n");
}

// HTTP-41
TEST(RequestParser, KnowsWhoStaysConnected) {
    const auto stays = [](const std::string& head) {
        Reader reader;
        reader.feed(head + "\r\n\r\n");
        EXPECT_TRUE(reader.parser.done()) << head;
        return reader.parser.keep_alive();
    };
    EXPECT_TRUE(stays("GET / HTTP/1.1\r\nHost: x"));
    EXPECT_FALSE(stays("GET / HTTP/1.1\r\nHost: x\r\nConnection: close"));
    EXPECT_FALSE(stays("GET / HTTP/1.1\r\nHost: x\r\nConnection: te, Close"));
    EXPECT_FALSE(stays("GET / HTTP/1.0"));
    EXPECT_TRUE(stays("GET / HTTP/1.0\r\nConnection: Keep-Alive"));
}

// HTTP-40
TEST(RequestParser, RefusesMalformedHeaders) {
    const char* malformed[] = {
        "\r\n\r\n",
        " GET / HTTP/1.1\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/2.0\r\n\r\n",
        "GET / HTTP/0.9\r\n\r\n",
        "GET / http/1.1\r\n\r\n",
        "GET  / HTTP/1.1\r\n\r\n",
        "G@T / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\n\n",
        "GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET / HTTP/1.1\r\n: x\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\x01\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\r\n\tfolded\r\n\r\n",
        "GET / HTTP/1.1\r\n folded: x\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 TLS\r\n\r\n",
    };
    for (const char* text : malformed)
        for (const std::size_t piece : {std::string::npos, std::size_t{1}})
            EXPECT_EQ(fail_of(text, piece), Fail::malformed) << text;
    EXPECT_EQ(fail_of(std::string_view("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n", 26)), Fail::malformed);
}

// HTTP-39, HTTP-46
TEST(RequestParser, RefusesABodyWhoseEndIsInDoubt) {
    const char* doubtful[] = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: gzip\r\nContent-Length: 5",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding:\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding:",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5, 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 6",
        "Content-Length: -5",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length: 5 5",
        "Content-Length:",
        "Content-Length: 99999999999999999999999",
    };
    for (const char* header : doubtful)
        EXPECT_EQ(fail_of("POST / HTTP/1.1\r\nHost: x\r\n" + std::string(header) + "\r\n\r\n"), Fail::malformed)
            << header;
    EXPECT_EQ(fail_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), Fail::malformed);
    EXPECT_EQ(fail_of("POST / HTTP/1.1\r\nHost: x\r\ntransfer-encoding: Chunked\r\n\r\n"), Fail::none);
}

/// A header of exactly so many bytes.
std::string header_of(std::size_t size) {
    const std::string begin = "GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\nB: 2\r\nX: ", end = "\r\n\r\n";
    return begin + std::string(size - begin.size() - end.size(), 'x') + end;
}

// HTTP-33
TEST(RequestParser, RefusesTooMuchHeader) {
    for (const std::size_t piece : {std::string::npos, std::size_t{1000}, std::size_t{7}}) {
        EXPECT_EQ(fail_of(header_of(kMostHeaderBytes), piece), Fail::none) << piece;
        EXPECT_EQ(fail_of(header_of(kMostHeaderBytes + 1), piece), Fail::header_too_large) << piece;
    }
    std::string many = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 1000; ++i) many += "X-Some-Name: value\r\n";
    for (const std::size_t piece : {std::string::npos, std::size_t{100}})
        EXPECT_EQ(fail_of(many, piece), Fail::header_too_large) << piece;
    EXPECT_EQ(fail_of("GET /" + std::string(10'000, 'a'), 100), Fail::header_too_large);
}

struct Chunked {
    bool done;
    Fail fail;
    std::string body;
};

/// What a chunked body in pieces of `piece` bytes held.
Chunked chunked(std::string_view body, std::size_t piece, std::uint64_t limit = 1000) {
    Reader reader;
    reader.feed("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    EXPECT_TRUE(reader.parser.header_done() && reader.parser.has_body() && !reader.parser.done());
    reader.parser.limit_body(limit);
    reader.feed(body, piece);
    EXPECT_LE(reader.pending.size(), 2 * kMostHeaderBytes);
    return {reader.parser.done(), reader.parser.fail(), reader.parser.body()};
}

// HTTP-39
TEST(RequestParser, ReadsChunkedBodiesInPiecesOfAnySize) {
    for (std::size_t piece = 1; piece < 40; ++piece) {
        const std::pair<const char*, const char*> rows[] = {
            {"5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n", "hello world"},
            {"0\r\n\r\n", ""},
            {"A\r\n0123456789\r\n000\r\nTrailer: x\r\n\r\n", "0123456789"}};
        for (const auto& [bytes, body] : rows) {
            const Chunked found = chunked(bytes, piece);
            EXPECT_TRUE(found.done && found.fail == Fail::none) << bytes;
            EXPECT_EQ(found.body, body);
        }
    }
}

// HTTP-39
TEST(RequestParser, RefusesBrokenAndEndlessChunks) {
    const char* broken[] = {"x\r\n",
                            "-1\r\nh\r\n",
                            "5\nhello\n0\n\n",
                            "5\n",
                            "5\r\nhello\n",
                            "0\nx",
                            "5\r\nhelloXX0\r\n\r\n",
                            "5\r\nhello0\r\n\r\n",
                            " 5\r\nhello\r\n",
                            "FFFFFFFFFFFFFFFFF\r\n",
                            "0\r\nbad trailer\r\n\r\n",
                            "0\r\nX: folded\r\n line\r\n\r\n"};
    for (const char* body : broken)
        for (const std::size_t piece : {std::string::npos, std::size_t{1}})
            EXPECT_EQ(chunked(body, piece).fail, Fail::malformed) << body;
    for (const std::string& begin : {std::string("5;"), std::string("0"), std::string("0\r\nX: ")})
        EXPECT_EQ(chunked(begin + std::string(100'000, '0'), 1000).fail, Fail::malformed) << begin;
    EXPECT_FALSE(chunked("5\r\nhello\r\n", 1000).done);
}

// HTTP-39
TEST(RequestParser, LimitsLinesOfChunksHoweverTheyAreCut) {
    constexpr std::size_t kFrame = 4;  // 5; and the line's end
    for (const std::size_t piece : {std::string::npos, std::size_t{1}, std::size_t{1000}}) {
        const std::string end = "\r\nhello\r\n0\r\n\r\n";
        EXPECT_TRUE(chunked("5;" + std::string(kMostHeaderBytes - kFrame, 'a') + end, piece).done) << piece;
        EXPECT_EQ(chunked("5;" + std::string(kMostHeaderBytes - kFrame + 1, 'a') + end, piece).fail, Fail::malformed);
    }
}

// HTTP-37, HTTP-39
TEST(RequestParser, LimitsBodies) {
    EXPECT_TRUE(chunked("A\r\n0123456789\r\n0\r\n\r\n", 5, 10).done);
    EXPECT_EQ(chunked("A\r\n0123456789\r\n0\r\n\r\n", 5, 9).fail, Fail::body_too_large);
    EXPECT_EQ(chunked("5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n", 5, 9).fail, Fail::body_too_large);
    Reader reader;
    reader.feed("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n");
    reader.parser.limit_body(10);
    EXPECT_EQ(reader.parser.fail(), Fail::body_too_large);
}

// HTTP-43
TEST(RequestParser, SeesThatTheClientWaits) {
    Reader reader;
    reader.feed("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n");
    EXPECT_TRUE(reader.parser.expects_continue());
    EXPECT_EQ(reader.parser.version(), 11u);
}

}  // namespace
}  // namespace pictbook::http
