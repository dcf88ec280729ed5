// Who gets an event, how often, in which order, and what is in it.
#include "live/live.hpp"

namespace pictbook::test {
namespace {

TEST(Relaying, reaches_every_other_socket_once_in_the_senders_order) {  // LIVE-9, LIVE-10
    const Person& owner = ada();
    const Person& editor = bob();
    const std::string book = make_book(owner);
    invite(owner, book, editor, "EDITOR");
    std::vector<Socket> sockets = join_many(owner, book);
    for (std::size_t i = 0; i < kMany; ++i) sockets.push_back(join(editor, book));
    constexpr int kEvents = 20;
    for (int number = 0; number < kEvents; ++number)
        for (std::size_t i = 0; i < sockets.size(); ++i)
            sockets[i].send_text(note(std::to_string(i) + " " + std::to_string(number)));
    for (std::size_t i = 0; i < sockets.size(); ++i)
        expect_in_order(sockets[i], kEvents * (sockets.size() - 1), std::to_string(i));
    expect_quiet(sockets);
}

TEST(Relaying, keeps_books_apart) {  // LIVE-11
    const Person& owner = ada();
    const std::string one = make_book(owner), other = make_book(owner);
    std::vector<Socket> in_one = join_many(owner, one), in_other = join_many(owner, other);
    for (std::size_t i = 0; i < kMany; ++i) {
        in_one[i].send_text(note("one"));
        in_other[i].send_text(note("other"));
    }
    for (std::size_t i = 0; i < kMany; ++i) {
        for (std::size_t n = 1; n < kMany; ++n) EXPECT_EQ(expect_note(in_one[i]), "one");
        for (std::size_t n = 1; n < kMany; ++n) EXPECT_EQ(expect_note(in_other[i]), "other");
    }
    expect_quiet(in_one);
    expect_quiet(in_other);
}

TEST(Relaying, says_who_sent_whatever_the_client_said) {  // LIVE-12
    const Person& owner = ada();
    const std::string book = make_book(owner);
    std::vector<Socket> sockets = join_many(owner, book);
    const std::string time = std::to_string(now_in_milliseconds());
    const std::string begin = R"("type":"CURSOR_SYNC","timestamp":)" + time;
    const std::string end = R"("payload":{"x":1,"y":2,"cursor":"c"})";
    const std::string tail = begin + "," + end;
    const std::string expected = "{" + begin + R"(,"userId":")" + user_id(owner) + "\"," + end + "}";
    for (const std::string& sent :
         {"{" + tail + "}", R"({"userId":"somebody",)" + tail + "}", "{" + tail + R"(,"userId":"somebody"})",
          R"({"userId":"a",)" + tail + R"(,"userId":"b"})", "{" + tail + R"(,"user\u0049d":"somebody"})",
          "{" + tail + R"(,"userId":{"deep":["x"]}})", "{" + tail + R"(,"userId":null})",
          " {\n" + tail + " , \"userId\" : 5 }\n"}) {
        sockets.front().send_text(sent);
        for (std::size_t i = 1; i < sockets.size(); ++i) EXPECT_EQ(sockets[i].expect_text(kSoon), expected) << sent;
    }
}

TEST(Relaying, changes_nothing_in_payload_and_timestamp) {  // LIVE-12
    const Person& owner = ada();
    const std::string book = make_book(owner);
    std::vector<Socket> sockets = join_many(owner, book);
    const std::string odd =
        R"("extra":{"list":[1,"two",null,true,{"deep":[]}],"empty":{}},"content":"湖 🌊 \"quoted\" \\ \u0001 \n end")";
    const std::vector<std::pair<std::string, std::string>> rows{
        {"0", element("TEXT", "first", odd)},
        {"-1.5", element("TEXT", "second", R"("x":-1.7976931348623157e308,"y":5e-324,"angle":0.1)")},
        {"1735689600000.25", element("DRAWING", "third", R"("points":[])")}};
    for (const auto& [timestamp, payload] : rows) {
        sockets.front().send_text(R"({"payload":)" + payload + R"(,"timestamp":)" + timestamp +
                                  R"(,"type":"SHAPE_UPDATE"})");
        for (std::size_t i = 1; i < sockets.size(); ++i) {
            const std::string got = sockets[i].expect_text(kSoon);
            EXPECT_EQ(at(got, "/payload"), at(payload, ""));
            EXPECT_EQ(at(got, "/timestamp"), at(timestamp, ""));
        }
    }
}

TEST(Relaying, does_not_say_whose_connection_came_or_went) {  // LIVE-13
    const Person& owner = ada();
    const std::string book = make_book(owner);
    std::vector<Socket> sockets = join_many(owner, book);
    for (const char* payload : {R"({"status":"CONNECTED"})", R"({"status":"DISCONNECTED","message":"bye"})"}) {
        const std::string sent = R"({"type":"CONNECTION","timestamp":7,"payload":)" + std::string(payload) + "}";
        sockets.front().send_text(sent);
        sockets.front().send_text(R"({"userId":"me",)" + sent.substr(1));
        for (std::size_t i = 1; i < sockets.size(); ++i) {
            EXPECT_EQ(sockets[i].expect_text(kSoon), sent);
            EXPECT_EQ(sockets[i].expect_text(kSoon), sent);
        }
    }
}

TEST(Relaying, keeps_nothing) {  // LIVE-17
    const Person& owner = ada();
    const std::string book = make_book(owner);
    std::vector<Socket> sockets = join_many(owner, book, 2);
    const std::string stored = owner.post("/projects/" + book + "/elements", element_json("TEXT")).body;
    const std::string changed = element("TEXT", at(stored, "/id"), R"("content":"changed")");
    for (const char* type : {"SHAPE_UPDATE", "FRAME_UPDATE", "SHAPE_DELETE"})
        sockets[0].send_text(event(type, changed));
    sockets[0].send_text(event("SHAPE_CREATE", element("CIRCLE", "cm3x1k2v90000qwerty123456")));
    for (int i = 0; i < 4; ++i) sockets[1].expect_text(kSoon);
    EXPECT_EQ(owner.get("/projects/" + book + "/elements").body, "[" + stored + "]");
}

TEST(Relaying, takes_large_messages_whole) {  // LIVE-20
    const Person& owner = ada();
    const std::string book = make_book(owner);
    std::vector<Socket> sockets = join_many(owner, book);
    for (const std::size_t size : {1'000'000u, 5'000'000u}) {  // the second is larger than a peer's outbox
        const std::string text(size, 'x');
        sockets.front().send_text(event("SHAPE_UPDATE", element("TEXT", "large", R"("content":")" + text + "\"")));
        for (std::size_t i = 1; i < sockets.size(); ++i)
            EXPECT_EQ(at(sockets[i].expect_text(kSoon), "/payload/content"), text);
    }
}

TEST(Relaying, takes_any_text_for_an_elements_id) {  // LIVE-9, LIVE-14
    const Person& owner = ada();
    const std::string book = make_book(owner);
    std::vector<Socket> sockets = join_many(owner, book);
    for (const char* id : {R"(a\nb)", R"(\n)", R"( f \n\u0081x)", R"(17 o 3\nabc)", ""}) {
        sockets.front().send_text(event("FRAME_UPDATE", element("CIRCLE", id)));
        const std::string expected = at(R"({"id":")" + std::string(id) + "\"}", "/id");
        for (std::size_t i = 1; i < sockets.size(); ++i)
            EXPECT_EQ(at(sockets[i].expect_text(kSoon), "/payload/id"), expected);
    }
    expect_together(sockets);
}

}  // namespace
}  // namespace pictbook::test
