// pictshare.v2: the handshake, HELLO, and what a client gets that joins or comes back.
#include "live/v2.hpp"

namespace pictbook::test {
namespace {

class Joining : public testing::Test {
protected:
    const Person& owner_ = ada();
    const std::string book_ = make_book(owner_);
    const std::string sun_ = own_id("sun"), moon_ = own_id("moon");
};

TEST_F(Joining, is_agreed_on_in_the_handshake) {  // V2-1
    Socket socket;
    Headers headers = proof_of(owner_);
    headers.emplace_back("Sec-WebSocket-Protocol", "graphql-ws, pictshare.v2");
    const auto handshake = socket.connect(owner_.port(), canvas_path(book_), headers, kSoon);
    EXPECT_EQ(handshake.header("Sec-WebSocket-Protocol"), kV2);
    Socket other;
    headers.back().second = "graphql-ws";
    EXPECT_EQ(other.connect(owner_.port(), canvas_path(book_), headers, kSoon).header("Sec-WebSocket-Protocol"),
              std::nullopt);
    EXPECT_EQ(standing_of(other), "editor") << "speaks LIVE";
}

TEST_F(Joining, begins_with_hello_and_nothing_else) {  // V2-2
    for (const std::string text :
         {R"({"type":"PING"})", "?", R"({"type":"HELLO"})", R"({"type":"HELLO","payload":{"clientId":"a b"}})"}) {
        Session session(owner_, book_);
        session.send(text);
        EXPECT_EQ(session.socket().expect_close(kSoon), (Socket::Close{4000, "expected HELLO"})) << text;
    }
    Session silent(owner_, book_);
    EXPECT_EQ(silent.socket().expect_close(std::chrono::seconds(20)).code, 4000u);
}

TEST_F(Joining, is_answered_with_all_that_a_client_must_know) {  // V2-3, V2-5
    Session session(owner_, book_);
    const json::object welcome = session.hello();
    EXPECT_EQ(welcome.at("protocol").as_int64(), 2);
    EXPECT_EQ(welcome.at("mode").as_string(), "snapshot");
    EXPECT_EQ(welcome.at("userId").as_string(), user_id(owner_));
    EXPECT_EQ(welcome.at("role").as_string(), "OWNER");
    EXPECT_EQ(welcome.at("heartbeatMs").as_int64(), 25000);
    EXPECT_GT(welcome.at("limits").at("maxMessageBytes").as_int64(), 0);
    EXPECT_TRUE(session.elements().empty());
    session.expect_nothing_more();
}

TEST_F(Joining, brings_all_elements_in_chunks) {  // V2-5
    std::string elements = "[";
    for (int i = 0; i < 600; ++i) elements += (i ? "," : "") + element_json("CIRCLE");
    EXPECT_EQ(owner_.post("/projects/" + book_ + "/elements/bulk", elements + "]").status, 200);
    Session session(owner_, book_);
    session.hello();
    EXPECT_EQ(session.elements().size(), 600u);
    EXPECT_EQ(session.seq(), 1);
}

TEST_F(Joining, brings_large_elements_in_messages_of_their_own) {  // V2-5
    const std::string content = R"("content":")" + std::string(700u << 10, 'x') + "\"";
    for (int i = 0; i < 3; ++i) owner_.post("/projects/" + book_ + "/elements", element_json("TEXT", content));
    Session session(owner_, book_);
    session.send(R"({"type":"HELLO","payload":{"clientId":"tab"}})");
    const json::object first = session.expect("SNAPSHOT"), second = session.expect("SNAPSHOT");
    EXPECT_EQ(first.at("payload").at("elements").as_array().size(), 2u);  // the second begins in the first MiB
    EXPECT_FALSE(first.at("payload").at("last").as_bool());
    EXPECT_EQ(second.at("payload").at("elements").as_array().size(), 1u);
    EXPECT_TRUE(second.at("payload").at("last").as_bool());
}

TEST_F(Joining, again_brings_what_was_missed) {  // V2-4, V2-6
    Session session(owner_, book_), other(owner_, book_, "other");
    session.hello();
    other.hello();
    EXPECT_EQ(session.result("SHAPE_CREATE", circle(sun_)), "committed");
    other.reach(1);
    session.socket().hang_up();
    EXPECT_EQ(other.result("SHAPE_CREATE", circle(moon_)), "committed");
    EXPECT_EQ(other.result("SHAPE_DELETE", with_id(sun_)), "committed");
    const json::object welcome = session.resume(owner_, book_);
    EXPECT_EQ(welcome.at("mode").as_string(), "delta");
    EXPECT_EQ(session.seq(), 3);
    EXPECT_EQ(session.elements(), other.elements());
    EXPECT_EQ(other.result("SHAPE_RESTORE", with_id(sun_)), "committed");
    session.reach(4);
    EXPECT_EQ(session.elements(), other.elements());
}

TEST_F(Joining, again_brings_hundreds_of_events_that_were_missed) {  // V2-4, V2-9
    Session session(owner_, book_), other(owner_, book_, "other");
    session.hello();
    other.hello();
    session.socket().hang_up();
    other.command("SHAPE_CREATE", circle(sun_));
    for (int i = 0; i < 249; ++i) other.command("SHAPE_UPDATE", update(sun_, R"("x":)" + std::to_string(i)));
    other.answer(250);
    other.reach(250);
    EXPECT_EQ(session.resume(owner_, book_).at("mode").as_string(), "delta");
    session.reach(250);
    EXPECT_EQ(session.elements(), other.elements());
    session.expect_nothing_more();
}

TEST_F(Joining, of_another_epoch_or_from_the_future_begins_anew) {  // V2-4, V2-5
    Session session(owner_, book_);
    session.hello();
    EXPECT_EQ(session.result("SHAPE_CREATE", circle(sun_)), "committed");
    for (const std::string has :
         {R"("lastSeq":1,"epoch":77)", R"("lastSeq":99,"epoch":0)", R"("lastSeq":-1,"epoch":0)", R"("lastSeq":1)"}) {
        Session other(owner_, book_, "other");
        other.send(R"({"type":"HELLO","payload":{"clientId":"other",)" + has + "}}");
        EXPECT_EQ(at(other.socket().expect_text(kSoon), "/payload/mode"), "snapshot") << has;
    }
}

TEST_F(Joining, while_others_write_leaves_no_gap) {  // V2-6, V2-9
    Session writer(owner_, book_, "writer");
    writer.hello();
    std::vector<Session> sessions;
    for (int i = 0; i < 200; ++i) {
        writer.command(i % 2 ? "SHAPE_UPDATE" : "SHAPE_CREATE",
                       i % 2 ? R"({"type":"CIRCLE","id":"e)" + std::to_string(i - 1) + R"(","x":9})"
                             : circle("e" + std::to_string(i)));
        if (i % 20 == 10) {
            sessions.emplace_back(owner_, book_, "late-" + std::to_string(i));
            sessions.back().hello();
        }
    }
    writer.answer(200);
    writer.reach(200);
    for (Session& each : sessions) {
        each.reach(200);
        EXPECT_EQ(each.elements(), writer.elements());
        each.expect_nothing_more();
    }
}

TEST_F(Joining, a_second_time_ends_the_first) {  // V2-8
    TestServer server;
    const Person person = server.sign_up();
    const std::string book = make_book(person);
    Session first(person, book), other(person, book, "other");
    first.hello();
    other.hello();
    Session second(person, book);
    second.hello();
    EXPECT_EQ(first.socket().expect_close(kSoon), (Socket::Close{4009, "replaced"}));
    other.expect_nothing_more();
    second.expect_nothing_more();
}

TEST_F(Joining, is_refused_without_a_right_to_read) {  // V2-29
    Session session(bob(), book_);
    session.send(R"({"type":"HELLO","payload":{"clientId":"tab"}})");
    EXPECT_EQ(session.socket().expect_close(kSoon), kUnauthorized);
}

}  // namespace
}  // namespace pictbook::test
