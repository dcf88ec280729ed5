// A bucket that can't be used, and a server that goes away in the middle of a transfer and comes back.
#include <gmock/gmock.h>

#include <thread>

#include "blob/s3.hpp"
#include "contract/blobs_suite.hpp"
#include "support/certificate.hpp"
#include "support/redis.hpp"
#include "support/s3.hpp"

namespace pictbook::blob {

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kLargePart = 20 << 20;

class S3Failures : public BlobsTest {
protected:
    void open_with(const S3Options& options) {
        blobs_ = open_s3(options);
        options_ = options;
        server_ = options.endpoint.substr(options.endpoint.find("://") + 3);
    }

    /// What it says, which holds neither the key id nor the secret; empty when it succeeds.
    template <class Failure>
    std::string sentence_of(boost::asio::awaitable<void> work) {
        try {
            run(std::move(work));
        } catch (const Failure& error) {
            EXPECT_THAT(error.what(), AllOf(Not(HasSubstr(options_.access_key_id)),
                                            Not(HasSubstr(options_.secret_access_key)), Not(HasSubstr("\n"))));
            return error.what();
        }
        return "";
    }
    std::string refusal_of_put() {
        return sentence_of<Unavailable>(blobs_->put(make_key(), write("bytes"), "image/png"));
    }
    void TearDown() override {
        blobs_.reset();
        BlobsTest::TearDown();
    }

    /// A second one, because it is killed.
    static test::S3Server& mortal() {
        static test::S3Server server(test::S3Server::Whose::ours);
        return server;
    }

    S3Options options_;
    std::string server_;
};

}  // namespace

TEST_F(S3Failures, AWrongSecretIsNamed) {
    S3Options options = test::shared_s3().options();
    options.secret_access_key = "wrong-secret-of-forty-letters-or-so";
    open_with(options);
    EXPECT_EQ(sentence_of<BadStore>(blobs_->check()),
              "S3_SECRET_ACCESS_KEY is not the one of S3_ACCESS_KEY_ID at the S3 server at " + server_);
    EXPECT_EQ(refusal_of_put(),
              "The photo store refuses what this server asks for (status 403, SignatureDoesNotMatch)");
    EXPECT_THROW(run(blobs_->open(make_key())), Unavailable);
    EXPECT_THROW(run(blobs_->list("", "", 10)), Unavailable);
}

TEST_F(S3Failures, AnUnknownKeyIsNamed) {
    S3Options options = test::shared_s3().options();
    options.access_key_id = "NOBODYATALL";
    open_with(options);
    EXPECT_EQ(sentence_of<BadStore>(blobs_->check()), "S3_ACCESS_KEY_ID is not known to the S3 server at " + server_);
}

TEST_F(S3Failures, ACertificateThatNobodyTrustsIsRefused) {  // IMG-35
    const test::Certificate certificate;
    const test::RedisServer server({}, &certificate);
    const std::string url = server.tls_url();  // any server that speaks TLS
    S3Options options = test::shared_s3().options();
    options.endpoint = "https" + url.substr(url.find("://"));
    open_with(options);
    EXPECT_THAT(sentence_of<Unavailable>(blobs_->check()), HasSubstr("certificate"));
}

TEST_F(S3Failures, AMissingBucketIsNamed) {
    S3Options options = test::shared_s3().options();
    options.bucket = "not-there";
    open_with(options);
    EXPECT_EQ(sentence_of<BadStore>(blobs_->check()), "S3_BUCKET_NAME: there is no bucket not-there at " + server_);
    EXPECT_EQ(refusal_of_put(), "The photo store's bucket is not there");
    EXPECT_EQ(sentence_of<Unavailable>(blobs_->remove(make_key())), "The photo store's bucket is not there");
}

TEST_F(S3Failures, AnUnreachableServerIsUnavailable) {
    S3Options options = test::shared_s3().options();
    options.endpoint = "http://127.0.0.1:9";
    open_with(options);
    const auto begin = Monotonic::now();
    EXPECT_THAT(sentence_of<Unavailable>(blobs_->check()),
                testing::StartsWith("S3_ENDPOINT 127.0.0.1:9: The photo store can't be reached: "));
    EXPECT_THAT(refusal_of_put(), testing::StartsWith("The photo store can't be reached: "));
    EXPECT_THROW(run(blobs_->open(make_key())), Unavailable);
    EXPECT_THROW(run(blobs_->remove(make_key())), Unavailable);
    EXPECT_LT(Monotonic::now() - begin, Seconds(8));  // four calls with two pauses each, at most 0.75 s
}

TEST_F(S3Failures, AServerKilledDuringPutsLeavesObjectsWholeOrAbsent) {  // DB-12
    open_with(mortal().options());
    const std::string bytes(kLargePart, 'p');
    const std::filesystem::path file = write(bytes);
    constexpr std::size_t kPuts = 8;
    std::vector<std::string> keys;
    std::vector<boost::asio::awaitable<char>> puts;
    std::atomic<std::size_t> failed = 0;
    const auto put_one = [&](std::string key) -> boost::asio::awaitable<char> {
        try {
            co_await blobs_->put(key, file, "image/png");
        } catch (const Unavailable&) {
            ++failed;
        }
        co_return '\0';
    };
    for (std::size_t i = 0; i < kPuts; ++i) puts.push_back(put_one(keys.emplace_back(make_key(std::to_string(i)))));
    std::thread killer([] {
        std::this_thread::sleep_for(Milliseconds(60));
        mortal().kill();
    });
    run_all(std::move(puts));
    killer.join();
    EXPECT_GT(failed, 0u);
    mortal().start();
    std::size_t whole = 0;
    for (const std::string& key : keys) {
        const std::optional<std::string> stored = get(key);
        if (!stored) continue;
        EXPECT_TRUE(*stored == bytes);
        ++whole;
    }
    EXPECT_GE(whole, kPuts - failed);
    put(keys[0], "again");
    EXPECT_EQ(get(keys[0]), "again");
    for (const std::string& key : keys) run(blobs_->remove(key));
}

TEST_F(S3Failures, AServerKilledDuringAGetBreaksItOffAndItGoesOnWhenTheServerIsBack) {
    open_with(mortal().options());
    std::string bytes(kLargePart, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 + i / 1000);
    const std::string key = make_key();
    put(key, bytes);
    std::unique_ptr<Reader> reader = run(blobs_->open(key));
    std::string had = run(reader->read(0, 1 << 20));
    mortal().kill();
    bool broke_off = false;
    while (!broke_off && had.size() < bytes.size()) {
        try {
            had += run(reader->read(had.size(), 256 * 1024));
        } catch (const Unavailable&) {
            broke_off = true;
        }
    }
    EXPECT_TRUE(broke_off);
    EXPECT_LT(had.size(), kLargePart);
    mortal().start();
    while (had.size() < bytes.size()) had += run(reader->read(had.size(), 1 << 20));
    EXPECT_TRUE(had == bytes);
    reader.reset();
    run(blobs_->remove(key));
}

}  // namespace pictbook::blob
