// The address of a photo's bytes: IMG-18 to IMG-25.
#include <gmock/gmock.h>

#include <fstream>

#include "support/cast.hpp"
#include "support/images.hpp"

namespace pictbook::test {

namespace {

using testing::HasSubstr;

class Src : public testing::Test {
protected:
    Src() {
        const Reply made = cast().editor.upload("/projects/" + book_ + "/images", {{"a.jpg", bytes_}, {"b.png", kDot}});
        EXPECT_EQ(made.status, 200) << made.body;
        address_ = made.at("/0/src");
        key_ = made.at("/0/key");
        other_key_ = made.at("/1/key");
        path_ = address_.substr(address_.find("/blob/"));
        capability_ = path_.substr(6, path_.find('/', 6) - 6);
    }
    Reply get(const std::string& path, HeaderList headers = {}) const {
        return cast().nobody.get(path, std::move(headers));
    }

    const std::string book_ = make_shared_book(), bytes_ = make_jpeg(300, 200);
    std::string address_, path_, key_, other_key_, capability_;
};

}  // namespace

TEST_F(Src, ServesTheExactBytesWithoutACookie) {  // IMG-18
    EXPECT_EQ(address_,
              "http://localhost:" + std::to_string(shared_server().port()) + "/blob/" + capability_ + "/" + key_);
    EXPECT_THAT(capability_, testing::MatchesRegex("[0-9]+\\.[A-Za-z0-9_-]{43}"));
    const Reply reply = get(path_);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Content-Type"), "image/jpeg");
    EXPECT_EQ(reply.header("Content-Length"), std::to_string(bytes_.size()));
    EXPECT_TRUE(reply.body == bytes_);
    EXPECT_FALSE(reply.has("Set-Cookie"));
    const Reply head = cast().nobody.request("HEAD", path_, "", {});
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), std::to_string(bytes_.size()));
}

TEST_F(Src, IsAnAddressBelowPublicUrl) {  // IMG-18
    const TestServer server({{"PUBLIC_URL", "https://photos.example.com/book/"}});
    const Person ada = server.sign_up();
    const std::string src = ada.upload("/projects/" + make_book(ada) + "/images", {{"a.png", kDot}}).at("/0/src");
    EXPECT_THAT(src, testing::StartsWith("https://photos.example.com/book/blob/"));
    EXPECT_EQ(server.nobody().get(src.substr(src.find("/blob/"))).body, kDot);
}

TEST_F(Src, OfAllFormatsHasTheirType) {  // IMG-18
    for (const auto& [bytes, type] : std::vector<std::pair<std::string, std::string>>{{make_png(8, 8), "image/png"},
                                                                                      {make_gif(8, 8), "image/gif"},
                                                                                      {make_webp(8, 8), "image/webp"},
                                                                                      {make_avif(16, 16), "image/avif"},
                                                                                      {make_heic(16, 16), "image/heic"},
                                                                                      {make_tiff(8, 8), "image/tiff"},
                                                                                      {make_bmp(8, 8), "image/bmp"}}) {
        const std::string src = cast().editor.upload("/projects/" + book_ + "/images", {{"x", bytes}}).at("/0/src");
        const Reply reply = get(src.substr(src.find("/blob/")));
        EXPECT_EQ(reply.header("Content-Type"), type);
        EXPECT_TRUE(reply.body == bytes) << type;
    }
}

