// Books: BOOK-1 to BOOK-9.
#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "support/cast.hpp"

namespace pictbook::test {

namespace {

std::vector<std::string> names_of(const boost::json::value& object) {
    std::vector<std::string> out;
    for (const auto& [name, value] : object.as_object()) out.emplace_back(name);
    return out;
}

std::vector<std::string> ids_of(const boost::json::value& list) {
    std::vector<std::string> out;
    for (const auto& each : list.as_array()) out.emplace_back(each.at("id").as_string());
    return out;
}

std::string repeat(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

const std::string kNotOwner = R"({"message":"You are not an owner of this project"})";
const std::string kNoBook = R"({"message":"Project not found"})";

}  // namespace

TEST(Books, AreListedForTheirMembers) {  // BOOK-1
    const std::string book = make_shared_book(), other = make_book(cast().owner, "Another one");
    for (const Person* person : {&cast().owner, &cast().editor, &cast().viewer}) {
        const Reply reply = person->get("/projects");
        ASSERT_EQ(reply.status, 200);
        EXPECT_THAT(ids_of(reply.json()), testing::Contains(book));
    }
    const Reply mine = cast().owner.get("/projects"), theirs = cast().editor.get("/projects");
    EXPECT_THAT(ids_of(mine.json()), testing::Contains(other));
    EXPECT_THAT(ids_of(theirs.json()), testing::Not(testing::Contains(other)));
    EXPECT_EQ(names_of(mine.json().at(0)), (std::vector<std::string>{"id", "name", "createdAt", "updatedAt"}));
    EXPECT_EQ(cast().outsider.get("/projects").body, "[]");
    EXPECT_EQ(cast().nobody.get("/projects").status, 401);
}

TEST(Books, BelongToWhoeverMadeThem) {  // BOOK-2
    const Reply reply = cast().owner.post("/projects", R"({"name":"Summer","id":"mine","createdAt":"1999-01-01"})");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(names_of(reply.json()), (std::vector<std::string>{"id", "name", "createdAt", "updatedAt"}));
    EXPECT_THAT(reply.at("/id"), testing::MatchesRegex("c[a-z0-9]{24}"));
    EXPECT_EQ(reply.at("/name"), "Summer");
    EXPECT_EQ(reply.at("/createdAt"), reply.at("/updatedAt"));
    EXPECT_GT(reply.at("/createdAt"), "2020");
    const Reply members = cast().owner.get("/projects/" + reply.at("/id") + "/users");
    EXPECT_EQ(members.body, R"([{"userId":")" + cast().owner_id + R"(","projectId":")" + reply.at("/id") +
                                R"(","email":")" + cast().owner_email + R"(","name":"Person olga","role":"OWNER"}])");
}

TEST(Books, HaveANameOfThreeToAHundredUnits) {  // BOOK-3
    const Person* owner = &cast().owner;
    const auto name = [](const std::string& text) { return R"({"name":")" + text + R"("})"; };
    const std::string short_text =
        "…\"property\":\"/name\",\"message\":\"Expected string length greater or equal to 3\"";
    const std::string long_text = "…\"property\":\"/name\",\"message\":\"Expected string length less or equal to 100\"";
    const std::string book = make_book(*owner);
    expect_all({
        {"BOOK-3", owner, "POST", "/projects", name("ab"), 422, short_text},
        {"BOOK-3", owner, "POST", "/projects", name(""), 422, short_text},
        {"BOOK-3", owner, "POST", "/projects", name("abc"), 200, "…\"name\":\"abc\""},
        {"BOOK-3", owner, "POST", "/projects", name(repeat("x", 100)), 200, ""},
        {"BOOK-3", owner, "POST", "/projects", name(repeat("x", 101)), 422, long_text},
        {"BOOK-3", owner, "POST", "/projects", name(repeat("😀", 50)), 200, ""},
        {"BOOK-3", owner, "POST", "/projects", name(repeat("😀", 50) + "x"), 422, long_text},
        {"BOOK-3", owner, "POST", "/projects", name("😀"), 422, short_text},
        {"BOOK-3", owner, "POST", "/projects", name("😀é"), 200, ""},
        {"BOOK-3", owner, "POST", "/projects", name("日本"), 422, short_text},
        {"BOOK-3", owner, "POST", "/projects", "{}", 422, "…\"message\":\"Expected required property\""},
        {"BOOK-3", owner, "POST", "/projects", R"({"name":null})", 422, "…\"message\":\"Expected string\""},
        {"BOOK-3", owner, "POST", "/projects", R"({"name":"a\u0000bc"})", 422, "…\"property\":\"/name\""},
        {"BOOK-3", owner, "PATCH", "/projects/" + book, name("ab"), 422, short_text},
        {"BOOK-3", owner, "PATCH", "/projects/" + book, name(repeat("x", 101)), 422, long_text},
    });
}

