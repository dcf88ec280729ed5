// The history of a book: docs/spec/live-v2.md, History.
#include <gtest/gtest.h>

#include "support/server.hpp"

namespace pictbook::test {
namespace {

class History : public testing::Test {
protected:
    std::string add(const std::string& type, const std::string& more = "") {
        const Reply made = owner_.post(path("elements"), element_json(type, more));
        EXPECT_EQ(made.status, 200) << made.body;
        return made.at("/id");
    }
    void change(const std::string& id, const std::string& body) {
        EXPECT_EQ(owner_.put("/elements/" + id, body).status, 200);
    }
    std::string path(const std::string& rest) const { return "/projects/" + book_ + "/" + rest; }
    Reply get(const std::string& rest) const {
        const Reply reply = owner_.get(path(rest));
        EXPECT_EQ(reply.status, 200) << reply.body;
        return reply;
    }

    const Person owner_ = shared_server().sign_up();
    const std::string book_ = make_book(owner_);
};

TEST_F(History, tells_what_changed_the_newest_first) {  // V2-36
    const std::string id = add("CIRCLE");
    change(id, R"({"type":"CIRCLE","x":5})");
    const Reply all = get("history");
    EXPECT_EQ(all.at("/0/seq"), "2");
    EXPECT_EQ(all.at("/0/event"), "SHAPE_UPDATE");
    EXPECT_EQ(all.at("/0/elements/0"), id);
    EXPECT_EQ(all.at("/0/userId"), user_id(owner_));
    EXPECT_EQ(all.at("/1/event"), "SHAPE_CREATE");
    EXPECT_EQ(get("history?before=2&limit=5").at("/0/seq"), "1");
    EXPECT_EQ(get("history?limit=1").at("/1"), "");
    for (const char* bad : {"history?limit=0", "history?limit=101", "history?before=x"})
        EXPECT_EQ(owner_.get(path(bad)).status, 422) << bad;
    EXPECT_EQ(shared_server().sign_up().get(path("history")).status, 404);
}

TEST_F(History, shows_the_book_as_it_was) {  // V2-37
    const std::string first = add("CIRCLE"), second = add("TEXT");
    const std::string then = get("elements").body;
    change(first, R"({"type":"CIRCLE","x":500,"fill":7})");
    EXPECT_EQ(owner_.remove("/elements/" + second).status, 200);
    add("RECTANGLE");
    EXPECT_EQ(get("elements?at=2").body, then);
    EXPECT_EQ(get("elements?at=0").body, "[]");
    EXPECT_EQ(get("elements?at=5").body, get("elements").body);
    EXPECT_EQ(owner_.get(path("elements?at=6")).status, 404);
    EXPECT_EQ(owner_.get(path("elements?at=-1")).status, 422);
}

TEST_F(History, of_many_events_is_read_in_pages) {  // V2-36, V2-37
    const std::string id = add("CIRCLE");
    for (int x = 2; x <= 60; ++x) change(id, R"({"type":"CIRCLE","x":)" + std::to_string(x) + "}");
    const Reply all = get("history");
    for (int i = 0; i < 60; ++i) EXPECT_EQ(all.at("/" + std::to_string(i) + "/seq"), std::to_string(60 - i));
    EXPECT_EQ(all.at("/60"), "");
    const Reply some = get("history?before=50&limit=40");
    EXPECT_EQ(some.at("/0/seq"), "49");
    EXPECT_EQ(some.at("/39/seq"), "10");
    EXPECT_EQ(some.at("/40"), "");
    EXPECT_EQ(get("elements?at=2").at("/0/x"), "2");
}

TEST_F(History, is_restored_as_one_new_event) {  // V2-38
    const std::string first = add("CIRCLE"), second = add("TEXT");
    const std::string x = owner_.get("/elements/" + first).at("/x");
    change(first, R"({"type":"CIRCLE","x":500})");
    owner_.remove("/elements/" + second);
    const std::string third = add("RECTANGLE");
    const Reply restored = owner_.post(path("history/restore"), R"({"seq":2})");
    EXPECT_EQ(restored.status, 200) << restored.body;
    EXPECT_EQ(restored.at("/seq"), "6");
    EXPECT_EQ(get("elements").at("/2"), "");
    EXPECT_EQ(owner_.get("/elements/" + first).at("/x"), x);
    EXPECT_EQ(owner_.get("/elements/" + second).status, 200);
    EXPECT_EQ(owner_.get("/elements/" + third).status, 404);
    EXPECT_EQ(get("history").at("/0/event"), "RESTORE");
    EXPECT_EQ(owner_.post(path("history/restore"), R"({"seq":99})").status, 404);
}

TEST_F(History, has_named_versions) {  // V2-39
    add("CIRCLE");
    const Reply made = owner_.post(path("versions"), R"({"name":"Before the print"})");
    EXPECT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(made.at("/seq"), "1");
    add("TEXT");
    owner_.post(path("versions"), R"({"name":"Later"})");
    EXPECT_EQ(get("versions").at("/0/name"), "Later");
    EXPECT_EQ(get("versions").at("/1/name"), "Before the print");
    EXPECT_EQ(owner_.post(path("versions"), R"({"name":""})").status, 422);
    EXPECT_EQ(owner_.remove(path("versions/" + made.at("/id"))).status, 200);
    EXPECT_EQ(owner_.remove(path("versions/" + made.at("/id"))).status, 404);
    EXPECT_EQ(get("versions").at("/1"), "");
}

TEST_F(History, of_a_viewer_is_read_only) {  // V2-36, V2-38, V2-39
    add("CIRCLE");
    const Person viewer = shared_server().sign_up();
    invite(owner_, book_, viewer, "VIEWER");
    EXPECT_EQ(viewer.get(path("history")).status, 200);
    EXPECT_EQ(viewer.get(path("versions")).status, 200);
    EXPECT_EQ(viewer.post(path("history/restore"), R"({"seq":0})").status, 401);
    EXPECT_EQ(viewer.post(path("versions"), R"({"name":"Mine"})").status, 401);
}

TEST_F(History, of_elements_comes_in_pages_and_by_place) {  // V2-41
    std::vector<std::string> ids;
    for (int i = 0; i < 7; ++i)
        ids.push_back(add("CIRCLE", R"("x":)" + std::to_string(100 * i) + R"(,"y":0,"width":50,"height":50,"zIndex":)" +
                                        std::to_string(i)));
    EXPECT_EQ(get("elements?limit=3").at("/2/id"), ids[2]);
    EXPECT_EQ(get("elements?limit=3").at("/3"), "");
    EXPECT_EQ(get("elements?limit=3&after=" + ids[2]).at("/0/id"), ids[3]);
    EXPECT_EQ(get("elements?after=" + ids[6]).body, "[]");
    EXPECT_EQ(owner_.get(path("elements?after=nothing")).status, 404);
    const Reply met = get("elements?bbox=240,10,100,10");
    EXPECT_EQ(met.at("/0/id"), ids[2]);
    EXPECT_EQ(met.at("/1/id"), ids[3]);
    EXPECT_EQ(met.at("/2"), "");
    EXPECT_EQ(get("elements?bbox=0,0,1000,1000&limit=2&after=" + ids[0]).at("/1/id"), ids[2]);
    for (const char* bad : {"elements?bbox=1,2,3", "elements?bbox=1,2,3,x", "elements?limit=1001"})
        EXPECT_EQ(owner_.get(path(bad)).status, 422) << bad;
}

}  // namespace
}  // namespace pictbook::test
