// pictshare.v2: cursors and drags, who is there, and how sessions are kept and ended.
#include <csignal>

#include "live/v2.hpp"

namespace pictbook::test {
namespace {

std::string drag(const std::string& id, int x, const std::string& more = "") {
    const std::string place = element("CIRCLE", id);
    std::string text = event("FRAME_UPDATE", place);
    const std::size_t at = text.find(R"("x":)");
    const std::size_t end = text.find(',', at);
    text.replace(at, end - at, R"("x":)" + std::to_string(x));
    return more.empty() ? text : "{" + more + "," + text.substr(1);
}

class People : public TwoSessions {};

TEST_F(People, see_each_others_cursors) {  // V2-24
    one_.send(cursor(5));
    const json::object moved = two_.expect("CURSOR_SYNC");
    EXPECT_EQ(moved.at("payload").at("x").as_int64(), 5);
    EXPECT_EQ(moved.at("userId").as_string(), user_id(owner_));
    EXPECT_EQ(moved.at("clientId").as_string(), "one");
    EXPECT_FALSE(moved.contains("seq"));
    one_.expect_nothing_more();
}

TEST_F(People, see_drags_unless_newer_events_have_overtaken_them) {  // V2-24, V2-25
    EXPECT_EQ(one_.result("SHAPE_CREATE", circle(sun_)), "committed");
    EXPECT_EQ(one_.result("SHAPE_UPDATE", update(sun_, R"("x":5)")), "committed");
    two_.reach(2);
    two_.send(drag(sun_, 1, R"("rev":1)"));
    two_.send(drag(sun_, 2, R"("rev":2)"));
    EXPECT_EQ(one_.expect("FRAME_UPDATE").at("payload").at("x").as_int64(), 2);
    two_.send(drag(sun_, 3));
    EXPECT_EQ(one_.expect("FRAME_UPDATE").at("payload").at("x").as_int64(), 3);
    EXPECT_EQ(one_.result("SHAPE_DELETE", with_id(sun_)), "committed");
    two_.reach(3);
    two_.send(drag(sun_, 4));
    two_.send(cursor(9));
    EXPECT_EQ(one_.expect("CURSOR_SYNC").at("payload").at("x").as_int64(), 9) << "and no drag before it";
}

TEST_F(People, who_leave_in_the_middle_of_a_drag_leave_the_committed_state) {  // V2-26
    EXPECT_EQ(one_.result("SHAPE_CREATE", circle(sun_, R"("fill":3)")), "committed");
    two_.reach(1);
    two_.send(drag(sun_, 500));
    EXPECT_EQ(one_.expect("FRAME_UPDATE").at("payload").at("x").as_int64(), 500);
    two_.socket().hang_up();
    const json::object healed = one_.expect("FRAME_UPDATE");
    EXPECT_EQ(json::value(healed).at("payload").at("x"), json::value(one_.elements().at(sun_)).at("x"));
    EXPECT_EQ(healed.at("payload").at("fill").as_int64(), 3);
}

TEST_F(People, are_told_who_comes_and_goes) {  // V2-27
    one_.send(cursor(5));
    two_.expect("CURSOR_SYNC");
    invite(owner_, book_, bob(), "EDITOR");
    Session guest(bob(), book_, "guest");
    guest.hello();
    const json::object came = one_.expect("PRESENCE_JOIN");
    while (json::value(came).at("payload").at("clientId") != "guest" &&
           json::value(one_.expect("PRESENCE_JOIN")).at("payload").at("clientId") != "guest") {
    }
    guest.socket().hang_up();
    guest.resume(bob(), book_);
    guest.socket().hang_up();
    const json::object left = one_.expect("PRESENCE_LEAVE");
    EXPECT_EQ(left.at("payload").at("clientId").as_string(), "guest");
    EXPECT_EQ(left.at("payload").at("userId").as_string(), user_id(bob()));
    EXPECT_EQ(left.at("payload").at("color").as_string().size(), 7u);
}

TEST(PeopleOfOneNode, are_told_to_who_joins) {  // V2-27
    TestServer server;
    const Person person = server.sign_up();
    const std::string book = make_book(person);
    Session one(person, book, "one");
    one.hello();
    one.send(cursor(5));
    std::string large = cursor(6);
    large.insert(large.find("\"cursor\":\"") + 10, 2000, 'x');  // not kept
    one.send(large);
    one.expect_nothing_more();
    for (int tries = 0;; ++tries) {
        Session two(person, book, "two");
        const json::array peers = two.hello().at("peers").as_array();
        ASSERT_GE(peers.size(), 1u);
        EXPECT_EQ(peers[0].at("clientId").as_string(), "one");
        if (!peers[0].at("cursor").is_null()) {
            EXPECT_EQ(peers[0].at("cursor").at("x").as_int64(), 5);
            break;
        }
        ASSERT_LT(tries, 20);
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

TEST_F(People, who_move_too_much_are_told_what_was_dropped) {  // V2-31, V2-28
    for (int i = 0; i < 1000; ++i) one_.send(cursor(i));
    one_.send(R"({"type":"PING"})");
    const json::object pong = one_.expect("PONG");
    EXPECT_GT(pong.at("dropped").as_int64(), 100);
    EXPECT_GT(pong.at("at").as_int64(), 1'700'000'000'000);
    one_.send(R"({"type":"PING"})");
    EXPECT_FALSE(one_.expect("PONG").contains("dropped"));
}

TEST_F(People, are_told_their_new_role) {  // V2-29
    const std::string user = invite(owner_, book_, bob(), "VIEWER");
    Session guest(bob(), book_, "guest");
    guest.hello();
    EXPECT_EQ(owner_.patch("/projects/" + book_ + "/users/" + user, R"({"role":"EDITOR"})").status, 200);
    EXPECT_EQ(guest.expect("ROLE_CHANGED").at("payload").at("role").as_string(), "EDITOR");
    EXPECT_EQ(guest.result("SHAPE_CREATE", circle(sun_)), "committed");
    EXPECT_EQ(owner_.remove("/projects/" + book_ + "/users/" + user).status, 200);
    EXPECT_EQ(guest.expect("CONTROL").at("payload").at("reason").as_string(), "MEMBERSHIP_ENDED");
    EXPECT_EQ(guest.socket().expect_close(kSoon), kUnauthorized);
}

TEST_F(People, who_may_no_longer_see_a_book_are_not_told_that_it_is_gone) {  // V2-29
    EXPECT_EQ(owner_.patch("/projects/" + book_, R"({"visibility":"LINK"})").status, 200);
    Session guest(bob(), book_, "guest");
    guest.hello();
    EXPECT_EQ(owner_.patch("/projects/" + book_, R"({"visibility":"MEMBERS"})").status, 200);
    EXPECT_EQ(guest.expect("CONTROL").at("payload").at("reason").as_string(), "MEMBERSHIP_ENDED");
    EXPECT_EQ(guest.socket().expect_close(kSoon), kUnauthorized);
}

TEST_F(People, are_told_that_their_book_or_session_is_gone) {  // V2-29
    const Person leaver = shared_server().sign_up();
    invite(owner_, book_, leaver, "EDITOR");
    Session guest(leaver, book_, "guest");
    guest.hello();
    EXPECT_EQ(leaver.post("/auth/sign-out").status, 200);
    EXPECT_EQ(guest.expect("CONTROL").at("payload").at("reason").as_string(), "SESSION_ENDED");
    EXPECT_EQ(guest.socket().expect_close(kSoon), kUnauthorized);
    EXPECT_EQ(owner_.remove("/projects/" + book_).status, 200);
    EXPECT_EQ(one_.expect("CONTROL").at("payload").at("reason").as_string(), "BOOK_DELETED");
    EXPECT_EQ(one_.socket().expect_close(kSoon), kUnauthorized);
}

TEST(SlowSessions, are_told_to_resume) {  // V2-30
    TestServer server({{"WS_OUTBOX", "65536"}});
    const Person person = server.sign_up();
    const std::string book = make_book(person);
    Session slow(person, book, "slow"), writer(person, book, "writer");
    slow.hello();
    writer.hello();
    const std::string text = R"({"type":"TEXT","id":"t)";
    const std::string rest =
        R"(","x":1,"y":2,"width":3,"height":4,"scaleX":1,"scaleY":1,"angle":0,"zIndex":0,"fontSize":9,"content":")" +
        std::string(500'000, 'x') + "\"}";
    for (int i = 0; i < 40; ++i) {
        EXPECT_EQ(writer.result("SHAPE_CREATE", text + std::to_string(i) + rest), "committed");
    }
    EXPECT_EQ(slow.socket().expect_close(kSoon), (Socket::Close{4008, "resync"}));
    slow.resume(person, book);
    slow.reach(40);
    EXPECT_EQ(slow.elements(), writer.elements());
}

TEST(SessionsOfAServerThatStops, are_told_when_to_come_back_and_lose_nothing) {  // V2-32, V2-16
    const std::string sun = own_id("sun");
    TestServer server;
    const Person person = server.sign_up();
    const std::string book = make_book(person);
    Session one(person, book, "one");
    one.hello();
    EXPECT_EQ(one.result("SHAPE_CREATE", circle(sun)), "committed");
    server.stop(SIGTERM);
    const Socket::Close close = one.socket().expect_close(kSoon);
    EXPECT_EQ(close.code, 1012u);
    EXPECT_TRUE(close.reason.starts_with(R"({"retryAfterMs":)")) << close.reason;
    server.start();
    Person again(server.port());
    again.cookies = person.cookies;
    EXPECT_EQ(one.resume(again, book).at("mode").as_string(), "delta");
    one.send_command(1, "SHAPE_CREATE", circle(sun));
    EXPECT_TRUE(one.answer(1).at("retried").as_bool());
}

TEST(Agreement, is_proved_to_sessions) {  // V2-34
    const std::string sun = own_id("sun");
    TestServer server({{"WS_STATE_HASH", "1"}});
    const Person person = server.sign_up();
    const std::string book = make_book(person);
    Session one(person, book, "one");
    one.hello();
    EXPECT_EQ(one.expect("STATE_HASH").at("payload").at("hash").as_string(), "0000000000000000");
    EXPECT_EQ(one.result("SHAPE_CREATE", circle(sun)), "committed");
    json::object proof = one.expect("STATE_HASH");
    EXPECT_EQ(proof.at("seq").as_int64(), one.seq());
    const std::string first(proof.at("payload").at("hash").as_string());
    EXPECT_NE(first, "0000000000000000");
    EXPECT_EQ(one.result("SHAPE_DELETE", with_id(sun)), "committed");
    EXPECT_EQ(one.expect("STATE_HASH").at("payload").at("hash").as_string(), "0000000000000000");
    EXPECT_EQ(one.result("SHAPE_RESTORE", with_id(sun)), "committed");
    EXPECT_NE(one.expect("STATE_HASH").at("payload").at("hash").as_string(), first) << "its rev is another";
}

}  // namespace
}  // namespace pictbook::test
