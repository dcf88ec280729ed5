// Archives that nobody should send: each with its answer, and nothing is left behind. ARCHIVE-9 to ARCHIVE-11, ARCHIVE-13.
#include <gmock/gmock.h>

#include <filesystem>

#include "support/cast.hpp"
#include "support/images.hpp"
#include "support/keys.hpp"
#include "support/objects.hpp"
#include "support/zips.hpp"

namespace pictbook::test {

namespace {

using testing::HasSubstr;

/// `book.json` with these photos and elements.
ZipItem text_item(const std::string& photos = "", const std::string& elements = "",
                  const std::string& head = R"("format":"pictbook-book","version":1,"name":"Our wedding")") {
    return {"book.json", "{" + head + R"(,"photos":[)" + photos + R"(],"elements":[)" + elements + "]}"};
}

std::string file(const std::string& name) { return R"({"file":")" + name + "\"}"; }

/// With one photo, which is these bytes.
std::string zip_with_photo(const std::string& bytes, bool deflated = false) {
    return make_zip({text_item(file("a.png")), {"a.png", bytes, deflated}});
}

std::string zip_with_element(const std::string& element) {
    return make_zip({text_item(file("a.png"), element), {"a.png", kDot}});
}

ZipItem named(const std::string& name, std::uint32_t mode = 0100644) {
    ZipItem item{name, "x"};
    item.mode = mode;
    return item;
}

ZipItem claiming(std::uint32_t size) {
    ZipItem item{"a.png", kDot, true};
    item.size = size;
    return item;
}

struct Row {
    const char* what;
    std::string zip;
    int status;
    std::string answer;  // a part of it
};

std::vector<Row> odd_zips() {
    const std::string good = zip_with_photo(kDot), no_zip = "The file is no zip archive, or it is cut short or broken";
    const std::string outside = "A name in the archive leads outside of it";
    std::vector<ZipItem> crowd(100'000);
    for (std::size_t i = 0; i < crowd.size(); ++i) crowd[i].name = std::to_string(i);
    ZipItem encrypted = text_item(), inner{"b", kDot};
    encrypted.flags = 1;
    inner.offset = 36;
    return {
        {"a bomb", make_zip({text_item(), {"a.png", std::string(64u << 20, '\0'), true}}), 413,
         "The archive unpacks to too many bytes"},
        {"a bomb in the text", make_zip({{"book.json", std::string(17u << 20, ' '), true}}), 413, "too"},
        {"100 000 entries", make_zip(crowd), 413, "The archive has too many entries"},
        {"a lie about the size, smaller", make_zip({text_item(file("a.png")), claiming(20)}), 400, no_zip},
        {"a lie about the size, larger", make_zip({text_item(file("a.png")), claiming(300)}), 400, no_zip},
        {"overlapping entries",
         make_zip({{"a", std::string(5, 'x') + make_zip({{"b", kDot}}).substr(0, 98)}, text_item(), inner}), 400,
         "Entries of the archive overlap"},
        {"..", make_zip({text_item(), named("../../../etc/passwd")}), 400, outside},
        {"an absolute name", make_zip({text_item(), named("/etc/passwd")}), 400, outside},
        {"a symbolic link", make_zip({text_item(), named("images", 0120777)}), 400,
         "The archive holds a link or a special file"},
        {"a name twice", make_zip({text_item(), text_item()}), 400, "A name stands twice in the archive"},
        {"encrypted", make_zip({encrypted}), 400, "The archive is encrypted"},
        {"cut short", good.substr(0, good.size() - 25), 400, no_zip},
        {"empty", "", 400, no_zip},
        {"a photo instead", kDot, 400, no_zip},
        {"no text", make_zip({{"a.png", kDot}}), 400, "The archive has no book.json at its top"},
        {"a text below", make_zip({{"x/book.json", "{}"}}), 400, "The archive has no book.json at its top"},
    };
}

std::vector<Row> odd_texts(const std::string& element_of_another) {
    const auto text = [](const std::string& head) { return make_zip({text_item("", "", head)}); };
    const std::string image =
        R"("type":"IMAGE","x":0,"y":0,"width":1,"height":1,"scaleX":1,"scaleY":1,"angle":0,"zIndex":1)";
    std::string deep = "1";
    for (int i = 0; i < 40; ++i) deep = "[" + deep + "]";
    std::string many = file("0");
    for (int i = 1; i < 1001; ++i) many += "," + file("a.png");
    return {
        {"no JSON", make_zip({{"book.json", "{"}}), 400, "The archive's book.json is not JSON"},
        {"too deep", make_zip({{"book.json", deep}}), 400, "The archive's book.json is not JSON"},
        {"no object", make_zip({{"book.json", "[]"}}), 422, "Expected object"},
        {"another format", text(R"("format":"zip","version":1,"name":"Our wedding")"), 422, R"("property":"/format")"},
        {"another version", text(R"("format":"pictbook-book","version":2,"name":"Our wedding")"), 422,
         R"("property":"/version")"},
        {"no version", text(R"("format":"pictbook-book","name":"Our wedding")"), 422, R"("property":"/version")"},
        {"a short name", text(R"("format":"pictbook-book","version":1,"name":"ab")"), 422, R"("property":"/name")"},
        {"a long name", text(R"("format":"pictbook-book","version":1,"name":")" + std::string(101, 'x') + "\""), 422,
         R"("property":"/name")"},
        {"more than 1000 photos", make_zip({text_item(many), {"a.png", kDot}}), 413,
         "The archive has more than 1000 photos"},
        {"a photo that is not there", make_zip({text_item(file("a.png"))}), 422, R"("property":"/photos/0/file")"},
        {"the text as a photo", make_zip({text_item(file("book.json"))}), 422, R"("property":"/photos/0/file")"},
        {"a photo twice", make_zip({text_item(file("a.png") + "," + file("a.png")), {"a.png", kDot}}), 422,
         R"("property":"/photos/1/file")"},
        {"an element without its photo", zip_with_element("{" + image + R"(,"photo":"b.png"})"), 422,
         R"("property":"/elements/0/photo")"},
        {"a photo of another book", zip_with_element("{" + image + R"(,"assetId":")" + element_of_another + "\"}"), 422,
         R"("property":"/elements/0")"},
        {"an element of no kind", zip_with_element(R"({"type":"VIDEO"})"), 422, R"("property":"/elements/0")"},
        {"a colour beyond 32 bits", zip_with_element(element_json("CIRCLE", R"("fill":4294967296)")), 422,
         R"("property":"/elements/0")"},
        {"an infinity", zip_with_element(element_json("CIRCLE", R"("x":1e999)")), 422, R"("property":"/elements/0")"},
        {"U+0000", zip_with_element(element_json("TEXT", R"("content":"a\u0000b")")), 422,
         R"("property":"/elements/0")"},
    };
}

