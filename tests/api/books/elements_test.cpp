// What lies on a canvas, one by one: ELEM-1 to ELEM-17.
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "support/cast.hpp"

namespace pictbook::test {

namespace {

const std::string kAbsent = R"({"message":"Element not found"})";
const std::string kUnauthorized = R"({"message":"Unauthorized"})";
const std::string kCommon =
    R"("x":1.5,"y":-2,"width":10,"height":20.25,"scaleX":1,"scaleY":0.5,"angle":0.75,"zIndex":3)";

std::string elements(const std::string& book) { return "/projects/" + book + "/elements"; }
std::string element(const std::string& id) { return "/elements/" + id; }

std::string add_image(const std::string& book) {
    return cast().editor.upload("/projects/" + book + "/images", {{"a.png", kDot}}).at("/0/id");
}

/// The body without what the server made: `{"id":…,"createdAt":…,"updatedAt":…,` must stand in it.
std::string without_identity(const Reply& reply) {
    std::string out = reply.body;
    for (const std::string name : {"id", "createdAt", "updatedAt"}) {
        const std::string member = "\"" + name + "\":\"" + reply.at("/" + name) + "\",";
        const std::size_t at = out.find(member);
        EXPECT_NE(at, out.npos) << name << " in " << reply.body;
        if (at != out.npos) out.erase(at, member.size());
    }
    return out;
}

class Elements : public testing::Test {
protected:
    const std::string book_ = make_shared_book();
    const std::string all_ = elements(book_);
    const Person &owner_ = cast().owner, &editor_ = cast().editor;
};

}  // namespace

TEST_F(Elements, HaveTheFieldsOfTheirKind) {  // ELEM-1, ELEM-2, ELEM-12
    const std::string asset = add_image(book_);
    // Sent in full, with fields of other kinds and of the database, which never show.
    const std::string foreign =
        R"(,"id":"mine","projectId":"p","elementId":"e","shapeType":"CIRCLE","createdAt":"1999-01-01",
        "updatedAt":1,"__proto__":{"x":7},"extra":[1]})";
    const std::vector<std::pair<std::string, std::string>> kinds{
        {R"({"type":"IMAGE",)" + kCommon + R"(,"assetId":")" + asset + "\"", R"(,"content":"x","points":[])"},
        {R"({"type":"TEXT",)" + kCommon + R"(,"content":"Hi","fontSize":12,"fontFamily":"Arial","color":16711680)",
         R"(,"fill":1)"},
        {R"({"type":"CIRCLE",)" + kCommon + R"(,"fill":0,"stroke":16777215,"strokeWidth":2.5)",
         R"(,"cornerRadius":5,"color":1)"},
        {R"({"type":"RECTANGLE",)" + kCommon + R"(,"fill":255,"stroke":0,"strokeWidth":0,"cornerRadius":7.25)",
         R"(,"points":[])"},
        {R"({"type":"DRAWING",)" + kCommon +
             R"(,"points":[{"x":1,"y":2},{"x":-0.5,"y":1e-7}],"stroke":9,"strokeWidth":3)",
         R"(,"content":"x","fontSize":3)"}};
    for (const auto& [known, unknown] : kinds) {
        const Reply made = editor_.post(all_, known + unknown + foreign);
        ASSERT_EQ(made.status, 200) << made.body;
        EXPECT_EQ(without_identity(made), known + "}");
        EXPECT_THAT(made.at("/id"), testing::MatchesRegex("c[a-z0-9]{24}"));
        EXPECT_GT(made.at("/createdAt"), "2020");
        EXPECT_EQ(editor_.get(element(made.at("/id"))).body, made.body);
    }
    const Reply listed = editor_.get(all_);
    EXPECT_EQ(listed.json().as_array().size(), kinds.size());
    for (const char* word : {"projectId", "elementId", "shapeType", "__proto__", "extra", "mine"})
        EXPECT_THAT(listed.body, testing::Not(testing::HasSubstr(word)));
}

