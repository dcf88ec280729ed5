// Uploads: IMG-1 to IMG-13.
#include <gmock/gmock.h>

#include <filesystem>

#include "support/cast.hpp"
#include "support/images.hpp"
#include "support/objects.hpp"

namespace pictbook::test {

namespace {

using Files = std::vector<Person::File>;

const std::string kFailed = R"({"message":"Failed to upload images"})";
const std::string kNoFiles = R"("property":"/files","message":"Expected kind 'Files'")";

std::string images_of(const std::string& book) { return "/projects/" + book + "/images"; }

/// How many objects of that book the server keeps.
std::size_t stored_objects(const std::string& book) { return objects_of(shared_server(), book).size(); }

class Uploads : public testing::Test {
protected:
    Reply upload(const Files& files) const { return editor_.upload(images_of(book_), files); }
    void expect_nothing_stored() const {
        EXPECT_EQ(editor_.get(images_of(book_)).body, "[]");
        EXPECT_EQ(stored_objects(book_), 0u);
    }

    const std::string book_ = make_shared_book();
    const Person& editor_ = cast().editor;
};

}  // namespace

TEST_F(Uploads, AnswerAssetsInTheOrderOfTheFiles) {  // IMG-1, IMG-2, IMG-3
    Files files;
    std::vector<std::string> bytes;
    for (int i = 1; i <= 10; ++i) {
        bytes.push_back(make_png(i, 2 * i));
        files.push_back({"photo.png", bytes.back()});
    }
    files.insert(files.begin() + 3, {"other.txt", "not looked at", "comment"});
    const Reply reply = upload(files);
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto assets = reply.json();
    ASSERT_EQ(assets.as_array().size(), 10u);
    std::set<std::string> keys;
    for (std::size_t i = 0; i < 10; ++i) {
        std::vector<std::string> names;
        for (const auto& [name, value] : assets.at(i).as_object()) names.emplace_back(name);
        EXPECT_THAT(names,
                    testing::UnorderedElementsAre("id", "key", "mimeType", "size", "width", "height", "orientation",
                                                  "createdAt", "updatedAt", "projectId", "uploaderId", "src"));
        const std::string at = "/" + std::to_string(i);
        EXPECT_THAT(reply.at(at + "/id"), testing::MatchesRegex("c[a-z0-9]{24}"));
        EXPECT_THAT(reply.at(at + "/key"), testing::MatchesRegex(book_ + "/images/[a-z0-9-]+\\.png"));
        EXPECT_EQ(reply.at(at + "/size"), std::to_string(bytes[i].size()));
        EXPECT_EQ(reply.at(at + "/width"), std::to_string(i + 1));
        EXPECT_EQ(reply.at(at + "/height"), std::to_string(2 * (i + 1)));
        EXPECT_EQ(reply.at(at + "/orientation"), "null");
        EXPECT_EQ(reply.at(at + "/projectId"), book_);
        EXPECT_EQ(reply.at(at + "/uploaderId"), cast().editor_id);
        keys.insert(reply.at(at + "/key"));
    }
    EXPECT_EQ(keys.size(), 10u);
    EXPECT_EQ(editor_.get(images_of(book_)).json(), assets);
    EXPECT_EQ(stored_objects(book_), 10u);
}

TEST_F(Uploads, OfTheSameFileAreTwoAssets) {  // IMG-2
    const Reply first = upload({{"a.png", kDot}}), second = upload({{"a.png", kDot}});
    EXPECT_NE(first.at("/0/key"), second.at("/0/key"));
    EXPECT_NE(first.at("/0/id"), second.at("/0/id"));
    EXPECT_EQ(stored_objects(book_), 2u);
}

TEST_F(Uploads, GoByTheBytesNotByNameAndType) {  // IMG-4, IMG-5, IMG-3
    struct Kind {
        std::string bytes, type, extension;
    };
    for (const auto& [bytes, type, extension] : std::vector<Kind>{{make_jpeg(60, 40), "image/jpeg", "jpg"},
                                                                  {make_progressive_jpeg(60, 40), "image/jpeg", "jpg"},
                                                                  {make_png(60, 40), "image/png", "png"},
                                                                  {make_gif(60, 40, 3), "image/gif", "gif"},
                                                                  {make_webp(60, 40), "image/webp", "webp"},
                                                                  {make_avif(60, 40), "image/avif", "avif"},
                                                                  {make_heic(60, 40), "image/heic", "heic"},
                                                                  {make_tiff(60, 40), "image/tiff", "tiff"},
                                                                  {make_bmp(60, 40), "image/bmp", "bmp"}}) {
        const Reply reply = upload({{"../../etc/<script>.html", bytes, "files", "text/html"}});
        ASSERT_EQ(reply.status, 200) << type << reply.body;
        EXPECT_EQ(reply.at("/0/mimeType"), type);
        EXPECT_THAT(reply.at("/0/key"), testing::MatchesRegex(book_ + "/images/[a-z0-9-]+\\." + extension));
        EXPECT_EQ(reply.at("/0/width"), "60") << type;
        EXPECT_EQ(reply.at("/0/height"), "40") << type;
        EXPECT_EQ(reply.at("/0/size"), std::to_string(bytes.size()));
    }
}

TEST_F(Uploads, TellTheOrientationAndDoNotSwapTheSides) {  // IMG-3
    Files files;
    for (int orientation = 1; orientation <= 8; ++orientation)
        files.push_back({"a.jpg", make_jpeg(60, 40, orientation)});
    const Reply reply = upload(files);
    ASSERT_EQ(reply.status, 200) << reply.body;
    for (int i = 0; i < 8; ++i) {
        EXPECT_EQ(reply.at("/" + std::to_string(i) + "/orientation"), std::to_string(i + 1));
        EXPECT_EQ(reply.at("/" + std::to_string(i) + "/width"), "60");
        EXPECT_EQ(reply.at("/" + std::to_string(i) + "/height"), "40");
    }
}

TEST_F(Uploads, RefuseWhatIsNoImage) {  // IMG-5, IMG-6, IMG-8
    const std::string jpeg = make_jpeg(200, 100), png = make_png(100, 100);
    for (const std::string& bytes :
         {std::string("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"),
          std::string("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
          std::string("<!doctype html><script>alert(1)</script>"), std::string("%PDF-1.7 and more"), std::string("x"),
          std::string(), std::string(5000, '\0'), jpeg.substr(0, jpeg.size() / 2), png.substr(0, png.size() / 2),
          make_png_bomb(), claim_png_size(png, 65536, 1), claim_png_size(png, 16385, 16385)}) {
        const Reply reply = upload({{"photo.png", bytes, "files", "image/png"}});
        EXPECT_EQ(reply.status, 400) << bytes.substr(0, 20);
        EXPECT_EQ(reply.body, kFailed) << bytes.substr(0, 20);
    }
    expect_nothing_stored();
}

TEST_F(Uploads, RefuseAnImageWithoutASize) {  // IMG-7
    for (const auto& [width, height] : {std::pair{0u, 10u}, {10u, 0u}, {0u, 0u}}) {
        const Reply reply = upload({{"photo.png", claim_png_size(make_png(10, 10), width, height)}});
        EXPECT_EQ(reply.status, 400);
        EXPECT_EQ(reply.body, R"({"message":"Invalid image dimensions"})");
    }
    expect_nothing_stored();
}

TEST_F(Uploads, NeedFilesInTheirField) {  // IMG-9, IMG-11, HTTP-12
    const auto send = [&](const std::string& type, const std::string& body) {
        return editor_.request("POST", images_of(book_), body, {{"Content-Type", type}});
    };
    const std::string form = "multipart/form-data; boundary=XX";
    for (const Reply& reply :
         {send(form, "--XX--\r\n"), upload({{"a.png", kDot, "file"}}), upload({{"a.png", kDot, "Files"}}),
          upload({{"a.png", kDot, "files[]"}}), send("application/json", R"({"files":[]})"), send("image/png", kDot),
          send("application/x-www-form-urlencoded", "files=x"), send("text/plain", "x"),
          upload(Files(11, {"a.png", kDot})),
          send(form, "--XX\r\nContent-Disposition: form-data; name=\"files\"\r\n\r\njust text\r\n--XX--\r\n")}) {
        EXPECT_EQ(reply.status, 422) << reply.body;
        EXPECT_THAT(reply.body, testing::HasSubstr(kNoFiles));
    }
    for (const Reply& reply :
         {send(form, "--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\nx"),
          send(form, "no boundary at all"), send("multipart/form-data", "--XX--\r\n")}) {
        EXPECT_EQ(reply.status, 400) << reply.body;
        EXPECT_EQ(reply.body, "Bad Request");
    }
    expect_nothing_stored();
}

TEST_F(Uploads, TakeTwentyMebibytesAndNoByteMore) {  // IMG-10
    const std::string png = make_png(64, 64);
    const std::size_t most = 20u << 20;
    const std::string largest =
        png + std::string(most - png.size(), '\x01');  // what follows the image is not looked at
    const Reply taken = upload({{"a.png", largest}});
    ASSERT_EQ(taken.status, 200) << taken.body;
    EXPECT_EQ(taken.at("/0/size"), std::to_string(most));
    EXPECT_EQ(editor_.remove("/images/" + taken.at("/0/id")).status, 200);
    const Reply refused = upload({{"a.png", largest + "x"}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, testing::HasSubstr(kNoFiles));
    expect_nothing_stored();
}

TEST_F(Uploads, AreAllOrNothing) {  // IMG-12
    EXPECT_EQ(upload({{"a.png", kDot}, {"b.png", "no image"}, {"c.png", kDot}}).body, kFailed);
    EXPECT_EQ(upload({{"a.png", kDot}, {"b.png", claim_png_size(kDot, 0, 1)}}).status, 400);
    Files files(10, {"a.png", kDot});
    files.push_back({"b.png", kDot});
    EXPECT_EQ(upload(files).status, 422);
    expect_nothing_stored();
    // Nothing of the refused files is left to be cleared away.
    const std::filesystem::path spool = shared_server().folder() / "data" / "uploads";
    if (std::filesystem::exists(spool)) EXPECT_TRUE(std::filesystem::is_empty(spool));
}

TEST_F(Uploads, AreForEditorsAndOwnersOnly) {  // IMG-13
    const std::string unauthorized = R"({"message":"Unauthorized"})";
    for (const Person* person : {&cast().viewer, &cast().outsider}) {
        const Reply reply = person->upload(images_of(book_), {{"a.png", kDot}});
        EXPECT_EQ(reply.status, 401);
        EXPECT_EQ(reply.body, unauthorized);
    }
    EXPECT_EQ(cast().owner.upload(images_of(kUnknownId), {{"a.png", kDot}}).body, unauthorized);
    EXPECT_EQ(cast().nobody.upload(images_of(book_), {{"a.png", kDot}}).body, "Unauthorized");
    expect_nothing_stored();
    EXPECT_EQ(stored_objects(kUnknownId), 0u);
    EXPECT_EQ(cast().owner.upload(images_of(book_), {{"a.png", kDot}}).status, 200);
}

}  // namespace pictbook::test
