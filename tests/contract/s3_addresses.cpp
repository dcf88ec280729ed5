// Addresses of a bucket and its objects against a real server: both styles, and those that others may use.
#include <gmock/gmock.h>

#include <thread>

#include "blob/s3.hpp"
#include "contract/blobs_suite.hpp"
#include "support/http_client.hpp"
#include "support/s3.hpp"

namespace pictbook::blob {

namespace {

using testing::HasSubstr;
using testing::Not;

class S3Addresses : public BlobsTest {
protected:
    void use(const S3Options& options) {
        options_ = options;
        blobs_ = open_s3(options);
    }
    std::string presigned(const std::string& key, Seconds valid) const {
        const std::string url = blobs_->presigned_url(key, valid).value_or("");
        EXPECT_THAT(url, Not(HasSubstr(options_.secret_access_key)));
        return url;
    }
    /// As anybody does who was given the address.
    static test::Reply fetch(const std::string& url, const std::string& method = "GET") {
        const std::size_t begin = url.find("://") + 3, slash = url.find('/', begin);
        const test::HeaderList headers{{"Host", url.substr(begin, slash - begin)}};
        const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.find(':', begin) + 1)));
        return test::Person(port).request(method, url.substr(slash), "", headers);
    }

    S3Options options_;
};

}  // namespace

TEST_F(S3Addresses, ServeTheirObjectForTheirTimeOnly) {
    use(test::shared_s3().options());
    const std::string key = make_key("odd name+~ü.png");
    put(key, "bytes");
    const std::string url = presigned(key, Seconds(60)), brief = presigned(key, Seconds(1));
    EXPECT_EQ(url.substr(0, options_.endpoint.size()), options_.endpoint);
    const test::Reply reply = fetch(url);
    EXPECT_EQ(reply.body, "bytes");
    EXPECT_EQ(reply.header("Content-Type"), "image/jpeg");
    std::string tampered = url;
    tampered.back() = tampered.back() == '0' ? '1' : '0';
    EXPECT_EQ(fetch(tampered).status, 403);
    EXPECT_EQ(fetch(url.substr(0, url.find('?'))).status, 403);
    EXPECT_EQ(fetch(url, "DELETE").status, 403);
    std::this_thread::sleep_for(Milliseconds(2100));
    EXPECT_EQ(fetch(brief).status, 403);
    EXPECT_EQ(fetch(url).status, 200);
}

TEST_F(S3Addresses, MayHaveTheBucketAsTheirHost) {
    static test::S3Server server(test::S3Server::Whose::ours);  // not every server has such hosts
    S3Options options = server.options();
    options.endpoint = "http://localhost:" + std::to_string(server.port());
    options.path_style = false;
    use(options);
    run(blobs_->check());
    const std::string key = make_key("a b/c.png");
    put(key, std::string(300'000, 'v'));
    EXPECT_EQ(get(key), std::string(300'000, 'v'));
    const std::vector<Listed> found = run(blobs_->list("", "", 10));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].key, key);
    const std::string host = "http://photos.localhost:" + std::to_string(server.port()) + "/";
    EXPECT_THAT(presigned(key, Seconds(60)), testing::StartsWith(host));
    EXPECT_THAT(blobs_->public_url(key).value_or(""), testing::StartsWith(host));
    EXPECT_EQ(fetch(presigned(key, Seconds(60))).status, 200);
    run(blobs_->remove(key));
    EXPECT_EQ(get(key), std::nullopt);
}

}  // namespace pictbook::blob
