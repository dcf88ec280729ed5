#include "blob/signature.hpp"

#include <gmock/gmock.h>

#include "base/bytes.hpp"

namespace pictbook::blob {

namespace {

// The examples of the Amazon S3 API reference, "Authenticating Requests (AWS Signature Version 4)".
const Credentials kExample{"us-east-1", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
const Time kTime = *parse_time("2013-05-24T00:00:00.000Z");
const std::string kEmptyHash = to_hex(sha256(""));

SignableRequest example(const std::string& method, const std::string& path, Fields query, Fields headers,
                        const std::string& hash = kEmptyHash) {
    SignableRequest request{method, path, std::move(query), std::move(headers)};
    request.headers.emplace_back("host", "examplebucket.s3.amazonaws.com");
    request.headers.emplace_back("x-amz-content-sha256", hash);
    request.headers.emplace_back("x-amz-date", "20130524T000000Z");
    return request;
}

std::string sign(const SignableRequest& request, const std::string& hash = kEmptyHash) {
    return authorization(request, hash, kExample, kTime);
}

}  // namespace

TEST(Signature, OfAPartOfAnObject) {
    const SignableRequest request = example("GET", "/test.txt", {}, {{"range", "bytes=0-9"}});
    EXPECT_EQ(
        canonical_request(request, kEmptyHash),
        "GET\n/test.txt\n\nhost:examplebucket.s3.amazonaws.com\nrange:bytes=0-9\nx-amz-content-sha256:" + kEmptyHash +
            "\nx-amz-date:20130524T000000Z\n\nhost;range;x-amz-content-sha256;x-amz-date\n" + kEmptyHash);
    EXPECT_EQ(sign(request),
              "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
              "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
              "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(Signature, OfAnUpload) {
    const std::string hash = to_hex(sha256("Welcome to Amazon S3."));
    const Fields headers{{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
    EXPECT_THAT(sign(example("PUT", encode_path("/test$file.text"), {}, headers, hash), hash),
                testing::EndsWith("SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"
                                  "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST(Signature, OfAQueryWithoutAValue) {
    EXPECT_THAT(sign(example("GET", "/", {{"lifecycle", ""}}, {})),
                testing::EndsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
}

TEST(Signature, OfAListingWhateverTheOrderOfItsQuery) {
    EXPECT_THAT(sign(example("GET", "/", {{"prefix", "J"}, {"max-keys", "2"}}, {})),
                testing::EndsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

TEST(Signature, OfAnAddress) {
    const SignableRequest request{"GET", "/test.txt", {}, {{"host", "examplebucket.s3.amazonaws.com"}}};
    EXPECT_EQ(presigned_query(request, kExample, kTime, Seconds(86400)),
              "X-Amz-Algorithm=AWS4-HMAC-SHA256"
              "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
              "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
              "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST(Signature, PathsAreEncodedOnceAndKeepTheirSlashes) {
    EXPECT_EQ(encode_path("a/b c+d~e/100%25/ü"), "a/b%20c%2Bd~e/100%2525/%C3%BC");
    EXPECT_EQ(encode_path("/!()*'@:=,;&?#\n\x7F"), "/%21%28%29%2A%27%40%3A%3D%2C%3B%26%3F%23%0A%7F");
    EXPECT_EQ(encode_path(""), "");
}

TEST(Signature, QueriesAreSortedAsTheyAreEncoded) {
    // '!' sorts before letters, but encoded it is %21 and still does; a slash becomes %2F, before 'a'.
    EXPECT_EQ(encode_query({{"b", "2"}, {"a", "z"}, {"a", "/"}, {"a!", "x y"}}), "a=%2F&a=z&a%21=x%20y&b=2");
    EXPECT_EQ(encode_query({}), "");
}

TEST(Signature, HeaderValuesLoseNeedlessSpaces) {
    const SignableRequest request{"GET", "/", {}, {{"x-b", "  two   words "}, {"x-a", "1"}}};
    EXPECT_EQ(canonical_request(request, "HASH"), "GET\n/\n\nx-a:1\nx-b:two words\n\nx-a;x-b\nHASH");
}

TEST(Signature, ChangesWithEverythingThatIsSigned) {
    const SignableRequest request = example("GET", "/test.txt", {{"a", "1"}}, {});
    std::set<std::string> all{sign(request)};
    SignableRequest other = request;
    other.method = "PUT";
    all.insert(sign(other));
    other = request;
    other.path = "/test.tx";
    all.insert(sign(other));
    other = request;
    other.query[0].second = "2";
    all.insert(sign(other));
    other = request;
    other.headers[0].second = "elsewhere";
    all.insert(sign(other));
    all.insert(sign(request, "UNSIGNED-PAYLOAD"));
    Credentials credentials = kExample;
    credentials.secret_access_key += "x";
    all.insert(authorization(request, kEmptyHash, credentials, kTime));
    credentials = kExample;
    credentials.region = "eu-central-1";
    all.insert(authorization(request, kEmptyHash, credentials, kTime));
    all.insert(authorization(request, kEmptyHash, kExample, kTime + Seconds(1)));
    EXPECT_EQ(all.size(), 9u);
}

}  // namespace pictbook::blob
