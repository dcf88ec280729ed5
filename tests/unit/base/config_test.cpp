// The settings: their defaults, what they take, and one sentence that names each one that can't be taken.
#include "base/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace pictbook {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Environment only(std::map<std::string, std::string> values) { return Environment(std::move(values)); }

TEST(Config, HasADefaultForEverything) {  // RUN-1
    const Config config = read_config(only({}));
    EXPECT_EQ(config.host, "0.0.0.0");
    EXPECT_EQ(config.port, 4000);
    EXPECT_GE(config.workers, 1u);
    EXPECT_EQ(config.data, "./data");
    EXPECT_EQ(config.redis_url, "");
    EXPECT_THAT(config.frontend_urls, ElementsAre("http://localhost:3000"));
    EXPECT_EQ(config.public_url, "http://localhost:4000");
    EXPECT_EQ(config.auth_url, "http://localhost:4000/auth");
    EXPECT_EQ(config.cookie_domain, std::nullopt);
    EXPECT_EQ(config.default_visibility, "MEMBERS");
    EXPECT_TRUE(config.trusted_proxies.empty());
    EXPECT_TRUE(config.rate_limit);
    EXPECT_EQ(config.auth_secret, "");
    EXPECT_EQ(config.environment, "local");
    EXPECT_EQ(config.database_url, "");
    EXPECT_TRUE(config.providers.empty());
    EXPECT_EQ(config.sockets.most_message, 16u << 20);
    EXPECT_EQ(config.sockets.outbox, 1u << 20);
    EXPECT_EQ(config.sockets.most_queued, 256u << 20);
    EXPECT_EQ(config.sockets.most_in_book, 10'000u);
    EXPECT_EQ(config.sockets.idle, Seconds(60));
    EXPECT_EQ(config.most_connections, 20'000u);
    EXPECT_FALSE(config.mail.is_on());
    EXPECT_EQ(config.log_level, log::Level::info);
}

TEST(Config, TakesWhatIsSet) {
    const Config config = read_config(only({{"HOST", "127.0.0.1"},
                                            {"PORT", "8080"},
                                            {"WORKERS", "3"},
                                            {"PICTBOOK_DATA", "/var/lib/pictbook"},
                                            {"BETTER_AUTH_URL", "https://api.example.com/auth/"},
                                            {"COOKIE_DOMAIN", "example.com"},
                                            {"DATABASE_URL", "postgresql://book:secret@db.example.com/book"},
                                            {"REDIS_URL", "redis://:secret@localhost:6380/1"},
                                            {"DEFAULT_VISIBILITY", "LINK"},
                                            {"TRUSTED_PROXIES", "10.0.0.0/8, ::1"},
                                            {"RATE_LIMIT", "off"},
                                            {"BETTER_AUTH_SECRET", "a secret"},
                                            {"PICTSHARE_BOOK_ENV", "production-2"},
                                            {"WS_MAX_MESSAGE", "65536"},
                                            {"METRICS_TOKEN", "0123456789-._~+/="},
                                            {"WS_OUTBOX", "67108864"},
                                            {"WS_QUEUED", "68719476736"},
                                            {"WS_MAX_IN_BOOK", "1"},
                                            {"WS_IDLE", "2"},
                                            {"MAX_CONNECTIONS", "16"},
                                            {"LOG_LEVEL", "error"},
                                            {"LOG_FORMAT", "json"}}));
    EXPECT_EQ(config.host, "127.0.0.1");
    EXPECT_EQ(config.port, 8080);
    EXPECT_EQ(config.workers, 3u);
    EXPECT_EQ(config.data, "/var/lib/pictbook");
    EXPECT_EQ(config.redis_url, "redis://:secret@localhost:6380/1");
    EXPECT_EQ(config.auth_url, "https://api.example.com/auth");
    EXPECT_EQ(config.public_url, "https://api.example.com");
    EXPECT_EQ(config.cookie_domain, "example.com");
    EXPECT_EQ(config.database_url, "postgresql://book:secret@db.example.com/book");
    EXPECT_EQ(config.default_visibility, "LINK");
    EXPECT_THAT(config.trusted_proxies, ElementsAre("10.0.0.0/8", "::1"));
    EXPECT_FALSE(config.rate_limit);
    EXPECT_EQ(config.auth_secret, "a secret");
    EXPECT_EQ(config.environment, "production-2");
    EXPECT_EQ(config.sockets.most_message, 65536u);
    EXPECT_EQ(config.metrics_token, "0123456789-._~+/=");
    EXPECT_EQ(config.sockets.outbox, 64u << 20);
    EXPECT_EQ(config.sockets.most_queued, 64ull << 30);
    EXPECT_EQ(config.sockets.most_in_book, 1u);
    EXPECT_EQ(config.sockets.idle, Seconds(2));
    EXPECT_EQ(config.most_connections, 16u);
    EXPECT_EQ(config.log_level, log::Level::error);
    EXPECT_EQ(config.log_format, log::Format::json);
}

TEST(Config, TheUsualAddressesFollowThePort) {
    const Config config = read_config(only({{"PORT", "8080"}}));
    EXPECT_EQ(config.auth_url, "http://localhost:8080/auth");
    EXPECT_EQ(config.public_url, "http://localhost:8080");
}

// HTTP-8
TEST(Config, FrontEndsAreOrigins) {
    const Config config = read_config(
        only({{"FRONTEND_URL",
               "https://Book.Example.com/app?x#y, http://localhost:5173/,https://a.example:443 ,, http://[::1]:80"}}));
    EXPECT_THAT(config.frontend_urls,
                ElementsAre("https://book.example.com", "http://localhost:5173", "https://a.example", "http://[::1]"));
}

TEST(Config, EveryMalformedValueIsNamed) {
    const std::map<std::string, std::vector<std::string>> rows = {
        {"PORT", {"http", "-1", "65536", "80 ", " 80", "0x50", "80.0", "999999999999999999999"}},
        {"WORKERS", {"0", "65", "two", "-2"}},
        {"FRONTEND_URL",
         {"localhost:3000", "ftp://a.example", "http://", "http:///", "http://:80", "https://a b", "*",
          "http://a.example,b.example", "http://user@a.example", "http://a.example:port", "http://a.example:65536",
          "null"}},
        {"PUBLIC_URL", {"a.example", "//a.example", "file:///etc/passwd"}},
        {"BETTER_AUTH_URL", {"/auth", "http:/a.example/auth", "https://"}},
        {"DATABASE_URL",
         {"mysql://book:secret@db.example.com/book", "db.example.com", "postgresql:/secret", "file:secret.db"}},
        {"DEFAULT_VISIBILITY", {"members", "PRIVATE", "LINK "}},
        {"RATE_LIMIT", {"yes", "ON", "1"}},
        {"PICTSHARE_BOOK_ENV", {"a b", "a;b", "a=b", "\xC3\xA9", "a.b"}},
        {"WS_MAX_MESSAGE", {"1023", "16M", "-1", "99999999999999999999"}},
        {"METRICS_TOKEN", {"short-by-one-ab", "with a blank inside", "semicolon;semicolon", std::string(513, 'x')}},
        {"WS_OUTBOX", {"0", "65535", "67108865", "1M", "-65536"}},
        {"WS_QUEUED", {"0", "1048575", "68719476737", "256 MiB", "1e9"}},
        {"WS_MAX_IN_BOOK", {"0", "1000001", "-1", "many"}},
        {"WS_IDLE", {"0", "1", "3601", "60s", "2.5"}},
        {"MAX_CONNECTIONS", {"0", "15", "1000001", "-20000", "unlimited"}},
        {"LOG_LEVEL", {"verbose", "INFO", "0"}},
        {"LOG_FORMAT", {"text", "JSON"}},
        {"S3_ACCESS_STYLE", {"Path", "virtual-host", "1"}},
        {"S3_ENDPOINT",
         {"localhost:9000", "s3://bucket", "http://", "http://user@host", "http://host/?x", "http://host/#x"}},
        {"IMAGE_DELIVERY", {"Stream", "bucket", "redirect", "public"}},  // the last two: without a bucket
    };
    for (const auto& [name, values] : rows) {
        for (const std::string& value : values) {
            try {
                read_config(only({{name, value}}));
                ADD_FAILURE() << name << "=" << value << " was taken";
            } catch (const BadConfig& error) {
                EXPECT_THAT(error.what(), StartsWith(name + " must be")) << value;
                EXPECT_THAT(error.what(), testing::Not(HasSubstr("\n")));
                EXPECT_THAT(error.what(), testing::Not(HasSubstr("secret")));
            }
        }
    }
}

const std::map<std::string, std::string> kS3 = {{"S3_ENDPOINT", "https://s3.example.com:9000/"},
                                                {"S3_BUCKET_NAME", "photos"},
                                                {"S3_ACCESS_KEY_ID", "AKEXAMPLE"},
                                                {"S3_SECRET_ACCESS_KEY", "a/secret+key"}};

/// kS3 with one more, or with an empty value one less.
Environment s3_with(const std::string& name, const std::string& value) {
    std::map<std::string, std::string> values = kS3;
    values[name] = value;
    if (value.empty()) values.erase(name);
    return only(values);
}

TEST(Config, PhotosAreFilesUnlessABucketIsNamed) {  // RUN-1
    const Config plain = read_config(only({}));
    EXPECT_FALSE(plain.s3);
    EXPECT_EQ(plain.image_delivery, ImageDelivery::stream);
    const Config config = read_config(only(kS3));
    ASSERT_TRUE(config.s3);
    EXPECT_EQ(config.s3->endpoint, "https://s3.example.com:9000");
    EXPECT_EQ(config.s3->region, "us-east-1");
    EXPECT_EQ(config.s3->bucket, "photos");
    EXPECT_EQ(config.s3->access_key_id, "AKEXAMPLE");
    EXPECT_EQ(config.s3->secret_access_key, "a/secret+key");
    EXPECT_TRUE(config.s3->path_style);
    EXPECT_EQ(config.image_delivery, ImageDelivery::stream);
    EXPECT_FALSE(read_config(s3_with("S3_ACCESS_STYLE", "virtual")).s3->path_style);
    EXPECT_EQ(read_config(s3_with("S3_REGION", "eu-central-1")).s3->region, "eu-central-1");
    EXPECT_EQ(read_config(s3_with("IMAGE_DELIVERY", "redirect")).image_delivery, ImageDelivery::redirect);
    EXPECT_EQ(read_config(s3_with("IMAGE_DELIVERY", "public")).image_delivery, ImageDelivery::bucket);
}

TEST(Config, ABucketIsDescribedWholeOrNotAtAll) {  // RUN-4
    const auto refusal = [](const Environment& environment) {
        try {
            read_config(environment);
        } catch (const BadConfig& error) {
            return std::string(error.what());
        }
        return std::string("taken");
    };
    for (const char* name : {"S3_BUCKET_NAME", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"}) {
        EXPECT_EQ(refusal(s3_with(name, "")), std::string(name) + " must be set when S3_ENDPOINT is");
        EXPECT_EQ(refusal(only({{name, "x"}})), std::string("S3_ENDPOINT must be set when ") + name + " is");
    }
    for (const char* name : {"S3_BUCKET_NAME", "S3_ACCESS_KEY_ID", "S3_REGION"})
        for (const char* value : {"a b", "a/b", "a\r\nx: y", "ü"}) {
            const std::string sentence = refusal(s3_with(name, value));
            EXPECT_THAT(sentence, StartsWith(std::string(name) + " must be"));
            EXPECT_THAT(sentence, testing::Not(HasSubstr("secret")));
        }
    EXPECT_EQ(refusal(only({{"IMAGE_DELIVERY", "public"}})),
              "IMAGE_DELIVERY must be stream when S3_ENDPOINT is not set");
}

}  // namespace
}  // namespace pictbook