TEST_F(Elements, ReadBackNullWhereAnOptionalIsAbsent) {  // ELEM-3
    const std::vector<std::pair<std::string, std::string>> kinds{
        {element_json("TEXT"), R"("content":"Hello","fontSize":16,"fontFamily":null,"color":null})"},
        {element_json("CIRCLE"), R"("zIndex":3,"fill":null,"stroke":null,"strokeWidth":null})"},
        {element_json("RECTANGLE"), R"("zIndex":3,"fill":null,"stroke":null,"strokeWidth":null,"cornerRadius":null})"},
        {element_json("RECTANGLE", R"("fill":null,"cornerRadius":null)"), R"("strokeWidth":null,"cornerRadius":null})"},
        {element_json("DRAWING"), R"("points":[{"x":1,"y":2},{"x":3.5,"y":-4}],"stroke":null,"strokeWidth":null})"}};
    for (const auto& [sent, ending] : kinds) {
        const Reply made = editor_.post(all_, sent);
        ASSERT_EQ(made.status, 200) << made.body;
        EXPECT_THAT(made.body, testing::EndsWith(ending));
        EXPECT_EQ(editor_.get(element(made.at("/id"))).body, made.body);
    }
}

TEST_F(Elements, ThatDoNotFitAreRefusedAtTheirOwnPlace) {  // ELEM-6
    const std::string union_value = R"(…"property":"root","message":"Expected union value")";
    const std::string second = R"(…"property":"/1","message":"Expected union value")";
    std::vector<Case> cases;
    for (const std::string& body : {element_json("HEXAGON"),
                                    element_json("text"),
                                    R"({"x":1})" + std::string(),
                                    std::string("{}"),
                                    std::string("[]"),
                                    std::string("null"),
                                    std::string("7"),
                                    R"({"type":7})" + std::string(),
                                    R"({"type":"IMAGE",)" + kCommon + "}",
                                    R"({"type":"TEXT",)" + kCommon + R"(,"fontSize":1})",
                                    R"({"type":"TEXT",)" + kCommon + R"(,"content":"x"})",
                                    R"({"type":"DRAWING",)" + kCommon + "}",
                                    R"({"type":"DRAWING",)" + kCommon + R"(,"points":[{"x":1}]})",
                                    R"({"type":"DRAWING",)" + kCommon + R"(,"points":[1,2]})",
                                    R"({"type":"TEXT",)" + kCommon + R"(,"content":5,"fontSize":1})",
                                    element_json("CIRCLE", R"("fill":"red")"),
                                    element_json("CIRCLE", R"("x":"1")"),
                                    element_json("CIRCLE", R"("angle":null)"),
                                    element_json("CIRCLE", R"("x":1e400)"),
                                    element_json("TEXT", R"("content":"a\u0000b")"),
                                    element_json("TEXT", R"("fontFamily":"\u0000")")}) {
        cases.push_back({"ELEM-6", &editor_, "POST", all_, body, 422, union_value});
        cases.push_back(
            {"ELEM-6", &editor_, "POST", all_ + "/bulk", "[" + element_json("CIRCLE") + "," + body + "]", 422, second});
    }
    expect_all(cases);
    EXPECT_EQ(editor_.get(all_).body, "[]");
}

TEST_F(Elements, TakeWhole32BitIntegersOnly) {  // ELEM-7
    std::vector<Case> cases;
    for (const std::string name : {"zIndex", "fill", "stroke"})
        for (const char* number :
             {"2147483648", "-2147483649", "1.5", "1e300", "9007199254740993", "18446744073709551616", "\"1\""})
            cases.push_back({"ELEM-7", &editor_, "POST", all_, element_json("CIRCLE", "\"" + name + "\":" + number),
                             422, "…Expected union value"});
    cases.push_back(
        {"ELEM-7", &editor_, "POST", all_, element_json("TEXT", R"("fontSize":0.5)"), 422, "…Expected union value"});
    for (const char* number : {"2147483647", "-2147483648", "0"})
        cases.push_back({"ELEM-7", &editor_, "POST", all_, element_json("CIRCLE", std::string(R"("zIndex":)") + number),
                         200, std::string(R"(…"zIndex":)") + number + ","});
    cases.push_back(
        {"ELEM-7", &editor_, "POST", all_, element_json("CIRCLE", R"("zIndex":1.5e1)"), 200, R"(…"zIndex":15,)"});
    expect_all(cases);
}