TEST(Books, KeepTheirNamesVerbatim) {  // BOOK-3, DB-8
    for (const char* name : {"  spaces around  ", "<b>Zoë</b> & Søn", "日本の夏 👩‍👩‍👧", "null",
                             "1e400", "'); DROP TABLE \"Project\"; --", "\" OR 1=1 -- $1 %s \\", "tab\tand\nline"}) {
        const std::string body = boost::json::serialize(boost::json::object{{"name", name}});
        const Reply made = cast().owner.post("/projects", body);
        ASSERT_EQ(made.status, 200) << name;
        EXPECT_EQ(made.at("/name"), name);
        EXPECT_EQ(cast().owner.get("/projects/" + made.at("/id")).at("/name"), name);
    }
}

TEST(Books, OpenWithMembersAndElements) {  // BOOK-4
    const std::string book = make_shared_book();
    EXPECT_EQ(cast().owner.get("/projects/" + book).at("/elements"), "[]");
    const std::string element = make_element(cast().editor, book, element_json("TEXT"));
    const Reply reply = cast().viewer.get("/projects/" + book);
    ASSERT_EQ(reply.status, 200);
    EXPECT_EQ(names_of(reply.json()),
              (std::vector<std::string>{"id", "name", "createdAt", "updatedAt", "members", "elements"}));
    EXPECT_EQ(reply.at("/id"), book);
    EXPECT_EQ(reply.at("/elements"), "[" + cast().viewer.get("/elements/" + element).body + "]");
    EXPECT_EQ(reply.at("/members"), cast().viewer.get("/projects/" + book + "/users").body);
    EXPECT_EQ(reply.json().at("members").as_array().size(), 3u);
}

TEST(Books, ThatDoNotExistAreNotFound) {  // BOOK-5
    expect_all({
        {"BOOK-5", &cast().owner, "GET", "/projects/" + kUnknownId, "", 404, kNoBook},
        {"BOOK-5", &cast().owner, "GET", "/projects/x", "", 404, kNoBook},
        {"BOOK-5", &cast().owner, "GET", "/projects/%00", "", 404, kNoBook},
        {"BOOK-5", &cast().owner, "GET", "/projects/%zz", "", 404, kNoBook},
        {"BOOK-5", &cast().owner, "GET", "/projects/" + repeat("x", 2000), "", 404, kNoBook},
        {"BOOK-5", &cast().owner, "GET", "/projects/" + kUnknownId + "/elements", "", 404, kNoBook},
        {"BOOK-5", &cast().owner, "GET", "/projects/" + kUnknownId + "/images", "", 404, kNoBook},
    });
}

