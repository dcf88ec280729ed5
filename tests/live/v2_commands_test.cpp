// pictshare.v2: commands, their answers and their events, over real sockets. What each command means is tested in
// tests/unit/canvas/commit_test.cpp.
#include "live/v2.hpp"
#include "support/comes_true.hpp"
#include "support/database.hpp"

namespace pictbook::test {
namespace {

class CommandsOfSessions : public TwoSessions {};

TEST_F(CommandsOfSessions, come_to_everybody_in_one_order) {  // V2-9, V2-10, V2-14
    for (int i = 0; i < 50; ++i) {
        one_.command("SHAPE_CREATE", circle("a" + std::to_string(i)));
        two_.command("SHAPE_CREATE", circle("b" + std::to_string(i)));
    }
    one_.reach(100);
    two_.reach(100);
    EXPECT_EQ(one_.elements(), two_.elements());
    EXPECT_EQ(one_.events(), two_.events());
    EXPECT_EQ(one_.elements().size(), 100u);
}

TEST_F(CommandsOfSessions, are_answered_whatever_they_are) {  // V2-7, V2-15
    EXPECT_EQ(one_.result("SHAPE_CREATE", circle(sun_)), "committed");
    EXPECT_EQ(one_.result("SHAPE_CREATE", circle(sun_)), "exists");
    EXPECT_EQ(one_.result("SHAPE_CREATE", R"({"type":"CIRCLE","id":"thing"})"), "invalid");
    EXPECT_EQ(one_.result("SHAPE_CREATE", circle("a b")), "invalid");
    EXPECT_EQ(one_.result("SHAPE_UPDATE", update(sun_, R"("x":"5")")), "invalid");
    EXPECT_EQ(one_.result("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"none","x":5})"), "not_found");
    EXPECT_EQ(one_.result("REORDER", R"({"id":"thing","to":"above"})"), "invalid");
    EXPECT_EQ(one_.result("BATCH", R"({"commands":[]})"), "invalid");
    EXPECT_EQ(one_.result("BATCH", R"({"commands":[{"type":"UNDO","payload":{"n":1}}]})"), "invalid");
    EXPECT_EQ(one_.result("UNDO", R"({"n":1.5})"), "invalid");
    for (const std::string text :
         {"?", "[]", R"({"type":"SHAPES"})", R"({"type":"SHAPE_DELETE","payload":{"id":"sun"}})",
          R"({"type":"SHAPE_DELETE","op":{"c":"two","n":9},"payload":{"id":"sun"}})"}) {
        one_.send(text);
        EXPECT_EQ(one_.expect("ERROR").at("payload").at("status").as_int64(), 422) << text;
    }
    one_.expect_nothing_more();
    EXPECT_EQ(one_.seq(), 1);
    EXPECT_EQ(one_.result("SHAPE_UPDATE", update(sun_, R"("x":5,"unknown":1)")), "committed");
    EXPECT_EQ(one_.member(sun_, "x"), "5");
}

TEST_F(CommandsOfSessions, of_readers_are_refused) {  // V2-15
    invite(owner_, book_, bob(), "VIEWER");
    Session viewer(bob(), book_);
    EXPECT_EQ(viewer.hello().at("role").as_string(), "VIEWER");
    EXPECT_EQ(viewer.result("SHAPE_CREATE", circle(sun_)), "forbidden");
    EXPECT_EQ(one_.result("SHAPE_CREATE", circle(sun_)), "committed");
    viewer.reach(1);
}

TEST_F(CommandsOfSessions, that_are_sent_again_have_happened_once) {  // V2-16
    EXPECT_EQ(one_.result("SHAPE_CREATE", circle(sun_)), "committed");
    one_.send_command(1, "SHAPE_CREATE", circle(sun_));
    const json::object again = one_.answer(1);
    EXPECT_TRUE(again.at("retried").as_bool());
    EXPECT_EQ(again.at("seq").as_int64(), 1);
    EXPECT_EQ(again.at("result").as_string(), "committed");
    one_.socket().hang_up();
    one_.resume(owner_, book_);
    one_.send_command(1, "SHAPE_CREATE", circle(sun_));
    EXPECT_TRUE(one_.answer(1).at("retried").as_bool());
    one_.expect_nothing_more();
}

TEST(CommandsThatTheDatabaseRefuses, are_refused_for_good_and_take_no_others_with_them) {  // V2-15
    const TestServer server;
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    Database(server).run(R"(CREATE UNIQUE INDEX "one_at_each_x" ON "Element" ("projectId", "x"))");
    Session session(owner, book);
    session.hello();
    EXPECT_EQ(session.result("SHAPE_CREATE", circle("sun")), "committed");
    const std::int64_t same = session.command("SHAPE_CREATE", circle("moon"));
    const std::int64_t other = session.command("SHAPE_UPDATE", update("sun", R"("y":9)"));
    const json::object refusal = session.answer(same);
    EXPECT_EQ(refusal.at("status").as_int64(), 422);
    EXPECT_FALSE(refusal.at("data").at("retryable").as_bool());
    EXPECT_EQ(session.answer(other).at("result").as_string(), "committed");
    EXPECT_EQ(session.result("SHAPE_DELETE", with_id("sun")), "committed");
    EXPECT_EQ(session.result("SHAPE_CREATE", circle("moon")), "committed");
}

TEST(EmbeddedCommandsThatWait, of_a_book_have_a_bound_in_bytes) {  // V2-31
    const TestServer server({{"DATABASE_URL", ""}});               // SQLite, which can be held up as a whole
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    Session session(owner, book);
    session.hello();
    const Database database(server);
    database.run("BEGIN IMMEDIATE");
    const std::string content(900u << 10, 'x');  // one is on its way to the database, and 36 of them are 32 MiB
    std::int64_t last = 0;
    for (int i = 0; i < 40; ++i)
        last =
            session.command("SHAPE_CREATE", R"({"type":"TEXT","id":"text-)" + std::to_string(i) +
                                                R"(","x":1,"y":2,"width":3,"height":4,"scaleX":1,"scaleY":1,"angle":0,)"
                                                R"("zIndex":0,"fontSize":12,"content":")" +
                                                content + "\"}");
    const json::object refusal = session.answer(last);
    EXPECT_EQ(refusal.at("status").as_int64(), 429);
    EXPECT_EQ(refusal.at("data").at("code").as_string(), "too_many");
    EXPECT_TRUE(refusal.at("data").at("retryable").as_bool());
    database.run("COMMIT");
    EXPECT_TRUE(comes_true([&] { return database.value(R"(SELECT count(*) FROM "Text")") == "37"; }));
    EXPECT_EQ(owner.post("/projects/" + book + "/elements", element_json("CIRCLE")).status, 200);
}