TEST_F(Elements, ShowAssetsOfTheirOwnBookOnly) {  // ELEM-8
    const std::string other = make_shared_book(), foreign = add_image(other), own = add_image(book_);
    const auto image = [](const std::string& asset) { return element_json("IMAGE", R"("assetId":")" + asset + "\""); };
    const std::string id = make_element(editor_, book_, image(own));
    const std::string before = editor_.get(all_).body;
    const auto patch = [](const std::string& asset) { return R"({"type":"IMAGE","assetId":")" + asset + "\"}"; };
    const std::string reason = R"(…"property":"/assetId","message":"Expected asset of this project")";
    const std::string upsert =
        R"([{"id":")" + id + R"(","type":"IMAGE",)" + kCommon + R"(,"assetId":")" + foreign + "\"}]";
    expect_all({
        {"ELEM-8", &editor_, "POST", all_, image(foreign), 422, reason},
        {"ELEM-8", &editor_, "POST", all_, image(kUnknownId), 422, reason},
        {"ELEM-8", &editor_, "POST", all_, image(""), 422, reason},
        {"ELEM-8", &editor_, "POST", all_, image("' OR 1=1 --"), 422, reason},
        {"ELEM-8", &editor_, "PUT", element(id), patch(foreign), 422, reason},
        {"ELEM-8", &editor_, "PUT", element(id), patch(kUnknownId), 422, reason},
        {"ELEM-8", &editor_, "POST", all_ + "/bulk", "[" + image(own) + "," + image(foreign) + "]", 422,
         R"(…"property":"/1/assetId")"},
        {"ELEM-8", &editor_, "PUT", all_ + "/bulk", upsert, 422, R"(…"property":"/0/assetId")"},
        {"ELEM-8", &editor_, "GET", all_, "", 200, before},
        {"ELEM-8", &editor_, "PUT", element(id), patch(own), 200, ""},
    });
}

TEST_F(Elements, ThatDoNotExistAreNotFound) {  // ELEM-10, ELEM-17
    const std::string change = R"({"type":"CIRCLE","x":1})";
    std::vector<Case> cases;
    for (const std::string& id :
         {kUnknownId, std::string("x"), std::string("%00"), std::string("%2e%2e"), std::string(2000, 'x')}) {
        cases.push_back({"ELEM-10", &editor_, "GET", element(id), "", 404, kAbsent});
        cases.push_back({"ELEM-17", &cast().outsider, "PUT", element(id), change, 404, kAbsent});
        cases.push_back({"ELEM-17", &editor_, "DELETE", element(id), "", 404, kAbsent});
    }
    const std::string id = make_element(editor_, book_, element_json("CIRCLE"));
    cases.push_back({"ELEM-10", &cast().outsider, "GET", element(id), "", 404, kAbsent});
    cases.push_back({"HTTP-26", &cast().nobody, "GET", element(id), "", 401, "Unauthorized"});
    expect_all(cases);
}