std::vector<Row> odd_photos() {
    const std::string failed = R"({"message":"Failed to upload images"})";
    const std::string large = kDot + std::string(20u << 20, '\x01');
    return {
        {"no image", zip_with_photo("<svg xmlns='http://www.w3.org/2000/svg'/>"), 400, failed},
        {"a page", zip_with_photo("<!doctype html><script>alert(1)</script>"), 400, failed},
        {"too many pixels", zip_with_photo(make_png_bomb()), 400, failed},
        {"no size", zip_with_photo(claim_png_size(make_png(10, 10), 0, 10)), 400, "Invalid image dimensions"},
        {"the second is no image",
         make_zip({text_item(file("a.png") + "," + file("b.png")), {"a.png", kDot}, {"b.png", "x"}}), 400, failed},
        {"over 20 MiB", zip_with_photo(large), 413, "A photo of the archive has more than 20 MiB"},
    };
}

/// Somebody who has imported nothing yet.
class HostileArchives : public testing::Test {
protected:
    void expect_refusals(const std::vector<Row>& rows) {
        for (const auto& [what, zip, status, answer] : rows) {
            const Reply reply = ada_.upload("/projects/archive", {{"book.zip", zip, "file"}});
            EXPECT_EQ(reply.status, status) << what << ": " << reply.body;
            EXPECT_THAT(reply.body, HasSubstr(answer)) << what;
        }
        EXPECT_EQ(ada_.get("/projects").body, "[]");
        EXPECT_EQ(objects_of(shared_server(), ""), objects_);
        const std::filesystem::path spool = shared_server().folder() / "data" / "uploads";
        if (std::filesystem::exists(spool)) EXPECT_TRUE(std::filesystem::is_empty(spool));
    }

