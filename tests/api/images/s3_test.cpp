// Photos in a bucket, and the ways to deliver them: IMG-26 to IMG-30, against a real S3 server.
#include "support/s3.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include <thread>

#include "support/images.hpp"
#include "support/program.hpp"
#include "support/server.hpp"

namespace pictbook::test {

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TestServer::Settings bucket_settings(const S3Server& s3, const std::string& delivery = "stream") {
    TestServer::Settings settings = s3.settings();
    settings["IMAGE_DELIVERY"] = delivery;
    return settings;
}

/// What stands behind `scheme://host:port` of an address.
std::string path_in(const std::string& address) { return address.substr(address.find('/', 8)); }

/// Whoever follows an address of the bucket: plain HTTP, nothing of ours.
Reply fetch(const std::string& address, HeaderList headers = {}) {
    const std::size_t begin = address.find("://") + 3;
    headers.emplace_back("Host", address.substr(begin, address.find('/', begin) - begin));
    return Person(shared_s3().port()).get(path_in(address), std::move(headers));
}

/// A server, somebody, and a photo of theirs.
struct Photo {
    explicit Photo(TestServer::Settings settings) : server(std::move(settings)), ada(server.sign_up()) {
        const std::string book = make_book(ada);
        images = "/projects/" + book + "/images";
        const Reply made = ada.upload(images, {{"a.jpg", bytes}});
        EXPECT_EQ(made.status, 200) << made.body;
        id = made.at("/0/id");
        key = made.at("/0/key");
        src = made.at("/0/src");
    }
    Reply get(HeaderList headers = {}) const { return server.nobody().get(path_in(src), std::move(headers)); }

    const std::string bytes = make_jpeg(900, 700);
    TestServer server;
    Person ada;
    std::string images, id, key, src;
};

/// Whether so many askers in a row get that answer as reach both workers; a worker's last look counts for a second. The
/// server is ready all the time.
bool tells_soon(const TestServer& server, const std::string& status) {
    int same = 0;
    for (int i = 0; i < 200 && same < 10; ++i) {
        const Reply reply = server.nobody().get("/health/ready");
        EXPECT_EQ(reply.status, 200);
        same = reply.at("/status") == status ? same + 1 : 0;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return same == 10;
}

}  // namespace

TEST(PhotosInABucket, AreServedAsFilesAre) {  // IMG-26, IMG-18, IMG-23, IMG-24, IMG-25
    const Photo photo(bucket_settings(shared_s3()));
    const std::string host = shared_s3().options().endpoint.substr(7);
    EXPECT_THAT(photo.server.greeting(), HasSubstr("S3 bucket " + shared_s3().options().bucket + " at " + host));
    EXPECT_FALSE(std::filesystem::exists(photo.server.folder() / "data" / "blobs"));
    const Reply whole = photo.get();
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.header("Content-Type"), "image/jpeg");
    EXPECT_TRUE(whole.body == photo.bytes);
    const std::string all = std::to_string(photo.bytes.size());
    const Reply part = photo.get({{"Range", "bytes=100-"}});
    EXPECT_EQ(part.status, 206);
    EXPECT_TRUE(part.body == photo.bytes.substr(100));
    EXPECT_EQ(photo.get({{"Range", "bytes=10-19"}}).body, photo.bytes.substr(10, 10));
    EXPECT_EQ(photo.get({{"Range", "bytes=" + all + "-"}}).status, 416);
    EXPECT_EQ(photo.get({{"If-None-Match", whole.header("ETag")}}).status, 304);
    EXPECT_EQ(photo.ada.remove("/images/" + photo.id).status, 200);
    EXPECT_EQ(photo.get().status, 404);
}

TEST(PhotosInABucket, OfFullSizeAreStreamed) {  // IMG-26
    Photo photo(bucket_settings(shared_s3()));
    const std::string bytes = make_bmp(2600, 2600);  // 20 280 054 bytes
    const Reply made = photo.ada.upload(photo.images, {{"large.bmp", bytes}});
    ASSERT_EQ(made.status, 200) << made.body;
    const Reply reply = photo.server.nobody().get(path_in(made.at("/0/src")));
    EXPECT_EQ(reply.status, 200);
    EXPECT_TRUE(reply.body == bytes);
}

TEST(PhotosInABucket, AreRedirectedTo) {  // IMG-27
    const Photo photo(bucket_settings(shared_s3(), "redirect"));
    const Reply reply = photo.get({{"Origin", "http://localhost:3000"}});
    EXPECT_EQ(reply.status, 302);
    EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "http://localhost:3000");
    EXPECT_EQ(reply.header("Cache-Control"), "private, max-age=300");
    const std::string address = reply.header("Location");
    EXPECT_THAT(
        address,
        AllOf(StartsWith(shared_s3().options().endpoint + "/" + shared_s3().options().bucket + "/" + photo.key + "?"),
              HasSubstr("X-Amz-Expires=600&"), Not(HasSubstr(shared_s3().options().secret_access_key))));
    const Reply whole = fetch(address);
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.header("Content-Type"), "image/jpeg");
    EXPECT_TRUE(whole.body == photo.bytes);
    const Reply part = fetch(address, {{"Range", "bytes=5-14"}});
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.body, photo.bytes.substr(5, 10));
}

