#include "canvas/scan.hpp"

#include <gtest/gtest.h>

#include "unit/canvas/allocations.hpp"
#include "unit/canvas/examples.hpp"

namespace pictbook::canvas {
namespace {

const Time kScanTime{Milliseconds(1'735'689'600'000)};
const std::string kCursorMessage = R"({"type":"CURSOR_SYNC","timestamp":5,"payload":{"x":1,"y":2,"cursor":"c"}})";

std::string cursor_at(const std::string& timestamp) {
    return R"({"type":"CURSOR_SYNC","timestamp":)" + timestamp + R"(,"payload":{"x":1,"y":2,"cursor":"c"}})";
}

TEST(Scan, tells_what_a_message_is_made_of) {
    const auto message = scan(
        R"( {"userId":"eve", "timestamp" : 1.50 ,"type":"FRAME_UPDATE","payload": {"x":1.0,"y":2,"width":3,"more":"é",)"
        R"("height":4,"scaleX":1,"scaleY":1,"angle":0,"zIndex":-0,"type":"CIRCLE","id": "one"  }  } )");
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, "FRAME_UPDATE");
    EXPECT_EQ(message->timestamp_text, "1.50");
    EXPECT_EQ(message->timestamp, 1.5);
    EXPECT_EQ(message->element, "one");
    EXPECT_EQ(message->lane, Lane::frame);
    EXPECT_TRUE(message->tells_user);
    EXPECT_TRUE(message->payload.starts_with(R"({"x":1.0,)"));
    EXPECT_TRUE(message->payload.ends_with(R"("id": "one"  })"));
}

TEST(Scan, reads_every_timestamp_exactly) {
    const std::pair<const char*, double> numbers[] = {{"0", 0},
                                                      {"-1", -1},
                                                      {"1735689600000", 1735689600000},
                                                      {"1735689600000.25", 1735689600000.25},
                                                      {"1.7356896e12", 1735689600000},
                                                      {"9007199254740993", 9007199254740992},
                                                      {"99999999999999999999", 1e20},
                                                      {"-1e300", -1e300}};
    for (const auto& [digits, value] : numbers) {
        const std::string text = cursor_at(digits);
        const auto message = scan(text);
        ASSERT_TRUE(message) << text;
        EXPECT_EQ(message->timestamp, value);
        EXPECT_EQ(message->timestamp_text, digits);
    }
}

TEST(Scan, takes_every_event_of_the_usual_spelling) {
    for (const json::object& whole : whole_events()) {
        for (const json::object& event : {whole, least_event(whole)}) {
            const std::string text = json_text(event);
            const auto message = scan(text);
            ASSERT_TRUE(message) << text;
            EXPECT_EQ(message->payload, json_text(event.at("payload")));
            EXPECT_EQ(message->type, event.at("type").as_string());
            EXPECT_EQ(message->tells_user, message->type != "CONNECTION");
            EXPECT_EQ(!message->element.empty(), message->type == "FRAME_UPDATE");
        }
    }
}

TEST(Scan, leaves_what_is_unusual_to_the_decoder) {
    ASSERT_TRUE(scan(kCursorMessage));
    const auto with = [](const std::string& from, const std::string& to) {
        std::string text = kCursorMessage;
        const std::size_t at = text.find(from);
        EXPECT_NE(at, text.npos) << from;
        return text.replace(at, from.size(), to);
    };
    for (const std::string& text : {std::string(),
                                    std::string("{}"),
                                    "\xEF\xBB\xBF" + kCursorMessage,
                                    kCursorMessage + "x",
                                    kCursorMessage.substr(0, kCursorMessage.size() - 1),
                                    with(R"("x")", R"("\u0078")"),
                                    with(R"("x":1)", R"("x":1,"x":1)"),
                                    with(R"("x":1)", R"("a":1,"a":1,"x":1)"),
                                    with(R"("x":1)", R"("a":{},"x":1)"),
                                    with(R"("x":1)", R"("a":[1],"x":1)"),
                                    with("CURSOR", R"(\u0043URSOR)"),
                                    with("5", "1e400"),
                                    with("5", "05"),
                                    with("5", "5."),
                                    with("\"c\"", R"("\u0000")"),
                                    with("\"c\"", "\"\xC3\""),
                                    with("\"c\"", R"("\ud83d")"),
                                    with("\"c\"", R"("\ude00\ud83d")"),
                                    with("\"c\"", "\"\n\""),
                                    with("\"c\"", "null"),
                                    with("}}", "},\"type\":\"CURSOR_SYNC\"}"),
                                    with("2,", "2,,"),
                                    with("\"c\"}", "\"c\",}")})
        EXPECT_FALSE(scan(text)) << text;
}

TEST(Scan, takes_the_escapes_that_texts_may_have) {
    for (const char* text : {R"("\"\\\/\b\f\n\r\t")", R"("\u00e9\uD83D\uDE00")", "\"\xF0\x9F\x98\x80\"", "\"\x7F\""})
        EXPECT_TRUE(
            scan(R"({"type":"CURSOR_SYNC","timestamp":5,"payload":{"x":1,"y":2,"cursor":)" + std::string(text) + "}}"))
            << text;
}

TEST(Room, relays_the_senders_own_spelling) {
    Sender sender{"ada", model::Role::EDITOR, {}};
    const Decision decision = receive(
        sender,
        R"({ "payload":{"cursor" : "\u00e9", "y":1.0,"x":1E2 } ,"timestamp":1735689600000.0,"type":"CURSOR_SYNC"})",
        kScanTime);
    ASSERT_TRUE(std::holds_alternative<Relay>(decision));
    EXPECT_EQ(std::get<Relay>(decision).text, R"({"type":"CURSOR_SYNC","timestamp":1735689600000.0,"userId":"ada",)"
                                              R"("payload":{"cursor" : "\u00e9", "y":1.0,"x":1E2 }})");
}

TEST(Room, allocates_nothing_but_the_text_it_relays) {
    Sender sender{"Ckz0Qx3rN8yLw5vTbJm1HsUeAfDg7iPo", model::Role::EDITOR, {}};
    for (const json::object& event : whole_events()) {
        const std::string text = json_text(event);
        const std::size_t before = test::allocations();
        const Decision decision = receive(sender, text, kScanTime);
        const std::size_t used = test::allocations() - before;
        ASSERT_TRUE(std::holds_alternative<Relay>(decision)) << text;
        EXPECT_EQ(used, test::are_allocations_counted() ? 1u : 0u) << text;
    }
}

TEST(Room, keeps_the_longest_id_of_an_element) {
    std::string id;
    for (std::size_t i = 0; i < model::Id::rule.max; ++i) id += "\xEF\xBF\xBD";  // three bytes, one unit
    json::object event;
    for (const json::object& each : whole_events())
        if (each.at("type") == "FRAME_UPDATE") event = each;
    for (const char* tail : {"", R"(\u0041)"}) {
        std::string own = id.substr(std::string_view(tail).empty() ? 0 : 3) + tail;
        event["payload"].as_object()["id"] = "ID";
        std::string text = json_text(event);
        text.replace(text.find("\"ID\"") + 1, 2, own);
        Sender sender{"ada", model::Role::EDITOR, {}};
        const Decision decision = receive(sender, text, kScanTime);
        ASSERT_TRUE(std::holds_alternative<Relay>(decision)) << text;
        const std::string expected = std::string_view(tail).empty() ? id : id.substr(3) + "A";
        EXPECT_TRUE(std::get<Relay>(decision).element == expected);
    }
}

}  // namespace
}  // namespace pictbook::canvas