    const Person ada_ = shared_server().sign_up();
    std::vector<std::string> objects_ = objects_of(shared_server(), "");
};

}  // namespace

TEST_F(HostileArchives, AsZipsAreRefused) { expect_refusals(odd_zips()); }  // ARCHIVE-9, ARCHIVE-10

TEST_F(HostileArchives, ByTheirTextAreRefused) {  // ARCHIVE-11
    const std::string book = make_shared_book();
    const Reply photo = cast().owner.upload("/projects/" + book + "/images", {{"a.png", kDot}});
    objects_ = objects_of(shared_server(), "");
    expect_refusals(odd_texts(photo.at("/0/id")));
    EXPECT_EQ(cast().owner.get("/projects/" + book + "/images").json().as_array().size(), 1u);
}

TEST_F(HostileArchives, ByTheirPhotosAreRefused) { expect_refusals(odd_photos()); }  // ARCHIVE-11, IMG-5 to IMG-8

TEST_F(HostileArchives, DoNotReachOtherBooks) {  // ARCHIVE-7
    const std::string book = make_shared_book();
    const std::string id = make_element(cast().owner, book, element_json("CIRCLE", R"("x":7)"));
    const std::string zip = zip_with_element(
        element_json("CIRCLE", R"("x":8,"id":")" + id + R"(","projectId":")" + book + R"(","createdAt":"no date")"));
    const Reply made = ada_.upload("/projects/archive", {{"book.zip", zip, "file"}});
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_NE(made.at("/id"), book);
    EXPECT_EQ(cast().owner.get("/elements/" + id).at("/x"), "7");
    EXPECT_EQ(cast().owner.get("/projects/" + book + "/elements").json().as_array().size(), 1u);
    const Reply moved = ada_.get("/projects/" + made.at("/id") + "/elements");
    EXPECT_EQ(moved.at("/0/x"), "8");
    EXPECT_NE(moved.at("/0/id"), id);
}

TEST_F(HostileArchives, NeedAnAccountAndAFileInItsField) {  // ARCHIVE-13
    const std::string zip = zip_with_photo(kDot);
    const auto send = [&](const Person& person, std::vector<Person::File> files) {
        return person.upload("/projects/archive", files);
    };
    EXPECT_EQ(send(cast().nobody, {{"book.zip", zip, "file"}}).body, "Unauthorized");
    EXPECT_EQ(send(program_of(ada_, "write"), {{"book.zip", zip, "file"}}).status, 403);
    for (const Reply& reply : {send(ada_, {{"book.zip", zip, "files"}}), ada_.post("/projects/archive", "{}"),
                               send(ada_, {{"a.zip", zip, "file"}, {"b.zip", zip, "file"}})}) {
        EXPECT_EQ(reply.status, 422) << reply.body;
        EXPECT_THAT(reply.body, HasSubstr(R"("property":"/file")"));
    }
    EXPECT_EQ(ada_.get("/projects").body, "[]");
    EXPECT_EQ(send(program_of(ada_, "admin"), {{"book.zip", zip, "file"}}).status, 200);
}

}  // namespace pictbook::test
