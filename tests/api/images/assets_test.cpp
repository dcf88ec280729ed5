// Listing and deleting photos: IMG-14 to IMG-17, BOOK-7.
#include <gmock/gmock.h>

#include <filesystem>

#include "support/cast.hpp"
#include "support/objects.hpp"

namespace pictbook::test {

namespace {

std::string images(const std::string& book) { return "/projects/" + book + "/images"; }

bool is_stored(const std::string& key) {
    return testing::Value(objects_of(shared_server(), key.substr(0, key.find('/'))), testing::Contains(key));
}

std::string path_of(const std::string& src) { return src.substr(src.find("/blob/")); }

}  // namespace

TEST(Assets, AreListedForReaders) {  // IMG-14
    const std::string book = make_shared_book();
    const std::string answer = cast().editor.upload(images(book), {{"a.png", kDot}, {"b.png", kDot}}).body;
    expect_all({
        {"IMG-14", &cast().owner, "GET", images(book), "", 200, answer},
        {"IMG-14", &cast().viewer, "GET", images(book), "", 200, answer},
        {"IMG-14", &cast().outsider, "GET", images(book), "", 404, R"({"message":"Project not found"})"},
        {"IMG-14", &cast().nobody, "GET", images(book), "", 401, "Unauthorized"},
        {"IMG-14", &cast().owner, "PATCH", "/projects/" + book, R"({"visibility":"PUBLIC"})", 200, ""},
        {"IMG-14", &cast().outsider, "GET", images(book), "", 200, answer},
        {"IMG-14", &cast().nobody, "GET", images(book), "", 200, answer},
        {"IMG-14", &cast().owner, "GET", images(make_book(cast().owner)), "", 200, "[]"},
    });
}

TEST(Assets, AreDeletedWithTheirObject) {  // IMG-15
    const std::string book = make_shared_book();
    const Reply made = cast().editor.upload(images(book), {{"a.png", kDot}, {"b.png", kDot}});
    const std::string id = made.at("/0/id"), src = path_of(made.at("/0/src"));
    ASSERT_TRUE(is_stored(made.at("/0/key")));
    EXPECT_EQ(cast().nobody.get(src).status, 200);
    EXPECT_EQ(cast().editor.remove("/images/" + id).body, R"({"message":"Image deleted successfully"})");
    EXPECT_FALSE(is_stored(made.at("/0/key")));
    EXPECT_TRUE(is_stored(made.at("/1/key")));
    expect_all({
        {"IMG-15", &cast().nobody, "GET", src, "", 404, R"({"message":"Image not found"})"},
        {"IMG-17", &cast().editor, "DELETE", "/images/" + id, "", 404, R"({"message":"Image not found"})"},
        {"IMG-15", &cast().editor, "GET", images(book), "", 200, "…" + made.at("/1/id")},
    });
    EXPECT_THAT(cast().editor.get(images(book)).body, testing::Not(testing::HasSubstr(id)));
}

TEST(Assets, AreDeletedWithTheElementsThatShowThem) {  // IMG-16
    const std::string book = make_shared_book();
    const Reply made = cast().editor.upload(images(book), {{"a.png", kDot}, {"b.png", kDot}});
    const auto show = [&](const char* asset) {
        return make_element(cast().editor, book, element_json("IMAGE", R"("assetId":")" + made.at(asset) + "\""));
    };
    const std::string first = show("/0/id"), again = show("/0/id"), other = show("/1/id");
    const std::string circle = make_element(cast().editor, book, element_json("CIRCLE"));
    EXPECT_EQ(cast().editor.remove("/images/" + made.at("/0/id")).status, 200);
    expect_all({
        {"IMG-16", &cast().viewer, "GET", "/elements/" + first, "", 404, ""},
        {"IMG-16", &cast().viewer, "GET", "/elements/" + again, "", 404, ""},
        {"IMG-16", &cast().viewer, "GET", "/elements/" + other, "", 200, ""},
        {"IMG-16", &cast().viewer, "GET", "/elements/" + circle, "", 200, ""},
    });
    EXPECT_EQ(cast().viewer.get("/projects/" + book).json().at("elements").as_array().size(), 2u);
}

TEST(Assets, AreDeletedByEditorsAndOwnersOnly) {  // IMG-17
    const std::string book = make_shared_book(), unauthorized = R"({"message":"Unauthorized"})";
    const Reply made = cast().editor.upload(images(book), {{"a.png", kDot}});
    const std::string path = "/images/" + made.at("/0/id"), absent = R"({"message":"Image not found"})";
    expect_all({
        {"IMG-17", &cast().viewer, "DELETE", path, "", 401, unauthorized},
        {"IMG-17", &cast().outsider, "DELETE", path, "", 401, unauthorized},
        {"HTTP-26", &cast().nobody, "DELETE", path, "", 401, "Unauthorized"},
        {"IMG-17", &cast().outsider, "DELETE", "/images/" + kUnknownId, "", 404, absent},
        {"IMG-17", &cast().editor, "DELETE", "/images/%2e%2e", "", 404, absent},
        {"IMG-17", &cast().owner, "GET", images(book), "", 200, made.body},
        {"IMG-15", &cast().owner, "DELETE", path, "", 200, ""},
    });
}

TEST(Assets, GoWithTheirBook) {  // BOOK-7
    const std::string book = make_shared_book(), kept = make_shared_book();
    const Reply made = cast().editor.upload(images(book), {{"a.png", kDot}, {"b.png", kDot}});
    const Reply spared = cast().editor.upload(images(kept), {{"a.png", kDot}});
    EXPECT_EQ(cast().owner.remove("/projects/" + book).status, 200);
    EXPECT_FALSE(is_stored(made.at("/0/key")));
    EXPECT_FALSE(is_stored(book));
    EXPECT_EQ(cast().nobody.get(path_of(made.at("/1/src"))).status, 404);
    EXPECT_EQ(cast().nobody.get(path_of(spared.at("/0/src"))).body, kDot);
}

}  // namespace pictbook::test
