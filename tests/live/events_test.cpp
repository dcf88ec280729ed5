// Which messages are events, and how the others are refused.
#include "live/live.hpp"
#include "support/images.hpp"

namespace pictbook::test {
namespace {

const std::string kPlace = R"("x":40,"y":30.5,"width":320,"height":200,"scaleX":1,"scaleY":1,"angle":0)";
const std::string kId = R"("id":"cm3x1k2v90000qwerty123456")";
const std::string kDates = R"("createdAt":"2025-01-01T00:00:00.000Z","updatedAt":"2025-01-01T00:00:00.000Z")";

/// Every kind of element as the front end sends it, with and without what is optional.
std::vector<std::string> every_element() {
    std::vector<std::string> out;
    for (
        const std::string& own :
        {std::string(R"("type":"IMAGE","assetId":"cm3x1k2v90000qwerty654321","zIndex":1)"),
         std::string(
             R"("type":"TEXT","content":"Wie schön: 湖","fontSize":32,"fontFamily":"Inter","color":1976115,"zIndex":5)"),
         std::string(R"("type":"TEXT","content":"","fontSize":16,"fontFamily":null,"color":null,"zIndex":0)"),
         std::string(R"("type":"CIRCLE","fill":4870629,"stroke":0,"strokeWidth":1.5,"zIndex":4)"),
         std::string(R"("type":"CIRCLE","fill":null,"stroke":null,"strokeWidth":null,"zIndex":-4)"),
         std::string(
             R"("type":"RECTANGLE","fill":16769484,"stroke":null,"strokeWidth":2,"cornerRadius":12,"zIndex":3)"),
         std::string(R"("type":"RECTANGLE","zIndex":3)"),
         std::string(
             R"("type":"DRAWING","points":[{"x":0,"y":0},{"x":12.5,"y":-4}],"stroke":0,"strokeWidth":3,"zIndex":6)"),
         std::string(R"("type":"DRAWING","points":[],"fill":null,"zIndex":6)")}) {
        out.push_back("{" + kId + "," + own + "," + kPlace + "}");
        out.push_back("{" + kId + "," + own + "," + kPlace + "," + kDates + "}");
    }
    return out;
}

class CanvasEvents : public testing::Test {
protected:
    void expect_relayed(const std::string& type, const std::string& payload) {
        sockets_.front().send_text(event(type, payload));
        for (std::size_t i = 1; i < sockets_.size(); ++i) {
            const std::string got = sockets_[i].expect_text(kSoon);
            EXPECT_EQ(at(got, "/type"), type);
            EXPECT_EQ(at(got, "/payload"), at(payload, ""));
        }
    }

    /// Answered to its sender alone; gives the answer.
    std::string expect_refused(const Socket::Frame& frame) {
        sockets_.front().send_frame(frame);
        const std::string answer = sockets_.front().expect_text(kSoon);
        EXPECT_EQ(at(answer, "/type"), "validation") << answer;
        EXPECT_EQ(at(answer, "/on"), "message") << answer;
        EXPECT_LE(answer.size(), 1024u);
        return answer;
    }