TEST_F(Src, ThatWasNotGivenIsForbidden) {  // IMG-19
    const std::size_t dot = capability_.find('.');
    const std::string expiry = capability_.substr(0, dot), signature = capability_.substr(dot + 1);
    std::string flipped = signature;
    flipped[10] = flipped[10] == 'A' ? 'B' : 'A';
    const std::string later = std::to_string(std::stoll(expiry) + 86'400);
    std::vector<Case> cases;
    for (const std::string& path :
         {capability_ + "/" + other_key_, expiry + "." + flipped + "/" + key_, later + "." + signature + "/" + key_,
          "0" + expiry + "." + signature + "/" + key_, expiry + "/" + key_, expiry + "./" + key_,
          "." + signature + "/" + key_, "x/" + key_, expiry + "." + signature.substr(0, 42) + "/" + key_,
          expiry + "." + signature + "A/" + key_, "0.x/" + key_, "99999999999999999999." + signature + "/" + key_})
        cases.push_back({"IMG-19", &cast().owner, "GET", "/blob/" + path, "", 403, R"({"message":"Forbidden"})"});
    expect_all(cases);
}

TEST_F(Src, StaysTheSameWithinItsPeriod) {  // IMG-20
    const Reply listed = cast().viewer.get("/projects/" + book_ + "/images");
    EXPECT_EQ(listed.at("/0/src"), address_);
    EXPECT_EQ(cast().owner.get("/projects/" + book_ + "/images").body, listed.body);
    const long long now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const long long expiry = std::stoll(capability_);
    EXPECT_GT(expiry, now + 86'400 - 60);
    EXPECT_LE(expiry, now + 2 * 86'400);
}

TEST_F(Src, IsAllowedToTheFrontEndAsATexture) {  // IMG-21
    const Reply reply = get(path_, {{"Origin", "http://localhost:3000"}});
    EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "http://localhost:3000");
    EXPECT_EQ(reply.header("Cross-Origin-Resource-Policy"), "cross-origin");
    EXPECT_EQ(reply.header("Vary"), "Origin");
    EXPECT_FALSE(get(path_, {{"Origin", "http://evil.example.com"}}).has("Access-Control-Allow-Origin"));
    EXPECT_EQ(
        get(path_, {{"Origin", "http://localhost:3000"}, {"Range", "bytes=0-1"}}).header("Access-Control-Allow-Origin"),
        "http://localhost:3000");
}

TEST_F(Src, MayBeKeptButNeverRun) {  // IMG-22
    const Reply reply = get(path_);
    EXPECT_THAT(reply.header("Cache-Control"),
                testing::AllOf(HasSubstr("private"), HasSubstr("immutable"), HasSubstr("max-age=")));
    EXPECT_THAT(reply.header("ETag"), testing::MatchesRegex("\"[a-z0-9]+\""));
    EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff");
    EXPECT_THAT(
        reply.header("Content-Security-Policy"),
        testing::AllOf(HasSubstr("sandbox"), HasSubstr("default-src 'none'"), HasSubstr("frame-ancestors 'none'")));
    const std::string name = path_.substr(path_.rfind('/') + 1);
    EXPECT_EQ(reply.header("Content-Disposition"), "inline; filename=\"" + name + "\"; filename*=UTF-8''" + name);
}

TEST_F(Src, IsNotSentAgainWhenItIsKnown) {  // IMG-23
    const std::string etag = get(path_).header("ETag");
    for (const std::string& known : {etag, "W/" + etag, "\"x\", " + etag}) {
        const Reply reply = get(path_, {{"If-None-Match", known}});
        EXPECT_EQ(reply.status, 304);
        EXPECT_EQ(reply.body, "");
        EXPECT_EQ(reply.header("ETag"), etag);
        EXPECT_THAT(reply.header("Cache-Control"), HasSubstr("immutable"));
    }
    EXPECT_EQ(get(path_, {{"If-None-Match", "\"other\""}}).status, 200);
    EXPECT_NE(get(cast().viewer.get("/projects/" + book_ + "/images").at("/1/src").substr(address_.find("/blob/")))
                  .header("ETag"),
              etag);
}

TEST_F(Src, IsServedInParts) {  // IMG-24
    const std::string all = std::to_string(bytes_.size()), last = std::to_string(bytes_.size() - 1);
    struct Part {
        std::string range, bytes, content_range;
    };
    for (const auto& [range, bytes, content_range] :
         std::vector<Part>{{"bytes=0-0", bytes_.substr(0, 1), "bytes 0-0/" + all},
                           {"bytes=10-99", bytes_.substr(10, 90), "bytes 10-99/" + all},
                           {"bytes=100-", bytes_.substr(100), "bytes 100-" + last + "/" + all},
                           {"bytes=-7", bytes_.substr(bytes_.size() - 7),
                            "bytes " + std::to_string(bytes_.size() - 7) + "-" + last + "/" + all},
                           {"bytes=5-99999999", bytes_.substr(5), "bytes 5-" + last + "/" + all},
                           {"bytes=-99999999", bytes_, "bytes 0-" + last + "/" + all}}) {
        const Reply reply = get(path_, {{"Range", range}});
        EXPECT_EQ(reply.status, 206) << range;
        EXPECT_EQ(reply.header("Content-Range"), content_range);
        EXPECT_TRUE(reply.body == bytes) << range;
    }
    for (const std::string& range : {"bytes=" + all + "-", "bytes=" + all + "-" + all, std::string("bytes=-0")}) {
        const Reply reply = get(path_, {{"Range", range}});
        EXPECT_EQ(reply.status, 416) << range;
        EXPECT_EQ(reply.header("Content-Range"), "bytes */" + all);
    }
    for (const char* range :
         {"bytes=0-1,3-4", "bytes=x", "lines=0-1", "bytes=5-2", "bytes=", "bytes=--1", "bytes= 0-1"}) {
        const Reply reply = get(path_, {{"Range", range}});
        EXPECT_EQ(reply.status, 200) << range;
        EXPECT_TRUE(reply.body == bytes_);
    }
}

TEST_F(Src, NeverLeavesTheFolderOfTheObjects) {  // IMG-25, DB-15
    std::ofstream(shared_server().folder() / "data" / "blobs" / "secret.png") << "secret";
    const std::string before = "/blob/" + capability_ + "/";
    for (const std::string& path :
         {before + book_ + "/images/..", before + "../images/secret.png", before + "%2e%2e/images/secret",
          before + book_ + "/images/%2e%2e%2f%2e%2e%2fsecret.png", before + "/images/secret.png",
          before + book_ + "/images/", before + book_ + "//secret.png", before + book_ + "/images/%00",
          before + "..%2f" + key_, before + "%2f" + key_}) {
        const Reply reply = get(path);
        EXPECT_THAT(reply.status, testing::AnyOf(403, 404)) << path;
        EXPECT_THAT(reply.body, testing::Not(HasSubstr("secret"))) << path;
    }
    std::filesystem::remove(shared_server().folder() / "data" / "blobs" / "secret.png");
    EXPECT_EQ(cast().editor.remove("/images/" + cast().editor.get("/projects/" + book_ + "/images").at("/0/id")).status,
              200);
    EXPECT_EQ(get(path_).status, 404);
    EXPECT_EQ(get(path_, {{"Range", "bytes=0-1"}}).status, 404);
}

}  // namespace pictbook::test
