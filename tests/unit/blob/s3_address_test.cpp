#include "blob/s3_address.hpp"

#include <gmock/gmock.h>

namespace pictbook::blob {

namespace {

S3Address address(const std::string& endpoint, bool path_style) {
    S3Options options;
    options.endpoint = endpoint;
    options.bucket = "photos";
    options.path_style = path_style;
    return S3Address(options);
}

}  // namespace

TEST(S3Address, InPathStyleHasTheBucketInItsPath) {
    const S3Address ours = address("http://localhost:9000", true);
    EXPECT_EQ(ours.url("book/images/a b+ü~.png"), "http://localhost:9000/photos/book/images/a%20b%2B%C3%BC~.png");
    EXPECT_EQ(ours.host(), "localhost:9000");
    EXPECT_EQ(ours.url(""), "http://localhost:9000/photos");
}

TEST(S3Address, InVirtualStyleHasTheBucketInItsHost) {
    const S3Address ours = address("https://s3.eu-central-1.amazonaws.com", false);
    EXPECT_EQ(ours.url("book/a.png"), "https://photos.s3.eu-central-1.amazonaws.com/book/a.png");
    EXPECT_EQ(ours.host(), "photos.s3.eu-central-1.amazonaws.com");
    EXPECT_EQ(ours.server(), "s3.eu-central-1.amazonaws.com");
    EXPECT_EQ(ours.url(""), "https://photos.s3.eu-central-1.amazonaws.com/");
}

TEST(S3Address, MayBeBelowAPath) {
    EXPECT_EQ(address("https://storage.example.com/v1/s3/", true).url("a"),
              "https://storage.example.com/v1/s3/photos/a");
    EXPECT_EQ(address("https://storage.example.com/v1/s3", false).url("a"),
              "https://photos.storage.example.com/v1/s3/a");
}

TEST(S3Address, NamesTheUsualPortInNoWay) {
    EXPECT_EQ(address("https://S3.example.com:443", true).host(), "s3.example.com");
    EXPECT_EQ(address("http://s3.example.com:80/", true).host(), "s3.example.com");
    EXPECT_EQ(address("http://s3.example.com:443", true).host(), "s3.example.com:443");
    EXPECT_EQ(address("http://[::1]:9000", true).url("a"), "http://[::1]:9000/photos/a");
}

TEST(S3Address, ThatIsNoneIsRefused) { EXPECT_THROW(address("localhost", true), BadStore); }

}  // namespace pictbook::blob