    const Person& owner_ = ada();
    const std::string book_ = make_book(owner_);
    std::vector<Socket> sockets_ = join_many(owner_, book_, 4);
};

TEST_F(CanvasEvents, carry_whole_elements_of_every_kind) {  // LIVE-14
    for (const char* type : {"SHAPE_CREATE", "SHAPE_UPDATE", "SHAPE_DELETE", "FRAME_UPDATE"})
        for (const std::string& payload : every_element()) expect_relayed(type, payload);
}

TEST_F(CanvasEvents, carry_elements_as_the_server_stores_them) {  // LIVE-14
    for (const char* kind : {"TEXT", "CIRCLE", "RECTANGLE", "DRAWING"}) {
        const std::string stored = owner_.post("/projects/" + book_ + "/elements", element_json(kind)).body;
        expect_relayed("SHAPE_CREATE", stored);
    }
}

TEST_F(CanvasEvents, carry_images_as_the_upload_answers_them) {  // LIVE-15
    const Reply uploaded =
        owner_.upload("/projects/" + book_ + "/images", {{"a.png", make_png(3, 2)}, {"b.jpg", make_jpeg(2, 3, 6)}});
    ASSERT_EQ(uploaded.status, 200) << uploaded.body;
    expect_relayed("IMAGE_CREATE", R"({"images":)" + uploaded.body + "}");
    expect_relayed("IMAGE_CREATE", R"({"images":[]})");
}

TEST_F(CanvasEvents, carry_cursors) {  // LIVE-16
    for (const char* payload : {R"({"x":1,"y":-2.5,"cursor":"default"})", R"({"x":1e21,"y":0,"cursor":""})"})
        expect_relayed("CURSOR_SYNC", payload);
}

TEST_F(CanvasEvents, are_refused_to_their_sender_alone_when_they_do_not_fit) {  // LIVE-22, LIVE-23, HTTP-21
    const std::string whole = every_element().front();
    const std::string huge(200'000, 'x');
    std::vector<std::string> rows{
        "", " ", "hello", "{", "[]", "null", "5", "\"CURSOR_SYNC\"", "{}", R"({"type":"CURSOR_SYNC"})", "{'type':1}",
        std::string("\0", 1), std::string(1000, '['), R"({"type":"SHAPE_CREATE","timestamp":1})",
        R"({"type":"CURSOR_SYNC","payload":{"x":1,"y":2,"cursor":"c"}})",
        R"({"type":"CURSOR_SYNC","timestamp":"1","payload":{"x":1,"y":2,"cursor":"c"}})",
        R"({"type":"CURSOR_SYNC","timestamp":1e400,"payload":{"x":1,"y":2,"cursor":"c"}})",
        R"({"type":"CURSOR_SYNC","timestamp":1,"payload":{"x":1,"y":2,"cursor":"c"}} {})",
        R"({"type":["CURSOR_SYNC"],"timestamp":1,"payload":{}})", event("shape_create", whole), event("PING", "{}"),
        event("SHAPE_MOVE", whole), event(huge, "{}"), event("SHAPE_UPDATE", "\"" + huge + "\""),
        R"({")" + huge + R"(":1})",
        // What only the server says.
        event("ERROR", "\"Unauthorized\""), kErrorEvent,
        // A field too little or a wrong one; every field is checked in tests/unit/canvas.
        event("SHAPE_CREATE", "{}"), event("SHAPE_CREATE", "null"), event("SHAPE_CREATE", "[" + whole + "]"),
        event("SHAPE_UPDATE", element_json("CIRCLE")),
        event("FRAME_UPDATE", element("STAR", "cm3x1k2v90000qwerty123456")), event("SHAPE_DELETE", kId),
        event("SHAPE_DELETE", "{" + kId + "}"), event("SHAPE_UPDATE", element("CIRCLE", "c", R"("x":"1")")),
        event("SHAPE_UPDATE", element("CIRCLE", "c", R"("zIndex":1.5)")),
        event("SHAPE_UPDATE", element("DRAWING", "c", R"("points":[{"x":1}])")),
        event("SHAPE_UPDATE", element("TEXT", "c", R"("content":"\u0000")")), event("IMAGE_CREATE", "{}"),
        event("IMAGE_CREATE", R"({"images":{}})"), event("IMAGE_CREATE", R"({"images":[{"id":"c"}]})"),
        event("CURSOR_SYNC", R"({"x":1,"y":2})"), event("CURSOR_SYNC", R"({"x":1,"y":null,"cursor":"c"})"),
        event("CONNECTION", R"({"status":"AWAY"})"), event("CONNECTION", R"({"status":"CONNECTED","message":5})")};
    for (const char* inner : {"\\u0001", "\\u001f\\\"", "🌊", "\\n"}) {
        std::string text;
        for (int i = 0; i < 300; ++i) text += inner;
        rows.push_back(event("CONNECTION", "\"" + text + "\""));
        rows.push_back(event("CONNECTION", R"({"status":")" + text + "\"}"));
    }
    for (const std::string& row : rows) {
        SCOPED_TRACE(row.substr(0, 200));
        expect_refused({.payload = row});
    }
    expect_quiet(sockets_);
    expect_together(sockets_);
}

TEST_F(CanvasEvents, name_the_place_that_does_not_fit) {  // LIVE-22, HTTP-21
    const std::string answer = expect_refused({.payload = event("CURSOR_SYNC", R"({"x":1,"y":2})")});
    EXPECT_EQ(at(answer, "/property"), "root");
    EXPECT_EQ(at(answer, "/message"), "Expected union value");
    EXPECT_NE(at(answer, "/summary").find("/payload/cursor"), std::string::npos) << answer;
}

TEST_F(CanvasEvents, are_text) {  // LIVE-42
    expect_refused({.opcode = 2, .payload = note("binary")});
    expect_refused({.opcode = 2, .payload = "\xFF\xFE"});
    expect_refused({.opcode = 2, .payload = ""});
    expect_quiet(sockets_);
    expect_together(sockets_);
}

TEST_F(CanvasEvents, of_a_viewer_are_all_refused) {  // LIVE-21
    const Person& viewer = bob();
    invite(owner_, book_, viewer, "VIEWER");
    std::vector<Socket> viewers = join_many(viewer, book_, 4);
    for (Socket& socket : viewers) {
        for (const std::string& text : {note("let me"), cursor(1), std::string("{"), std::string(), kErrorEvent}) {
            socket.send_text(text);
            EXPECT_EQ(socket.expect_text(kSoon), kErrorEvent);
        }
        socket.send_binary("\x01");
        EXPECT_EQ(socket.expect_text(kSoon), kErrorEvent);
    }
    expect_quiet(sockets_);
    for (Socket& socket : viewers) sockets_.push_back(std::move(socket));
    expect_together(sockets_);
}

}  // namespace
}  // namespace pictbook::test