TEST_F(Elements, AreListedFromTheLowestUp) {  // ELEM-11
    EXPECT_EQ(editor_.get(all_).body, "[]");
    std::vector<std::pair<int, std::string>> made;
    for (const int depth : {5, -3, 0, 5, 2147483647, 0, -2147483648, 5}) {
        made.emplace_back(depth,
                          make_element(editor_, book_, element_json("CIRCLE", R"("zIndex":)" + std::to_string(depth))));
        std::this_thread::sleep_for(std::chrono::milliseconds(2));  // so that creation alone breaks the ties
    }
    std::stable_sort(made.begin(), made.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    const auto order = [&] {
        std::vector<std::string> ids;
        for (const auto& each : editor_.get(all_).json().as_array()) ids.emplace_back(each.at("id").as_string());
        return ids;
    };
    std::vector<std::string> expected;
    for (const auto& [depth, id] : made) expected.push_back(id);
    EXPECT_EQ(order(), expected);
    // Moving one to another depth moves it in the list.
    EXPECT_EQ(editor_.put(element(expected[0]), R"({"type":"CIRCLE","zIndex":2147483647})").status, 200);
    EXPECT_EQ(order().front(), expected[1]);
    EXPECT_EQ(cast().viewer.get("/projects/" + book_).json().at("elements"), editor_.get(all_).json());
}

TEST_F(Elements, StoreWhateverAChangeGives) {  // ELEM-13, ELEM-15
    struct Change {
        std::string kind, given, read;
    };
    const std::string asset = add_image(book_), other_asset = add_image(book_);
    const std::string full = R"("fill":9,"stroke":9,"strokeWidth":9)";
    const std::string text = R"("fontFamily":"Arial","color":5)";
    for (const auto& [kind, given, read] : std::vector<Change>{
             {element_json("CIRCLE", full), R"("x":0)", R"("x":0,"y":-2)"},
             {element_json("CIRCLE", full), R"("angle":0)", R"("angle":0,"zIndex":3)"},
             {element_json("CIRCLE", full), R"("zIndex":0)", R"("zIndex":0,"fill":9)"},
             {element_json("CIRCLE", full), R"("fill":0)", R"("fill":0,"stroke":9)"},
             {element_json("CIRCLE", full), R"("fill":null)", R"("fill":null,"stroke":9,"strokeWidth":9)"},
             {element_json("CIRCLE", full), R"("strokeWidth":0)", R"("stroke":9,"strokeWidth":0)"},
             {element_json("RECTANGLE", full + R"(,"cornerRadius":4)"), R"("cornerRadius":0)", R"("cornerRadius":0})"},
             {element_json("RECTANGLE", full + R"(,"cornerRadius":4)"), R"("cornerRadius":null)",
              R"("cornerRadius":null})"},
             {element_json("TEXT", text), R"("content":"")", R"("content":"","fontSize":16,"fontFamily":"Arial")"},
             {element_json("TEXT", text), R"("fontSize":0)", R"("content":"Hello","fontSize":0)"},
             {element_json("TEXT", text), R"("fontFamily":null)", R"("fontFamily":null,"color":5)"},
             {element_json("TEXT", text), R"("fontFamily":"")", R"("fontFamily":"","color":5)"},
             {element_json("TEXT", text), R"("color":null)", R"("fontFamily":"Arial","color":null)"},
             {element_json("TEXT", text), R"("color":0)", R"("color":0})"},
             {element_json("DRAWING", R"("stroke":9)"), R"("points":[])", R"("points":[],"stroke":9)"},
             {element_json("DRAWING"), R"("points":[{"x":9,"y":8}])", R"("points":[{"x":9,"y":8}],"stroke":null)"},
             {element_json("IMAGE", R"("assetId":")" + asset + "\""), R"("assetId":")" + other_asset + "\"",
              other_asset},
             {element_json("CIRCLE", full), R"("x":7,"width":8.5,"fill":1,"y":9)",
              R"("x":7,"y":9,"width":8.5,"height":20.25)"},
             {element_json("CIRCLE", full), R"("points":[],"content":"x")", R"("x":1.5,"y":-2)"},
             {element_json("CIRCLE", full), R"("id":"mine","createdAt":"1999-01-01T00:00:00.000Z")",
              R"("x":1.5,"y":-2)"}}) {
        const Reply before = editor_.post(all_, kind);
        ASSERT_EQ(before.status, 200) << before.body;
        const std::string path = element(before.at("/id"));
        const Reply after = editor_.put(path, R"({"type":")" + before.at("/type") + "\"," + given + "}");
        ASSERT_EQ(after.status, 200) << given << after.body;
        EXPECT_THAT(after.body, testing::HasSubstr(read)) << given;
        EXPECT_EQ(editor_.get(path).body, after.body);
        EXPECT_EQ(after.at("/id"), before.at("/id"));
        EXPECT_EQ(after.at("/createdAt"), before.at("/createdAt"));
        EXPECT_GT(after.at("/updatedAt"), before.at("/updatedAt"));
    }
}

