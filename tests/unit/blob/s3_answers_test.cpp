#include "blob/s3_answers.hpp"

#include <gmock/gmock.h>

namespace pictbook::blob {

namespace {

const std::string kHead = R"(<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)";

std::string entry(const std::string& key, const std::string& date = "2026-11-22T10:00:00.000Z") {
    return "<Contents><Key>" + key + "</Key><LastModified>" + date +
           "</LastModified><Size>7</Size><ETag>&quot;x&quot;</ETag></Contents>";
}

std::vector<std::string> keys_of(const std::string& entries) {
    std::vector<std::string> keys;
    for (const Listed& each : read_listing(kHead + entries + "</ListBucketResult>").objects) keys.push_back(each.key);
    return keys;
}

using testing::ElementsAre;
using testing::IsEmpty;

}  // namespace

TEST(S3Answers, AreReadAsListings) {
    const ListingPage page = read_listing(
        kHead + "<IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;b=" + "</NextContinuationToken>" +
        entry("one") + entry("two") + "</ListBucketResult>");
    EXPECT_TRUE(page.is_listing);
    EXPECT_TRUE(page.is_truncated);
    EXPECT_EQ(page.next, "a&b=");
    ASSERT_EQ(page.objects.size(), 2u);
    EXPECT_EQ(page.objects[1].key, "two");
    EXPECT_EQ(page.objects[1].size, 7u);
    EXPECT_EQ(page.objects[1].stored, *parse_time("2026-11-22T10:00:00.000Z"));
}

TEST(S3Answers, DecodeEntities) {
    EXPECT_THAT(keys_of(entry("a&amp;b&lt;c&gt;d&quot;e&apos;f&#39;g&#x7A;&#xfc;&#x65E5;&#x1F600;")),
                ElementsAre("a&b<c>d\"e'f'gzü日\U0001F600"));
    EXPECT_THAT(keys_of(entry("&amp;amp;")), ElementsAre("&amp;"));
    EXPECT_THAT(keys_of(entry("&nonsense;&;&#;&#x110000;& &amp")), ElementsAre("&nonsense;&;&#;&#x110000;& &amp"));
    EXPECT_THAT(keys_of(entry("&#0000000065;&#" + std::string(40, '0') + "65;")),
                ElementsAre("A&#" + std::string(40, '0') + "65;"));
}

TEST(S3Answers, DecodeKeysThatWereAskedForEncoded) {
    EXPECT_THAT(keys_of("<EncodingType>url</EncodingType>" + entry("a+b%2Bc%20d%0Ae/f")), ElementsAre("a b+c d\ne/f"));
    EXPECT_THAT(keys_of(entry("a+b%2B")), ElementsAre("a+b%2B"));
    EXPECT_THAT(keys_of("<EncodingType>url</EncodingType>" + entry("broken%2")), IsEmpty());
}

TEST(S3Answers, LeaveOutWhatIsNoObject) {
    EXPECT_THAT(keys_of("<Contents><Key>no date</Key></Contents><Contents><Key>no size</Key><LastModified>"
                        "2026-11-22T10:00:00.000Z</LastModified></Contents>" +
                        entry("") + entry("x", "yesterday") + entry("y")),
                ElementsAre("y"));
    EXPECT_THAT(keys_of("<CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>"), IsEmpty());
}

TEST(S3Answers, ThatAreNoListingsAreKnown) {
    for (const std::string& text : {std::string(), std::string("<html><body>Welcome</body></html>"),
                                    std::string("<Error><Code>NoSuchBucket</Code></Error>"), std::string("\0<", 2)})
        EXPECT_FALSE(read_listing(text).is_listing) << text;
    for (std::size_t cut = 0; cut < entry("abc").size(); ++cut)
        EXPECT_LE(read_listing(kHead + entry("abc").substr(0, cut)).objects.size(), 1u);
}

TEST(S3Answers, TellWhyTheyRefuse) {
    EXPECT_EQ(read_error_code("<Error><Code>NoSuchBucket</Code><Message>m</Message></Error>"), "NoSuchBucket");
    EXPECT_EQ(read_error_code(""), "");
    EXPECT_EQ(read_error_code("<Code>a b\r\nSet-Cookie: x</Code>"), "abSetCookiex");
    EXPECT_EQ(read_error_code("<Code>" + std::string(1000, 'x') + "</Code>").size(), 60u);
}

}  // namespace pictbook::blob
