// Many elements at once: ELEM-18 to ELEM-24.
#include <gmock/gmock.h>

#include "support/cast.hpp"

namespace pictbook::test {

namespace {

const std::string kSuccess = R"({"message":"success"})";

/// An element with an id, for bulk PUT.
std::string upsert(const std::string& id, const std::string& type, const std::string& more = "") {
    return element_json(type, "\"id\":\"" + id + "\"" + (more.empty() ? "" : "," + more));
}

class Bulk : public testing::Test {
protected:
    const std::string book_ = make_shared_book();
    const std::string all_ = "/projects/" + book_ + "/elements", bulk_ = all_ + "/bulk";
    const Person& editor_ = cast().editor;
};

}  // namespace

TEST_F(Bulk, CreatesAllInTheirOrder) {  // ELEM-18, ELEM-11
    std::string body;
    for (int i = 0; i < 300; ++i)
        body += (i ? "," : "[") + element_json("CIRCLE", R"("id":"mine","x":)" + std::to_string(i));
    EXPECT_EQ(editor_.post(bulk_, body + "]").body, kSuccess);
    const auto listed = editor_.get(all_).json();
    ASSERT_EQ(listed.as_array().size(), 300u);
    for (std::size_t i = 0; i < 300; ++i) {
        EXPECT_EQ(listed.at(i).at("x").to_number<double>(), static_cast<double>(i));
        EXPECT_EQ(listed.at(i).at("id").as_string().size(), 25u);
    }
}

TEST_F(Bulk, TakesEveryKind) {  // ELEM-18, ELEM-19
    const std::string asset = editor_.upload("/projects/" + book_ + "/images", {{"a.png", kDot}}).at("/0/id");
    std::string made, put;
    for (const std::string type : {"IMAGE", "TEXT", "CIRCLE", "RECTANGLE", "DRAWING"}) {
        const std::string own = type == "IMAGE" ? R"("assetId":")" + asset + "\"" : R"("assetId":"x")";
        made += (made.empty() ? "[" : ",") + element_json(type, own);
        put += (put.empty() ? "[" : ",") + upsert(book_ + type, type, own);
    }
    EXPECT_EQ(editor_.post(bulk_, made + "]").body, kSuccess);
    EXPECT_EQ(editor_.put(bulk_, put + "]").body, kSuccess);
    EXPECT_EQ(editor_.put(bulk_, put + "]").body, kSuccess);
    EXPECT_EQ(editor_.get(all_).json().as_array().size(), 10u);
}

TEST_F(Bulk, PutReplacesAndCreatesById) {  // ELEM-19
    const std::string old = make_element(editor_, book_, element_json("CIRCLE", R"("fill":1,"stroke":2)"));
    const std::string kept = make_element(editor_, book_, element_json("TEXT"));
    const std::string kept_body = editor_.get("/elements/" + kept).body, new_id = book_ + "new";
    const std::string made = editor_.get("/elements/" + old).at("/createdAt");
    const std::string body = "[" + upsert(old, "CIRCLE", R"("x":77,"stroke":3)") + "," +
                             upsert(new_id, "TEXT", R"("content":"first")") + "," +
                             upsert(new_id, "TEXT", R"("content":"last","createdAt":"1999-01-01T00:00:00.000Z")") + "]";
    EXPECT_EQ(editor_.put(bulk_, body).body, kSuccess);
    const Reply replaced = editor_.get("/elements/" + old), created = editor_.get("/elements/" + new_id);
    EXPECT_THAT(replaced.body, testing::HasSubstr(R"("x":77,)"));
    EXPECT_THAT(replaced.body, testing::HasSubstr(R"("fill":null,"stroke":3)"));
    EXPECT_EQ(replaced.at("/createdAt"), made);
    EXPECT_EQ(created.at("/content"), "last");
    EXPECT_GT(created.at("/createdAt"), "2020");
    EXPECT_EQ(editor_.get("/elements/" + kept).body, kept_body);
    EXPECT_EQ(editor_.get(all_).json().as_array().size(), 3u);
}