TEST_F(Elements, KeepTheirKind) {  // ELEM-14
    const std::string circle = make_element(editor_, book_, element_json("CIRCLE"));
    const std::string text = make_element(editor_, book_, element_json("TEXT"));
    const std::string before = editor_.get(all_).body;
    expect_all({
        {"ELEM-14", &editor_, "PUT", element(circle), R"({"x":5})", 422, R"(…"message":"Expected union value")"},
        {"ELEM-14", &editor_, "PUT", element(circle), "{}", 422, R"(…"message":"Expected union value")"},
        {"ELEM-14", &editor_, "PUT", element(circle), R"({"type":"STAR","x":5})", 422, ""},
        {"ELEM-14", &editor_, "PUT", element(circle), R"({"type":null,"x":5})", 422, ""},
        {"ELEM-14", &editor_, "PUT", element(circle), R"({"type":"RECTANGLE","x":5})", 409, R"(…"message":)"},
        {"ELEM-14", &editor_, "PUT", element(circle), R"({"type":"TEXT","content":"x"})", 409, ""},
        {"ELEM-14", &editor_, "PUT", element(text), R"({"type":"IMAGE"})", 409, ""},
        {"ELEM-14", &editor_, "PUT", element(text), R"({"type":"TEXT","x":null})", 422, ""},
        {"ELEM-14", &editor_, "PUT", element(text), R"({"type":"TEXT","content":null})", 422, ""},
        {"ELEM-14", &editor_, "GET", all_, "", 200, before},
    });
}

TEST_F(Elements, HaveAMovingDateOfChange) {  // ELEM-15
    const std::string path = element(make_element(editor_, book_, element_json("CIRCLE")));
    std::string last = editor_.get(path).at("/updatedAt");
    for (int i = 0; i < 20; ++i) {
        const std::string next = editor_.put(path, R"({"type":"CIRCLE","x":1})").at("/updatedAt");
        EXPECT_GT(next, last);
        last = next;
    }
}

TEST_F(Elements, AreDeletedWithoutTheirAsset) {  // ELEM-16
    const std::string asset = add_image(book_);
    const std::string shown = make_element(editor_, book_, element_json("IMAGE", R"("assetId":")" + asset + "\""));
    const std::string kept = make_element(editor_, book_, element_json("CIRCLE"));
    EXPECT_EQ(editor_.remove(element(shown)).body, R"({"message":"Element deleted successfully"})");
    expect_all({
        {"ELEM-16", &editor_, "GET", element(shown), "", 404, kAbsent},
        {"ELEM-16", &editor_, "DELETE", element(shown), "", 404, kAbsent},
        {"ELEM-16", &editor_, "GET", element(kept), "", 200, ""},
        {"ELEM-16", &editor_, "GET", "/projects/" + book_ + "/images", "", 200, "…" + asset},
    });
}

TEST_F(Elements, AreWrittenByEditorsAndOwnersOnly) {  // ELEM-17, ELEM-12, ELEM-18
    const std::string id = make_element(owner_, book_, element_json("CIRCLE")), circle = element_json("CIRCLE");
    const std::string change = R"({"type":"CIRCLE","x":9})", nowhere = elements(kUnknownId);
    std::vector<Case> cases;
    for (const Person* person : {&cast().viewer, &cast().outsider}) {
        cases.push_back({"ELEM-17", person, "POST", all_, circle, 401, kUnauthorized});
        cases.push_back({"ELEM-17", person, "POST", all_ + "/bulk", "[]", 401, kUnauthorized});
        cases.push_back({"ELEM-17", person, "PUT", all_ + "/bulk", "[]", 401, kUnauthorized});
        cases.push_back({"ELEM-17", person, "PUT", element(id), change, 401, kUnauthorized});
        cases.push_back({"ELEM-17", person, "DELETE", element(id), "", 401, kUnauthorized});
    }
    cases.push_back({"ELEM-17", &owner_, "POST", nowhere, circle, 401, kUnauthorized});
    cases.push_back({"ELEM-17", &owner_, "POST", nowhere + "/bulk", "[]", 401, kUnauthorized});
    cases.push_back({"ELEM-17", &owner_, "PUT", nowhere + "/bulk", "[]", 401, kUnauthorized});
    cases.push_back({"HTTP-26", &cast().nobody, "POST", all_, circle, 401, "Unauthorized"});
    cases.push_back({"ELEM-12", &owner_, "GET", element(id), "", 200, R"(…"x":1.5)"});
    cases.push_back({"ELEM-13", &owner_, "PUT", element(id), change, 200, R"(…"x":9)"});
    cases.push_back({"ELEM-13", &editor_, "PUT", element(id), change, 200, R"(…"x":9)"});
    cases.push_back({"ELEM-16", &owner_, "DELETE", element(id), "", 200, ""});
    expect_all(cases);
}

}  // namespace pictbook::test
