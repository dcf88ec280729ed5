#include "canvas/room.hpp"

#include <gtest/gtest.h>

namespace pictbook::canvas {
namespace {

const Time kRoomTime{Milliseconds(1'735'689'600'000)};

Sender editor() { return {"ada", model::Role::EDITOR, {}}; }

std::string event_text(const std::string& type, const std::string& payload, std::int64_t age = 0) {
    return R"({"type":")" + type + R"(","timestamp":)" + std::to_string(kRoomTime.time_since_epoch().count() - age) +
           R"(,"payload":)" + payload + "}";
}

const std::string kCursorPayload = R"({"x":1,"y":2,"cursor":"default"})";
const std::string kCircle =
    R"({"type":"CIRCLE","id":"one","x":1,"y":2,"width":3,"height":4,"scaleX":1,"scaleY":1,"angle":0,"zIndex":0})";

/// The relayed event; fails the test when it is refused or dropped.
Relay relayed(const std::string& text, Sender sender = editor()) {
    const Decision decision = receive(sender, text, kRoomTime);
    EXPECT_TRUE(std::holds_alternative<Relay>(decision)) << text;
    return std::holds_alternative<Relay>(decision) ? std::get<Relay>(decision) : Relay{};
}

/// The answer to the sender; empty when there is none.
std::string reply_to(const std::string& text, model::Role role = model::Role::EDITOR) {
    Sender sender{"ada", role, {}};
    const Decision decision = receive(sender, text, kRoomTime);
    return std::holds_alternative<Reply>(decision) ? std::get<Reply>(decision).text : "";
}

bool is_dropped(const std::string& text) {
    Sender sender = editor();
    return std::holds_alternative<Drop>(receive(sender, text, kRoomTime));
}

TEST(Room, refuses_everything_from_a_viewer) {  // LIVE-21
    for (const std::string& text : {event_text("CURSOR_SYNC", kCursorPayload), std::string("{"), std::string()})
        EXPECT_EQ(reply_to(text, model::Role::VIEWER), R"({"type":"ERROR","payload":"Unauthorized"})");
}

TEST(Room, relays_for_editors_and_owners) {  // LIVE-9
    for (const model::Role role : {model::Role::EDITOR, model::Role::OWNER})
        EXPECT_FALSE(relayed(event_text("CURSOR_SYNC", kCursorPayload), {"ada", role, {}}).text.empty());
}

TEST(Room, puts_the_senders_id_in_whatever_stood_there) {  // LIVE-12
    const std::string plain = event_text("CURSOR_SYNC", kCursorPayload).substr(1);
    const std::string body = plain.substr(0, plain.size() - 1);
    const std::string expected =
        R"({"type":"CURSOR_SYNC","timestamp":1735689600000,"userId":"ada","payload":)" + kCursorPayload + "}";
    for (const std::string& text :
         {"{" + body + "}", R"({"userId":"eve",)" + body + "}", "{" + body + R"(,"userId":"eve"})",
          R"({"userId":1,"userId":2,)" + body + R"(,"userId":3})", R"({"user\u0049d":"eve",)" + body + "}",
          "{" + body + R"(,"userId":{"userId":"eve"}})"})
        EXPECT_EQ(relayed(text).text, expected) << text;
}

TEST(Room, escapes_the_senders_id) {  // LIVE-12
    EXPECT_NE(relayed(event_text("CURSOR_SYNC", kCursorPayload), {"a\"b", model::Role::EDITOR, {}})
                  .text.find(R"("userId":"a\"b",)"),
              std::string::npos);
}

TEST(Room, relays_a_connection_without_a_user) {  // LIVE-13
    const std::string text = event_text("CONNECTION", R"({"status":"CONNECTED","message":"hello"})");
    EXPECT_EQ(relayed(text).text, text);
    EXPECT_EQ(relayed(R"({"userId":"eve",)" + text.substr(1)).text, text);
}

TEST(Room, passes_payloads_and_timestamps_on_unchanged) {  // LIVE-12
    for (const char* number :
         {"0", "-1", "1.5", "0.1", "1e+300", "5e-324", "9007199254740993", "-1.7976931348623157e+308"}) {
        const std::string payload =
            R"({"x":)" + std::string(number) + R"(,"y":0,"cursor":"湖\"\\\n\u0001","more":[null,true,{"x":[]}]})";
        const std::string text =
            R"({"type":"CURSOR_SYNC","timestamp":1735689600000.25,"userId":"ada","payload":)" + payload + "}";
        EXPECT_EQ(relayed(text).text, text);
    }
}

