// What lies on a canvas, as it is made and read: ELEM-1 to ELEM-12.
#include <gmock/gmock.h>

#include <map>
#include <thread>

#include "api/books/elements.hpp"

namespace pictbook::test {

namespace {

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
    std::multimap<std::int64_t, std::string> made;  // keeps the order of equal depths
    for (const std::int64_t depth : std::vector<std::int64_t>{5, -3, 0, 5, 2147483647, 0, -2147483648, 5}) {
        const std::string z_index = R"("zIndex":)" + std::to_string(depth);
        made.emplace(depth, make_element(editor_, book_, element_json("CIRCLE", z_index)));
        std::this_thread::sleep_for(std::chrono::milliseconds(2));  // so that creation alone breaks the ties
    }
    const auto order = [&] {
        std::vector<std::string> ids;
        const auto listed = editor_.get(all_).json();
        for (const auto& each : listed.as_array()) ids.emplace_back(each.at("id").as_string());
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

}  // namespace pictbook::test