TEST_F(CommandsOfSessions, of_rest_are_events_too) {  // V2-11, V2-23
    const std::string list = "/projects/" + book_ + "/elements";
    const Reply made = owner_.post(list, element_json("CIRCLE"));
    const std::string id = at(made.body, "/id");
    one_.reach(1);
    EXPECT_EQ(one_.member(id, "rev"), "1");
    owner_.put("/elements/" + id, R"({"type":"CIRCLE","x":77})");
    one_.reach(2);
    EXPECT_EQ(one_.member(id, "x"), "77");
    owner_.post(list + "/bulk", "[" + element_json("TEXT") + "," + element_json("CIRCLE") + "]");
    one_.reach(3);
    EXPECT_EQ(one_.elements().size(), 3u);
    owner_.remove("/elements/" + id);
    one_.reach(4);
    EXPECT_EQ(one_.member(id, "x"), "absent");
    two_.reach(4);
    EXPECT_EQ(two_.elements(), one_.elements());
}

TEST_F(CommandsOfSessions, of_rest_with_a_key_happen_once) {  // V2-23
    const std::string list = "/projects/" + book_ + "/elements";
    const Headers key{{"Idempotency-Key", "order-66:5"}};
    const Reply made = owner_.post(list, element_json("CIRCLE"), key);
    const Reply again = owner_.post(list, element_json("CIRCLE"), key);
    EXPECT_EQ(made.status, 200);
    EXPECT_EQ(again.body, made.body);
    const std::string id = at(made.body, "/id");
    const Headers other{{"Idempotency-Key", "order-67"}};
    EXPECT_EQ(owner_.put("/elements/" + id, R"({"type":"CIRCLE","x":1})", other).status, 200);
    EXPECT_EQ(owner_.put("/elements/" + id, R"({"type":"CIRCLE","x":2})").status, 200);
    EXPECT_EQ(at(owner_.put("/elements/" + id, R"({"type":"CIRCLE","x":1})", other).body, "/x"), "2");
    EXPECT_EQ(owner_.post(list, element_json("CIRCLE"), {{"Idempotency-Key", "a b"}}).status, 400);
    one_.reach(3);
    one_.expect_nothing_more();
}

