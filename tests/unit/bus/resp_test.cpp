#include "bus/resp.hpp"

#include <gtest/gtest.h>

namespace pictbook::bus::resp {
namespace {

/// A reply as text: `[message,books,"a b"]`.
std::string show(const Value& value) {
    switch (value.kind) {
        case Kind::simple:
            return "+" + value.text;
        case Kind::error:
            return "-" + value.text;
        case Kind::integer:
            return std::to_string(value.number);
        case Kind::bulk:
            return '"' + value.text + '"';
        case Kind::null:
            return "null";
        case Kind::array:
            break;
    }
    std::string out;
    for (const Value& item : value.items) out += (out.empty() ? "" : ",") + show(item);
    return "[" + out + "]";
}

std::string show_all(Parser& parser) {
    std::string out;
    while (const std::optional<Value> value = parser.next()) out += show(*value) + "\n";
    return out;
}

std::string parse(std::string_view bytes) {
    Parser parser;
    parser.feed(bytes);
    return show_all(parser);
}

const std::string kStream =
    "+OK\r\n-ERR no such thing\r\n:-42\r\n$5\r\na\r\nbc\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n"
    "*3\r\n$7\r\nmessage\r\n$5\r\nbooks\r\n$3\r\n\n\r\n\r\n*2\r\n*2\r\n:1\r\n*0\r\n+x\r\n:7\r\n";
const std::string kReplies =
    "+OK\n-ERR no such "
    "thing\n-42\n\"a\r\nbc\"\n\"\"\nnull\nnull\n[]\n[\"message\",\"books\",\"\n\r\n\"]\n[[1,[]],+x]\n7\n";

TEST(RespParser, reads_every_kind_of_reply) { EXPECT_EQ(parse(kStream), kReplies); }

TEST(RespParser, reads_a_stream_that_is_cut_anywhere) {
    for (std::size_t first = 0; first <= kStream.size(); ++first) {
        for (std::size_t second = first; second <= kStream.size(); ++second) {
            Parser parser;
            std::string out;
            for (const std::string& part :
                 {kStream.substr(0, first), kStream.substr(first, second - first), kStream.substr(second)}) {
                parser.feed(part);
                out += show_all(parser);
            }
            ASSERT_EQ(out, kReplies) << first << " " << second;
        }
    }
}

TEST(RespParser, reads_a_stream_byte_by_byte) {
    Parser parser;
    std::string out;
    for (const char byte : kStream) {
        parser.feed({&byte, 1});
        out += show_all(parser);
    }
    EXPECT_EQ(out, kReplies);
}

TEST(RespParser, refuses_what_is_no_reply) {
    for (const char* bytes :
         {"\r\n", "OK\r\n", "+OK\n", ":\r\n", ":1x\r\n", ": 1\r\n", ":99999999999999999999\r\n", "$\r\n", "$-2\r\n",
          "$x\r\n", "$3\r\nabcd\r\n", "$3\r\nabc\n\r", "*-2\r\n", "*\r\n", "*1\r\n!\r\n", "%1\r\n", "HTTP/1.1 400\r\n"})
        EXPECT_THROW(parse(bytes), Malformed) << bytes;
}

TEST(RespParser, refuses_a_size_when_it_is_announced) {
    EXPECT_EQ(parse("$" + std::to_string(kMostBulkBytes) + "\r\n"), "");
    EXPECT_THROW(parse("$" + std::to_string(kMostBulkBytes + 1) + "\r\n"), Malformed);
    EXPECT_THROW(parse("*2\r\n$1\r\na\r\n$" + std::to_string(kMostBulkBytes) + "\r\n"), Malformed);
    EXPECT_EQ(parse("*" + std::to_string(kMostItems) + "\r\n"), "");
    EXPECT_THROW(parse("*" + std::to_string(kMostItems + 1) + "\r\n"), Malformed);
    EXPECT_THROW(parse("*2\r\n*1\r\n:1\r\n*" + std::to_string(kMostItems) + "\r\n"), Malformed);
    EXPECT_THROW(parse("$9223372036854775807\r\n"), Malformed);
}

TEST(RespParser, counts_bounds_for_each_reply_anew) {
    const std::string array = "*" + std::to_string(kMostItems) + "\r\n";
    std::string items;
    for (std::size_t i = 0; i < kMostItems; ++i) items += ":1\r\n";
    Parser parser;
    for (int reply = 0; reply < 3; ++reply) {
        parser.feed(array + items);
        EXPECT_EQ(parser.next()->items.size(), kMostItems);
    }
}

TEST(RespParser, refuses_depth_and_endless_lines) {
    std::string deep;
    for (std::size_t i = 0; i < kMostDepth; ++i) deep += "*1\r\n";
    EXPECT_EQ(parse(deep + ":1\r\n"), "[[[[1]]]]\n");
    EXPECT_THROW(parse(deep + "*1\r\n"), Malformed);
    EXPECT_EQ(parse("+" + std::string(kMostLineBytes - 2, 'x') + "\r\n").size(), kMostLineBytes);
    EXPECT_THROW(parse("+" + std::string(kMostLineBytes, 'x')), Malformed);
    EXPECT_THROW(parse("+" + std::string(kMostLineBytes, 'x') + "\r\n"), Malformed);
}

TEST(RespCommand, carries_any_bytes) {
    std::string out;
    append_command(out, {"PUBLISH", "a\r\nb", std::string_view("\0", 1)});
    EXPECT_EQ(out, std::string("*3\r\n$7\r\nPUBLISH\r\n$4\r\na\r\nb\r\n$1\r\n") + '\0' + "\r\n");
    EXPECT_EQ(parse(out), std::string("[\"PUBLISH\",\"a\r\nb\",\"") + '\0' + "\"]\n");
    out.clear();
    append_bulk(out, "node", " payload");
    EXPECT_EQ(parse(out), "\"node payload\"\n");
}

}  // namespace
}  // namespace pictbook::bus::resp