TEST(PhotosInABucket, AreNotRedirectedToWithoutTheirAddress) {  // IMG-27, IMG-19
    const Photo photo(bucket_settings(shared_s3(), "redirect"));
    const Person nobody = photo.server.nobody();
    const std::string path = path_in(photo.src);
    const std::size_t dot = path.find('.');
    const char other = path[dot + 1] == 'x' ? 'y' : 'x';
    for (const std::string& wrong :
         {"/blob/1" + path.substr(dot), path.substr(0, dot + 1) + other + path.substr(dot + 2), path + "x"}) {
        const Reply reply = nobody.get(wrong);
        EXPECT_EQ(reply.status, 403) << wrong;
        EXPECT_FALSE(reply.has("Location"));
    }
    const std::string address = photo.get().header("Location");
    std::string tampered = address;
    tampered.back() = tampered.back() == '0' ? '1' : '0';
    EXPECT_EQ(fetch(tampered).status, 403);
    std::string longer = address;
    longer.replace(longer.find("Expires=600"), 11, "Expires=999");
    EXPECT_EQ(fetch(longer).status, 403);
    EXPECT_EQ(fetch(address.substr(0, address.find('?'))).status, 403);
}

TEST(PhotosInABucket, HaveTheBucketsAddressWhenItIsPublic) {  // IMG-28
    TestServer::Settings settings = bucket_settings(shared_s3(), "public");
    settings["S3_BUCKET_NAME"] = shared_s3().public_bucket();
    const Photo photo(settings);
    EXPECT_EQ(photo.src, shared_s3().options().endpoint + "/" + shared_s3().public_bucket() + "/" + photo.key);
    EXPECT_EQ(photo.ada.get(photo.images).at("/0/src"), photo.src);
    const Reply reply = fetch(photo.src);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Content-Type"), "image/jpeg");
    EXPECT_TRUE(reply.body == photo.bytes);
}

TEST(PhotosInABucket, AreUnavailableWhileItsServerIsAway) {  // IMG-29, RUN-9
    S3Server s3(S3Server::Whose::ours);
    const Photo photo(bucket_settings(s3));
    s3.kill();
    for (const Reply& reply : {photo.get(), photo.ada.upload(photo.images, {{"b.jpg", photo.bytes}})}) {
        EXPECT_EQ(reply.status, 503);
        EXPECT_TRUE(reply.has("Retry-After"));
        EXPECT_THAT(reply.body, StartsWith(R"({"message":"The photo store can't be reached: )"));
        EXPECT_THAT(reply.body, Not(HasSubstr("127.0.0.1")));
    }
    EXPECT_EQ(photo.ada.get("/projects").status, 200);
    EXPECT_EQ(photo.ada.get(photo.images).json().as_array().size(), 1u);
    EXPECT_TRUE(tells_soon(photo.server, "The object store is away"));
    EXPECT_EQ(photo.server.nobody().get("/health/live").status, 200);
    s3.start();
    EXPECT_TRUE(tells_soon(photo.server, "ok"));
    EXPECT_TRUE(photo.get().body == photo.bytes);
    EXPECT_EQ(photo.ada.upload(photo.images, {{"b.jpg", photo.bytes}}).status, 200);
}

TEST(PhotosInABucket, ThatCantBeUsedStopTheStart) {  // IMG-30
    const S3Server& s3 = shared_s3();
    for (const auto& [name, value] : TestServer::Settings{{"S3_SECRET_ACCESS_KEY", "anothersecretthatisnotright"},
                                                          {"S3_ACCESS_KEY_ID", "NOBODYATALL"},
                                                          {"S3_BUCKET_NAME", "not-there"}}) {
        Program::Variables variables = bucket_settings(s3);
        variables[name] = value;
        variables["PORT"] = "0";
        const TemporaryFolder folder;
        Program program(folder.path(), {"serve"}, variables);
        EXPECT_EQ(program.wait(), 1);
        EXPECT_THAT(program.errors(), HasSubstr(name));
        EXPECT_THAT(program.errors(), AllOf(Not(HasSubstr(variables["S3_SECRET_ACCESS_KEY"])),
                                            Not(HasSubstr(variables["S3_ACCESS_KEY_ID"]))));
    }
}

TEST(PhotosInABucket, MayBeAwayAtTheStart) {  // IMG-30
    TestServer::Settings settings = bucket_settings(shared_s3());
    settings["S3_ENDPOINT"] = "http://127.0.0.1:9";
    const TestServer server(settings);
    EXPECT_EQ(server.sign_up().get("/projects").status, 200);
}

}  // namespace pictbook::test