TEST(Room, keeps_only_the_last_of_equal_names) {
    const std::string text = relayed(event_text("CURSOR_SYNC", R"({"x":"wrong","y":2,"cursor":"c","x":1})")).text;
    EXPECT_EQ(text.find("wrong"), std::string::npos);
}

TEST(Room, tells_lanes_and_elements) {  // LIVE-31
    EXPECT_EQ(relayed(event_text("CURSOR_SYNC", kCursorPayload)).lane, Lane::cursor);
    EXPECT_EQ(relayed(event_text("CURSOR_SYNC", kCursorPayload)).element, "");
    EXPECT_EQ(relayed(event_text("FRAME_UPDATE", kCircle)).lane, Lane::frame);
    EXPECT_EQ(relayed(event_text("FRAME_UPDATE", kCircle)).element, "one");
    for (const char* type : {"SHAPE_CREATE", "SHAPE_UPDATE", "SHAPE_DELETE"})
        EXPECT_EQ(relayed(event_text(type, kCircle)).lane, Lane::ordered);
    EXPECT_EQ(relayed(event_text("IMAGE_CREATE", R"({"images":[]})")).lane, Lane::ordered);
    EXPECT_EQ(relayed(event_text("CONNECTION", R"({"status":"CONNECTED"})")).lane, Lane::ordered);
}

TEST(Room, drops_only_cursors_and_frames_that_are_late) {  // LIVE-18
    EXPECT_FALSE(is_dropped(event_text("CURSOR_SYNC", kCursorPayload, 5000)));
    EXPECT_TRUE(is_dropped(event_text("CURSOR_SYNC", kCursorPayload, 5001)));
    EXPECT_FALSE(is_dropped(event_text("FRAME_UPDATE", kCircle, 5000)));
    EXPECT_TRUE(is_dropped(event_text("FRAME_UPDATE", kCircle, 5001)));
    for (const std::int64_t age : {std::int64_t{-1'000'000}, std::int64_t{5001}, std::int64_t{1'735'689'600'000}}) {
        for (const char* type : {"SHAPE_CREATE", "SHAPE_UPDATE", "SHAPE_DELETE"})
            relayed(event_text(type, kCircle, age));
        relayed(event_text("IMAGE_CREATE", R"({"images":[]})", age));
        relayed(event_text("CONNECTION", R"({"status":"DISCONNECTED"})", age));
    }
}

TEST(Room, learns_a_clock_from_all_valid_messages_of_the_socket) {  // LIVE-19
    Sender sender = editor();
    constexpr std::int64_t kDay = 86'400'000;
    const auto say = [&](const std::string& text, int milliseconds) {
        return receive(sender, text, kRoomTime + Milliseconds(milliseconds));
    };
    EXPECT_TRUE(std::holds_alternative<Drop>(say(event_text("CURSOR_SYNC", kCursorPayload, kDay), 0)));
    EXPECT_TRUE(std::holds_alternative<Reply>(say(event_text("CURSOR_SYNC", "{}", 0), 10)));  // teaches nothing
    EXPECT_TRUE(std::holds_alternative<Relay>(say(event_text("SHAPE_UPDATE", kCircle, kDay - 500), 500)));
    EXPECT_TRUE(std::holds_alternative<Relay>(say(event_text("CURSOR_SYNC", kCursorPayload, kDay - 1000), 1000)));
    EXPECT_TRUE(std::holds_alternative<Drop>(say(event_text("CURSOR_SYNC", kCursorPayload, kDay + 4500), 1000)));
}

TEST(Room, answers_within_a_kibibyte_whatever_comes) {  // LIVE-23
    const std::string huge(100'000, 'x'), quotes = [] {
        std::string out;
        for (int i = 0; i < 300; ++i) out += R"(\u0001\")";
        return out;
    }();
    for (const std::string& text :
         {std::string(), std::string("\0", 1), huge, "\"" + huge + "\"", std::string(200, '[') + std::string(200, ']'),
          R"({")" + huge + R"(":1})", R"({")" + quotes + R"(":1})", event_text(huge, "{}"), event_text(quotes, "{}"),
          event_text("SHAPE_UPDATE", "\"" + quotes + "\""),
          event_text("CURSOR_SYNC", R"({"cursor":")" + quotes + "\"}"),
          event_text("IMAGE_CREATE", R"({"images":[1,2,3,4,5,6,7,8,9,10]})")}) {
        const std::string reply = reply_to(text);
        EXPECT_TRUE(reply.starts_with(R"({"type":"validation","on":"message",)")) << reply;
        EXPECT_LE(reply.size(), kMostReplyBytes);
    }
}

}  // namespace
}  // namespace pictbook::canvas