TEST_F(CommandsOfSessions, reach_the_sockets_of_the_first_protocol) {  // V2-12
    Socket live = join(owner_, book_);
    EXPECT_EQ(one_.result("SHAPE_CREATE", circle(sun_, R"("fill":5)")), "committed");
    const std::string created = live.expect_text(kSoon);
    EXPECT_EQ(at(created, "/type"), "SHAPE_CREATE");
    EXPECT_EQ(at(created, "/userId"), user_id(owner_));
    EXPECT_EQ(at(created, "/payload/id"), sun_);
    EXPECT_EQ(at(created, "/payload/rev"), "");
    EXPECT_EQ(one_.result("SHAPE_UPDATE", update(sun_, R"("x":5)")), "committed");
    const std::string updated = live.expect_text(kSoon);
    EXPECT_EQ(at(updated, "/type"), "SHAPE_UPDATE");
    EXPECT_EQ(at(updated, "/payload/fill"), "5") << "the whole element";
    EXPECT_EQ(one_.result("SHAPE_DELETE", with_id(sun_)), "committed");
    EXPECT_EQ(at(live.expect_text(kSoon), "/type"), "SHAPE_DELETE");
    owner_.post("/projects/" + book_ + "/elements", element_json("CIRCLE"));
    EXPECT_TRUE(live.silent_for(kQuiet)) << "its own client tells";
    live.send_text(event("SHAPE_UPDATE", circle(sun_)));
    live.send_text(cursor(7));
    EXPECT_EQ(one_.expect("CURSOR_SYNC").at("payload").at("x").as_int64(), 7) << "and nothing before it";
    one_.expect_nothing_more();
}

/// What REST lists, as a session knows it.
std::map<std::string, json::object> listed(const Person& person, const std::string& book) {
    std::map<std::string, json::object> out;
    const json::value list = person.get("/projects/" + book + "/elements").json();
    for (const json::value& element : list.as_array())
        out[std::string(element.at("id").as_string())] = element.as_object();
    return out;
}

TEST_F(CommandsOfSessions, and_what_clients_of_the_first_protocol_write_make_one_state) {  // V2-11, V2-12
    Socket live = join(owner_, book_);
    const std::string list = "/projects/" + book_ + "/elements";
    for (int i = 0; i < 20; ++i) {
        const std::string id = at(owner_.post(list, element_json("CIRCLE")).body, "/id");
        live.send_text(event("SHAPE_CREATE", circle(id)));  // as the front end does
        one_.command("SHAPE_CREATE", circle(own_id("v2")));
        owner_.put("/elements/" + id, R"({"type":"CIRCLE","x":)" + std::to_string(i) + "}");
        if (i % 3 == 0) owner_.remove("/elements/" + id);
    }
    const std::int64_t end = 20 * 3 + 7;
    one_.reach(end);
    two_.reach(end);
    std::map<std::string, json::object> known = one_.elements();
    EXPECT_EQ(known, two_.elements());
    for (auto& [id, element] : known) {
        element.erase("rev");
        element.erase("order");
    }
    EXPECT_EQ(known, listed(owner_, book_));
}

TEST_F(CommandsOfSessions, are_limited_and_told_so) {  // V2-31
    for (int i = 0; i < 900; ++i) one_.send_command(1000 + i, "SHAPE_DELETE", with_id("none"));
    int refused = 0;
    for (int i = 0; i < 900; ++i) {  // those that are refused at once overtake the others
        const json::object told = one_.expect("ERROR").at("payload").as_object();
        if (told.at("status").as_int64() != 429) continue;
        ++refused;
        EXPECT_GT(told.at("data").at("retryAfterMs").as_int64(), 0);
        EXPECT_TRUE(told.at("data").at("retryable").as_bool());
    }
    EXPECT_GT(refused, 0);
    EXPECT_LT(refused, 900);
}

}  // namespace
}  // namespace pictbook::test
