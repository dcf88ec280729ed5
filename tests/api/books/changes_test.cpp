// Changing and deleting elements: ELEM-13 to ELEM-17.
#include <gmock/gmock.h>

#include "api/books/elements.hpp"

namespace pictbook::test {

class Changes : public Elements {};

TEST_F(Changes, StoreWhateverAChangeGives) {  // ELEM-13, ELEM-15
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

TEST_F(Changes, KeepTheirKind) {  // ELEM-14
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

TEST_F(Changes, HaveAMovingDateOfChange) {  // ELEM-15
    const std::string path = element(make_element(editor_, book_, element_json("CIRCLE")));
    std::string last = editor_.get(path).at("/updatedAt");
    for (int i = 0; i < 20; ++i) {
        const std::string next = editor_.put(path, R"({"type":"CIRCLE","x":1})").at("/updatedAt");
        EXPECT_GT(next, last);
        last = next;
    }
}

TEST_F(Changes, AreDeletedWithoutTheirAsset) {  // ELEM-16
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

TEST_F(Changes, AreWrittenByEditorsAndOwnersOnly) {  // ELEM-17, ELEM-12, ELEM-18
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
