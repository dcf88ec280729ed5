// The frame parser: what RFC 6455 allows is delivered, what it forbids ends the connection with the right code.
#include "http/websocket_frames.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/websocket_client.hpp"

namespace pictbook::http {
namespace {

using test::WebSocketClient;
using ClientFrame = WebSocketClient::Frame;

constexpr std::size_t kFrameLimit = 200'000;
constexpr unsigned kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10;

std::string encode(unsigned opcode, std::string payload, bool fin = true) {
    return WebSocketClient::encode({.fin = fin, .opcode = opcode, .payload = std::move(payload)});
}

/// Events as one readable line each.
std::string describe(const FrameEvent& event) {
    struct Describe {
        std::string operator()(const TextMessage& m) const { return "text " + m.text; }
        std::string operator()(const BinaryMessage& m) const { return "binary " + m.bytes; }
        std::string operator()(const Ping& m) const { return "ping " + m.payload; }
        std::string operator()(const Pong& m) const { return "pong " + m.payload; }
        std::string operator()(const Close& m) const { return "close " + std::to_string(m.code) + " " + m.reason; }
        std::string operator()(const Violation& m) const {
            return "violation " + std::to_string(m.code) + " " + std::string(m.reason);
        }
    };
    return std::visit(Describe(), event);
}

using Lines = std::vector<std::string>;

Lines parse_in_pieces(std::string_view bytes, std::size_t piece, std::size_t limit = kFrameLimit) {
    FrameParser parser(limit);
    Lines lines;
    while (!bytes.empty()) {
        std::string_view input = bytes.substr(0, piece);
        bytes.remove_prefix(input.size());
        while (const auto event = parser.next(input)) lines.push_back(describe(*event));
        EXPECT_TRUE(input.empty());
    }
    return lines;
}

/// Parses at once and byte by byte: both must give the same.
Lines parse_frames(std::string_view bytes, std::size_t limit = kFrameLimit) {
    const Lines whole = parse_in_pieces(bytes, bytes.size(), limit);
    EXPECT_EQ(whole, parse_in_pieces(bytes, 1, limit));
    EXPECT_EQ(whole, parse_in_pieces(bytes, 7, limit));
    return whole;
}

std::string header(std::initializer_list<unsigned> bytes) {
    std::string out;
    for (const unsigned byte : bytes) out.push_back(static_cast<char>(byte));
    return out;
}

TEST(WebSocketFrames, deliver_text_and_binary_messages_of_every_length_form) {  // RFC 6455 5.2
    for (const std::size_t size : {0u, 1u, 7u, 8u, 9u, 125u, 126u, 127u, 65535u, 65536u, 70000u}) {
        const std::string payload(size, 'x');
        EXPECT_EQ(parse_frames(encode(kText, payload)), Lines{"text " + payload}) << size;
        EXPECT_EQ(parse_frames(encode(kBinary, payload)), Lines{"binary " + payload}) << size;
    }
}

TEST(WebSocketFrames, unmask_the_example_of_the_standard) {  // RFC 6455 5.7
    EXPECT_EQ(parse_frames(header({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58})),
              Lines{"text Hello"});
}

TEST(WebSocketFrames, deliver_messages_in_order_from_one_read) {
    EXPECT_EQ(parse_frames(encode(kText, "a") + encode(kBinary, "b") + encode(kText, "c")),
              (Lines{"text a", "binary b", "text c"}));
}

TEST(WebSocketFrames, put_fragments_together) {  // RFC 6455 5.4
    EXPECT_EQ(parse_frames(encode(kText, "a", false) + encode(0, "", false) + encode(0, "b", false) + encode(0, "c")),
              Lines{"text abc"});
    EXPECT_EQ(parse_frames(encode(kBinary, "", false) + encode(0, "")), Lines{"binary "});
}

TEST(WebSocketFrames, deliver_control_frames_between_fragments) {  // RFC 6455 5.4, 5.5
    EXPECT_EQ(parse_frames(encode(kText, "a", false) + encode(kPing, "p") + encode(0, "b", false) + encode(kPong, "q") +
                           encode(0, "c")),
              (Lines{"ping p", "pong q", "text abc"}));
    EXPECT_EQ(parse_frames(encode(kText, "a", false) + encode(kClose, "")), Lines{"close 1005 "});
}

TEST(WebSocketFrames, refuse_an_unmasked_frame_from_its_first_two_bytes) {  // RFC 6455 5.1
    EXPECT_EQ(parse_frames(header({0x81, 0x05})), Lines{"violation 1002 frame without a mask"});
    EXPECT_EQ(parse_frames(header({0x88, 0x00})), Lines{"violation 1002 frame without a mask"});
}

TEST(WebSocketFrames, refuse_reserved_bits_and_unknown_opcodes) {  // RFC 6455 5.2
    for (const unsigned rsv : {1u, 2u, 4u, 7u})
        EXPECT_EQ(parse_frames(header({0x81 | rsv << 4, 0x80})), Lines{"violation 1002 reserved bit set"});
    for (const unsigned opcode : {3u, 4u, 5u, 6u, 7u, 11u, 12u, 13u, 14u, 15u})
        EXPECT_EQ(parse_frames(header({0x80 | opcode, 0x80})), Lines{"violation 1002 unknown opcode"});
}

TEST(WebSocketFrames, refuse_control_frames_that_are_long_or_fragmented) {  // RFC 6455 5.5
    for (const unsigned opcode : {kClose, kPing, kPong}) {
        EXPECT_EQ(parse_frames(header({0x80 | opcode, 0x80 | 126})), Lines{"violation 1002 control frame too long"});
        EXPECT_EQ(parse_frames(header({0x80 | opcode, 0x80 | 127})), Lines{"violation 1002 control frame too long"});
        EXPECT_EQ(parse_frames(header({opcode, 0x80})), Lines{"violation 1002 fragmented control frame"});
    }
    EXPECT_EQ(parse_frames(encode(kPing, std::string(125, 'p'))), Lines{"ping " + std::string(125, 'p')});
}

TEST(WebSocketFrames, refuse_fragments_out_of_order) {  // RFC 6455 5.4
    EXPECT_EQ(parse_frames(encode(0, "a")), Lines{"violation 1002 continuation without a message"});
    EXPECT_EQ(parse_frames(encode(kText, "a") + encode(0, "b")),
              (Lines{"text a", "violation 1002 continuation without a message"}));
    EXPECT_EQ(parse_frames(encode(kText, "a", false) + encode(kText, "b")),
              Lines{"violation 1002 message inside a message"});
}

TEST(WebSocketFrames, refuse_lengths_that_are_not_minimal_or_beyond_63_bits) {  // RFC 6455 5.2
    EXPECT_EQ(parse_frames(header({0x81, 0xFE, 0, 125, 1, 2, 3, 4})), Lines{"violation 1002 length not minimal"});
    EXPECT_EQ(parse_frames(header({0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 1, 2, 3, 4})),
              Lines{"violation 1002 length not minimal"});
    EXPECT_EQ(parse_frames(header({0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4})),
              Lines{"violation 1002 length beyond 63 bits"});
}

TEST(WebSocketFrames, refuse_a_message_over_the_limit_before_its_payload_comes) {  // RFC 6455 7.4.1
    EXPECT_EQ(parse_frames(encode(kText, std::string(100, 'x')), 100), Lines{"text " + std::string(100, 'x')});
    EXPECT_EQ(parse_frames(encode(kText, std::string(101, 'x')).substr(0, 6), 100),
              Lines{"violation 1009 message too big"});
    EXPECT_EQ(parse_frames(header({0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4})),
              Lines{"violation 1009 message too big"});
    const std::string sixty(60, 'x');
    EXPECT_EQ(parse_frames(encode(kText, sixty, false) + encode(0, sixty).substr(0, 6), 100),
              Lines{"violation 1009 message too big"});
}

TEST(WebSocketFrames, hold_nothing_of_messages_that_are_discarded) {  // LIVE-50
    FrameParser parser(kFrameLimit);
    const std::string begun = encode(kText, std::string(100'000, 'x')), too_long(kFrameLimit + 1, '\xFF');
    std::string_view input = std::string_view(begun).substr(0, 50'000);
    EXPECT_FALSE(parser.next(input));
    EXPECT_GE(parser.held_bytes(), 49'000u);
    parser.discard_messages();
    EXPECT_EQ(parser.held_bytes(), 0u);
    const std::string rest =
        begun.substr(50'000) + encode(kText, too_long, false) + encode(0, too_long) + encode(kClose, "\x03\xE8");
    input = rest;
    Lines lines;
    while (const auto event = parser.next(input)) lines.push_back(describe(*event));
    EXPECT_EQ(lines, (Lines{"text ", "text ", "close 1000 "}));
}

TEST(WebSocketFrames, count_the_limit_for_each_message_anew) {
    const std::string sixty(60, 'x');
    EXPECT_EQ(parse_frames(encode(kText, sixty) + encode(kText, sixty), 100),
              (Lines{"text " + sixty, "text " + sixty}));
}

TEST(WebSocketFrames, accept_text_whose_characters_are_cut_between_fragments) {  // RFC 6455 5.6, 8.1
    const std::string text = "\xEA\xB0\x80\xF0\x9F\x96\xBC z\xC3\xA9";
    for (std::size_t cut = 0; cut <= text.size(); ++cut)
        EXPECT_EQ(parse_frames(encode(kText, text.substr(0, cut), false) + encode(0, text.substr(cut))),
                  Lines{"text " + text});
}

TEST(WebSocketFrames, refuse_text_that_is_not_utf8_at_its_first_wrong_byte) {  // RFC 6455 8.1
    const Lines refused{"violation 1007 text is not UTF-8"};
    const std::vector<std::string> wrong{"\x80",
                                         "\xC0\xAF",
                                         "\xC1\xBF",
                                         "\xE0\x80\xAF",
                                         "\xED\xA0\x80",
                                         "\xF0\x80\x80\xAF",
                                         "\xF4\x90\x80\x80",
                                         "\xF5\x80\x80\x80",
                                         "\xFE",
                                         "\xC3(",
                                         "\xE2\x82(",
                                         "\xF0\x9F\x96("};
    for (const std::string& text : wrong) {
        EXPECT_EQ(parse_frames(encode(kText, text)), refused);
        EXPECT_EQ(parse_frames(encode(kText, "long before it: ok, ok, ok" + text + "and long after it")), refused);
    }
    // The rest of the frame is not waited for.
    EXPECT_EQ(parse_frames(encode(kText, "abc\xFF" + std::string(100, 'x')).substr(0, 10)), refused);
    EXPECT_EQ(parse_frames(encode(kText, "abc", false) + encode(0, "\xFF", false)), refused);
}

TEST(WebSocketFrames, refuse_text_that_ends_inside_a_character) {  // RFC 6455 8.1
    EXPECT_EQ(parse_frames(encode(kText, "ab\xE2\x82")), Lines{"violation 1007 text is not UTF-8"});
    EXPECT_EQ(parse_frames(encode(kText, "ab\xE2\x82", false) + encode(0, "")),
              Lines{"violation 1007 text is not UTF-8"});
    EXPECT_EQ(parse_frames(encode(kText, "\xC3", false) + encode(kPing, "\xFF") + encode(0, "\xA9")),
              (Lines{"ping \xFF", "text \xC3\xA9"}));
}

TEST(WebSocketFrames, pass_any_bytes_in_binary_messages) {  // RFC 6455 5.6
    EXPECT_EQ(parse_frames(encode(kBinary, "\xFF\x80\xC0")), Lines{"binary \xFF\x80\xC0"});
}

std::string close_payload(unsigned code, std::string_view reason = {}) {
    return header({code >> 8, code & 0xFF}) + std::string(reason);
}

TEST(WebSocketFrames, deliver_a_close_frame_and_discard_what_follows) {  // RFC 6455 5.5.1
    EXPECT_EQ(parse_frames(encode(kClose, "") + encode(kText, "late")), Lines{"close 1005 "});
    EXPECT_EQ(parse_frames(encode(kClose, close_payload(3000, "bye")) + "anything"), Lines{"close 3000 bye"});
}

TEST(WebSocketFrames, refuse_malformed_close_frames) {  // RFC 6455 5.5.1
    EXPECT_EQ(parse_frames(encode(kClose, "x")), Lines{"violation 1002 close frame of one byte"});
    EXPECT_EQ(parse_frames(encode(kClose, close_payload(1000, "\xC3("))),
              Lines{"violation 1007 close reason is not UTF-8"});
}

TEST(WebSocketFrames, know_the_valid_close_codes) {  // RFC 6455 7.4
    for (const unsigned code : {1000u, 1001u, 1002u, 1003u, 1007u, 1008u, 1009u, 1010u, 1011u, 1012u, 1013u, 1014u,
                                3000u, 3999u, 4000u, 4999u})
        EXPECT_EQ(parse_frames(encode(kClose, close_payload(code))), Lines{"close " + std::to_string(code) + " "});
    for (const unsigned code : {0u, 999u, 1004u, 1005u, 1006u, 1015u, 1016u, 1100u, 2000u, 2999u, 5000u, 65535u})
        EXPECT_EQ(parse_frames(encode(kClose, close_payload(code))), Lines{"violation 1002 invalid close code"})
            << code;
}

TEST(WebSocketFrames, build_frames_with_minimal_lengths) {  // RFC 6455 5.2
    EXPECT_EQ(encode_frame(Opcode::text, "Hello"), header({0x81, 0x05}) + "Hello");
    EXPECT_EQ(encode_frame(Opcode::ping, ""), header({0x89, 0x00}));
    const auto head = [](std::size_t size) { return encode_frame(Opcode::binary, std::string(size, 'x')); };
    EXPECT_EQ(head(125).substr(0, 2), header({0x82, 125}));
    EXPECT_EQ(head(126).substr(0, 4), header({0x82, 126, 0, 126}));
    EXPECT_EQ(head(65535).substr(0, 4), header({0x82, 126, 0xFF, 0xFF}));
    EXPECT_EQ(head(65536).substr(0, 10), header({0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0}));
    EXPECT_EQ(head(65536).size(), 65536u + 10);
}

TEST(WebSocketFrames, build_close_frames_within_125_bytes) {  // RFC 6455 5.5, 5.5.1
    EXPECT_EQ(encode_close(3000, "Unauthorized"), header({0x88, 14, 0x0B, 0xB8}) + "Unauthorized");
    EXPECT_EQ(encode_close(close_code::kNoStatus, "x"), header({0x88, 0}));
    std::string reason(122, 'x');
    reason += "\xC3\xA9 and more";
    EXPECT_EQ(encode_close(1000, reason), header({0x88, 124, 0x03, 0xE8}) + std::string(122, 'x'));
}

}  // namespace
}  // namespace pictbook::http