TEST(Books, AreDeletedWithAllThatIsInThem) {  // BOOK-6, DB-5
    const std::string book = make_shared_book(), kept = make_shared_book();
    const std::string element = make_element(cast().editor, book, element_json("CIRCLE"));
    const std::string spared = make_element(cast().editor, kept, element_json("CIRCLE"));
    const std::string image = cast().editor.upload("/projects/" + book + "/images", {{"a.png", kDot}}).at("/0/id");
    EXPECT_EQ(cast().owner.remove("/projects/" + book).body, R"({"message":"success"})");
    expect_all({
        {"BOOK-6", &cast().owner, "GET", "/projects/" + book, "", 404, kNoBook},
        {"BOOK-6", &cast().owner, "GET", "/projects/" + book + "/elements", "", 404, kNoBook},
        {"BOOK-6", &cast().owner, "GET", "/projects/" + book + "/images", "", 404, kNoBook},
        {"BOOK-6", &cast().owner, "GET", "/elements/" + element, "", 404, R"({"message":"Element not found"})"},
        {"BOOK-6", &cast().owner, "DELETE", "/images/" + image, "", 404, R"({"message":"Image not found"})"},
        {"BOOK-6", &cast().owner, "GET", "/projects/" + book + "/users", "", 403, R"({"message":"Forbidden"})"},
        {"BOOK-6", &cast().owner, "DELETE", "/projects/" + book, "", 403, kNotOwner},
        {"BOOK-6", &cast().owner, "GET", "/elements/" + spared, "", 200, ""},
    });
    EXPECT_THAT(ids_of(cast().editor.get("/projects").json()), testing::Not(testing::Contains(book)));
    EXPECT_THAT(cast().editor.get("/auth/get-session").body, testing::Not(testing::HasSubstr(book)));
}

TEST(Books, AreDeletedByTheirOwnersOnly) {  // BOOK-8
    const std::string path = "/projects/" + make_shared_book();
    expect_all({
        {"BOOK-8", &cast().editor, "DELETE", path, "", 403, kNotOwner},
        {"BOOK-8", &cast().viewer, "DELETE", path, "", 403, kNotOwner},
        {"BOOK-8", &cast().outsider, "DELETE", path, "", 403, kNotOwner},
        {"BOOK-8", &cast().owner, "DELETE", "/projects/" + kUnknownId, "", 403, kNotOwner},
        {"HTTP-26", &cast().nobody, "DELETE", path, "", 401, "Unauthorized"},
        {"BOOK-8", &cast().owner, "GET", path, "", 200, ""},
    });
}

TEST(Books, AreRenamedByTheirOwnersOnly) {  // BOOK-9
    const std::string book = make_shared_book(), path = "/projects/" + book;
    const std::string before = cast().owner.get(path).at("/updatedAt"), made = cast().owner.get(path).at("/createdAt");
    const Reply reply = cast().owner.patch(path, R"({"name":"Winter","id":"x","createdAt":"1999-01-01"})");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(names_of(reply.json()), (std::vector<std::string>{"id", "name", "createdAt", "updatedAt"}));
    EXPECT_EQ(reply.at("/id"), book);
    EXPECT_EQ(reply.at("/name"), "Winter");
    EXPECT_EQ(reply.at("/createdAt"), made);
    EXPECT_GE(reply.at("/updatedAt"), before);
    const std::string rename = R"({"name":"Mine now"})";
    expect_all({
        {"BOOK-9", &cast().editor, "PATCH", path, rename, 403, kNotOwner},
        {"BOOK-9", &cast().viewer, "PATCH", path, rename, 403, kNotOwner},
        {"BOOK-9", &cast().outsider, "PATCH", path, rename, 403, kNotOwner},
        {"BOOK-9", &cast().owner, "PATCH", "/projects/" + kUnknownId, rename, 403, kNotOwner},
        {"BOOK-9", &cast().owner, "PATCH", path, R"({"visibility":"SECRET"})", 422, "…\"property\":\"/visibility\""},
        {"BOOK-9", &cast().owner, "PATCH", path, R"({"name":null})", 422, "…\"property\":\"/name\""},
        {"BOOK-9", &cast().owner, "PATCH", path, "[]", 422, "…\"message\":\"Expected object\""},
        {"BOOK-9", &cast().owner, "GET", path + "/settings", "", 200, R"({"name":"Winter","visibility":"MEMBERS"})"},
        {"BOOK-9", &cast().owner, "PATCH", path, R"({"visibility":"LINK"})", 200, "…\"name\":\"Winter\""},
        {"BOOK-9", &cast().owner, "GET", path + "/settings", "", 200, R"({"name":"Winter","visibility":"LINK"})"},
    });
}

}  // namespace pictbook::test
