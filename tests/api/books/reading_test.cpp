// Who may read a book: BOOK-22 to BOOK-28, ELEM-10.
#include <gmock/gmock.h>

#include "support/cast.hpp"

namespace pictbook::test {

namespace {

const std::string kNotFoundBook = R"({"message":"Project not found"})";
const std::string kNoElement = R"({"message":"Element not found"})";

/// Every route that reads the book, with what it says of a book that is not there.
std::vector<std::pair<std::string, std::string>> readings_of(const std::string& book, const std::string& element) {
    return {{"/projects/" + book, kNotFoundBook},
            {"/projects/" + book + "/elements", kNotFoundBook},
            {"/projects/" + book + "/images", kNotFoundBook},
            {"/elements/" + element, kNoElement}};
}

class Reading : public testing::TestWithParam<std::string> {
protected:
    Reading()
        : book_(make_shared_book(GetParam())), element_(make_element(cast().owner, book_, element_json("TEXT"))) {}

    const std::string book_, element_;
};

INSTANTIATE_TEST_SUITE_P(Visibility, Reading, testing::Values("MEMBERS", "LINK", "PUBLIC"),
                         [](const auto& info) { return info.param; });

}  // namespace

TEST_P(Reading, IsForMembersAlways) {  // BOOK-23, ELEM-9
    for (const Person* member : {&cast().owner, &cast().editor, &cast().viewer})
        for (const auto& [path, absent] : readings_of(book_, element_))
            EXPECT_EQ(member->get(path).status, 200) << path;
}

TEST_P(Reading, ByAnOutsiderNeedsLinkOrPublic) {  // BOOK-23, BOOK-25, ELEM-10
    for (const auto& [path, absent] : readings_of(book_, element_)) {
        const Reply reply = cast().outsider.get(path);
        EXPECT_EQ(reply.status, GetParam() == "MEMBERS" ? 404 : 200) << path;
        if (GetParam() == "MEMBERS") EXPECT_EQ(reply.body, absent) << path;
    }
    // Whatever is said must not tell a hidden book from one that does not exist.
    for (const auto& [path, absent] : readings_of(kUnknownId, kUnknownId)) {
        const Reply reply = cast().outsider.get(path);
        EXPECT_EQ(reply.status, 404);
        EXPECT_EQ(reply.body, absent) << path;
    }
}

TEST_P(Reading, WithoutASessionNeedsPublic) {  // BOOK-24, BOOK-25
    for (const auto& [path, absent] : readings_of(book_, element_)) {
        const Reply reply = cast().nobody.get(path);
        EXPECT_EQ(reply.status, GetParam() == "PUBLIC" ? 200 : 401) << path;
        if (GetParam() != "PUBLIC") EXPECT_EQ(reply.body, "Unauthorized") << path;
    }
    for (const auto& [path, absent] : readings_of(kUnknownId, kUnknownId))
        EXPECT_EQ(cast().nobody.get(path).status, 401);
}

TEST_P(Reading, ShowsAddressesToMembersOnly) {  // BOOK-26
    EXPECT_EQ(cast().viewer.get("/projects/" + book_).at("/members/0/email"), cast().owner_email);
    for (const Person* reader : {&cast().outsider, &cast().nobody}) {
        const Reply reply = reader->get("/projects/" + book_);
        EXPECT_THAT(reply.body, testing::Not(testing::HasSubstr("@example.com")));
        if (reply.status != 200) continue;
        EXPECT_EQ(reply.json().at("members").as_array().size(), 3u);
        for (const char* email : {"/members/0/email", "/members/1/email", "/members/2/email"})
            EXPECT_EQ(reply.at(email), "");
        EXPECT_EQ(reply.at("/members/0/name"), "Person olga");
    }
    for (const Person* reader : {&cast().outsider, &cast().nobody})
        EXPECT_THAT(reader->get("/projects/" + book_ + "/users").body,
                    testing::Not(testing::HasSubstr("@example.com")));
}

TEST_P(Reading, NeverLetsAnOutsiderWrite) {  // BOOK-27, ELEM-17
    const std::string circle = element_json("CIRCLE"), all = "/projects/" + book_ + "/elements",
                      one = "/elements/" + element_;
    const std::string unauthorized = R"({"message":"Unauthorized"})";
    const std::string not_owner = R"({"message":"You are not an owner of this project"})";
    const std::string before = cast().owner.get("/projects/" + book_).body;
    expect_all({
        {"BOOK-27", &cast().outsider, "POST", all, circle, 401, unauthorized},
        {"BOOK-27", &cast().outsider, "POST", all + "/bulk", "[]", 401, unauthorized},
        {"BOOK-27", &cast().outsider, "PUT", all + "/bulk", "[]", 401, unauthorized},
        {"BOOK-27", &cast().outsider, "PUT", one, R"({"type":"TEXT","x":9})", 401, unauthorized},
        {"BOOK-27", &cast().outsider, "DELETE", one, "", 401, unauthorized},
        {"BOOK-27", &cast().outsider, "PATCH", "/projects/" + book_, R"({"name":"Mine"})", 403, not_owner},
        {"BOOK-27", &cast().outsider, "DELETE", "/projects/" + book_, "", 403, not_owner},
        {"BOOK-27", &cast().nobody, "POST", all, circle, 401, "Unauthorized"},
        {"BOOK-27", &cast().nobody, "PUT", one, R"({"type":"TEXT","x":9})", 401, "Unauthorized"},
        {"BOOK-27", &cast().nobody, "DELETE", one, "", 401, "Unauthorized"},
        {"BOOK-27", &cast().viewer, "POST", all, circle, 401, unauthorized},
    });
    const Reply upload = cast().outsider.upload("/projects/" + book_ + "/images", {{"a.png", kDot}});
    EXPECT_EQ(upload.status, 401);
    EXPECT_EQ(cast().owner.get("/projects/" + book_).body, before);
}

TEST_P(Reading, TheSettingsIsForMembersOnly) {  // BOOK-28
    const std::string path = "/projects/" + book_ + "/settings";
    const std::string settings = R"({"name":"Our wedding","visibility":")" + GetParam() + R"("})";
    expect_all({
        {"BOOK-28", &cast().owner, "GET", path, "", 200, settings},
        {"BOOK-28", &cast().editor, "GET", path, "", 200, settings},
        {"BOOK-28", &cast().viewer, "GET", path, "", 200, settings},
        {"BOOK-28", &cast().outsider, "GET", path, "", 404, kNotFoundBook},
        {"BOOK-28", &cast().outsider, "GET", "/projects/" + kUnknownId + "/settings", "", 404, kNotFoundBook},
    });
    EXPECT_THAT(cast().owner.get("/projects/" + book_).body, testing::Not(testing::HasSubstr("visibility")));
    EXPECT_THAT(cast().owner.get("/projects").body, testing::Not(testing::HasSubstr("visibility")));
}

TEST(Visibility, OfANewBookIsMembersUnlessConfigured) {  // BOOK-22
    const std::string book = make_book(cast().owner);
    EXPECT_EQ(cast().owner.get("/projects/" + book + "/settings").at("/visibility"), "MEMBERS");
    const TestServer open({{"DEFAULT_VISIBILITY", "PUBLIC"}});
    const Person ada = open.sign_up();
    const std::string shown = make_book(ada);
    EXPECT_EQ(ada.get("/projects/" + shown + "/settings").at("/visibility"), "PUBLIC");
    EXPECT_EQ(open.nobody().get("/projects/" + shown).status, 200);
}

TEST(Visibility, OfABookEndsWhenItIsTakenBack) {  // BOOK-23, BOOK-25
    const std::string book = make_shared_book("PUBLIC");
    EXPECT_EQ(cast().nobody.get("/projects/" + book).status, 200);
    EXPECT_EQ(cast().owner.patch("/projects/" + book, R"({"visibility":"MEMBERS"})").status, 200);
    EXPECT_EQ(cast().nobody.get("/projects/" + book).status, 401);
    EXPECT_EQ(cast().outsider.get("/projects/" + book).status, 404);
}

}  // namespace pictbook::test