TEST_F(Bulk, IsAllOrNothing) {  // ELEM-20, DB-2
    const std::string old = make_element(editor_, book_, element_json("CIRCLE"));
    const std::string before = editor_.get(all_).body, good = element_json("CIRCLE"), ids = upsert(book_, "CIRCLE");
    const std::string unknown_asset = element_json("IMAGE", R"("assetId":"nothing")");
    const std::string change = upsert(old, "CIRCLE", R"("x":99)");
    const std::string second = R"(…"property":"/1","message":"Expected union value")";
    expect_all({
        {"ELEM-20", &editor_, "POST", bulk_, "[" + good + R"(,{"type":"CIRCLE"},)" + good + "]", 422, second},
        {"ELEM-20", &editor_, "POST", bulk_, "[" + good + "," + unknown_asset + "]", 422,
         R"(…"property":"/1/assetId")"},
        {"ELEM-20", &editor_, "POST", bulk_, "[" + good + ",", 400, "Bad Request"},
        {"ELEM-20", &editor_, "POST", bulk_, good, 422, R"(…"property":"root","message":"Expected array")"},
        {"ELEM-20", &editor_, "PUT", bulk_, "[" + change + R"(,{"type":"CIRCLE"}])", 422, second},
        {"ELEM-20", &editor_, "PUT", bulk_, "[" + change + "," + good + "]", 422, second},
        {"ELEM-20", &editor_, "PUT", bulk_, "[" + ids + "," + upsert("n", "IMAGE", R"("assetId":"no")") + "]", 422,
         R"(…/1/assetId)"},
        {"ELEM-20", &editor_, "PUT", bulk_, "[" + change + "," + upsert("x", "CIRCLE", R"("zIndex":2147483648)") + "]",
         422, second},
        {"ELEM-20", &editor_, "GET", all_, "", 200, before},
    });
}

TEST_F(Bulk, TakesAnEmptyList) {  // ELEM-21
    make_element(editor_, book_, element_json("CIRCLE"));
    const std::string before = editor_.get(all_).body;
    EXPECT_EQ(editor_.post(bulk_, "[]").body, kSuccess);
    EXPECT_EQ(editor_.put(bulk_, "[]").body, kSuccess);
    EXPECT_EQ(editor_.get(all_).body, before);
}

TEST_F(Bulk, LeavesOtherBooksAlone) {  // ELEM-22
    const std::string other = make_book(cast().outsider);
    const std::string foreign = make_element(cast().outsider, other, element_json("CIRCLE"));
    const std::string theirs = cast().outsider.get("/elements/" + foreign).body;
    const std::string body = "[" + upsert(book_ + "new", "CIRCLE") + "," + upsert(foreign, "CIRCLE", R"("x":99)") + "]";
    expect_all({
        {"ELEM-22", &editor_, "PUT", bulk_, body, 404, R"({"message":"Element not found"})"},
        {"ELEM-22", &editor_, "GET", all_, "", 200, "[]"},
        {"ELEM-22", &cast().outsider, "GET", "/elements/" + foreign, "", 200, theirs},
    });
}

TEST_F(Bulk, KeepsTheKindOfAnElement) {  // ELEM-23
    const std::string old = make_element(editor_, book_, element_json("CIRCLE")), before = editor_.get(all_).body;
    expect_all({
        {"ELEM-23", &editor_, "PUT", bulk_, "[" + upsert(book_, "TEXT") + "," + upsert(old, "TEXT") + "]", 409,
         R"(…"message":)"},
        {"ELEM-23", &editor_, "PUT", bulk_, "[" + upsert(old, "RECTANGLE") + "]", 409, R"(…"message":)"},
        {"ELEM-23", &editor_, "GET", all_, "", 200, before},
    });
}

TEST_F(Bulk, TakesIdsThatAPathCanName) {  // ELEM-24
    std::vector<Case> cases;
    for (const std::string& id :
         {std::string(), std::string("a b"), std::string("a/b"), std::string("é"), std::string("../x")})
        cases.push_back({"ELEM-24", &editor_, "PUT", bulk_,
                         "[" + upsert(book_, "CIRCLE") + "," + upsert(id, "CIRCLE") + "]", 422,
                         R"(…"property":"/1/id","message":"Expected id")"});
    cases.push_back({"ELEM-24", &editor_, "PUT", bulk_, "[" + upsert(std::string(65, 'a'), "CIRCLE") + "]", 422,
                     R"(…"property":"/0")"});
    cases.push_back({"ELEM-24", &editor_, "GET", all_, "", 200, "[]"});
    const std::string longest = book_ + std::string(64 - book_.size(), '_');
    cases.push_back({"ELEM-24", &editor_, "PUT", bulk_, "[" + upsert(longest, "CIRCLE") + "]", 200, kSuccess});
    cases.push_back({"ELEM-24", &editor_, "GET", "/elements/" + longest, "", 200, ""});
    expect_all(cases);
}

}  // namespace pictbook::test
