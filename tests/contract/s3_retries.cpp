// What the S3 driver does when a server is in trouble: when it asks again, and when it gives up.
#include <gmock/gmock.h>

#include "blob/s3.hpp"
#include "contract/blobs_suite.hpp"
#include "support/scripted_server.hpp"

namespace pictbook::blob {

namespace {

using test::ScriptedServer;
using testing::HasSubstr;
using Act = ScriptedServer::Act;

const std::string kHead = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"e\"\r\n\r\n";

class S3Retries : public BlobsTest {
protected:
    void TearDown() override {
        blobs_.reset();
        BlobsTest::TearDown();
    }
    void use(ScriptedServer::Script script) {
        server_ = std::make_unique<ScriptedServer>(std::move(script));
        S3Options options;
        options.endpoint = "http://127.0.0.1:" + std::to_string(server_->port());
        options.region = "us-east-1";
        options.bucket = "photos";
        options.access_key_id = "AKEY";
        options.secret_access_key = "ASECRET";
        options.progress_deadline = Milliseconds(400);
        blobs_ = open_s3(options);
    }
    std::string failure_of(boost::asio::awaitable<void> work) {
        try {
            run(std::move(work));
        } catch (const Unavailable& error) {
            return error.what();
        }
        return "";
    }
    std::string put_failure() { return failure_of(blobs_->put("a", write("bytes"), "image/png")); }
    std::size_t requests() const { return server_->requests().size(); }

    std::unique_ptr<ScriptedServer> server_;
};

}  // namespace

TEST_F(S3Retries, AskAgainWhileTheServerIsOverloaded) {
    use([](const std::string&, std::size_t number) {
        const char* statuses[] = {"503 Slow Down", "429 Too Many Requests", "200 OK"};
        return Act{ScriptedServer::answer(statuses[number % 3], "")};
    });
    EXPECT_EQ(put_failure(), "");
    EXPECT_EQ(requests(), 3u);
    for (const std::string& head : server_->requests()) {
        EXPECT_THAT(head, testing::StartsWith("PUT /photos/a HTTP/1.1\r\n"));
        EXPECT_THAT(head, HasSubstr("content-type: image/png\r\n"));
        EXPECT_THAT(head, HasSubstr("Content-Length: 5\r\n"));
        EXPECT_THAT(head, HasSubstr("authorization: AWS4-HMAC-SHA256 Credential=AKEY/"));
        EXPECT_THAT(head, testing::Not(HasSubstr("Expect")));
        EXPECT_THAT(head, testing::Not(HasSubstr("ASECRET")));
    }
}

TEST_F(S3Retries, GiveUpAfterTheThird) {
    use([](const std::string&, std::size_t) { return Act{ScriptedServer::answer("500 Internal Server Error", "")}; });
    const auto begin = Monotonic::now();
    EXPECT_THAT(put_failure(), HasSubstr("answers with status 500"));
    EXPECT_EQ(requests(), 3u);
    EXPECT_GE(Monotonic::now() - begin, Milliseconds(250));  // half of 100 and of 400
}

TEST_F(S3Retries, AskOnceWhenTheyAreRefused) {
    const std::string body = "<Error><Code>AccessDenied</Code></Error>";
    use([&](const std::string&, std::size_t) { return Act{ScriptedServer::answer("403 Forbidden", body)}; });
    EXPECT_THAT(put_failure(), HasSubstr("(status 403, AccessDenied)"));
    EXPECT_EQ(requests(), 1u);
}

TEST_F(S3Retries, EndWhatMakesNoProgress) {
    use([](const std::string&, std::size_t) { return Act{"", Seconds(3)}; });
    const auto begin = Monotonic::now();
    EXPECT_THAT(put_failure(), HasSubstr("it made no progress"));
    EXPECT_LT(Monotonic::now() - begin, Seconds(4));  // three times 0.4 s and 0.25 s, and the pauses
}

TEST_F(S3Retries, GoOnWhereAnAnswerBrokeOff) {
    use([](const std::string& head, std::size_t) -> Act {
        if (head.starts_with("HEAD")) return {kHead};
        const std::string answer = "HTTP/1.1 206 Partial Content\r\nETag: \"e\"\r\n";
        if (head.find("range: bytes=0-9\r\n") != head.npos) return {answer + "Content-Length: 10\r\n\r\n0123"};
        if (head.find("range: bytes=4-9\r\n") != head.npos) return {answer + "Content-Length: 6\r\n\r\n456789"};
        return {ScriptedServer::answer("400 Bad Request", "")};
    });
    const std::unique_ptr<Reader> reader = run(blobs_->open("a"));
    ASSERT_TRUE(reader);
    EXPECT_EQ(run(reader->read(0, 10)), "0123456789");
    EXPECT_EQ(requests(), 3u);
    EXPECT_THAT(server_->requests()[1], HasSubstr("if-match: \"e\"\r\n"));
}

TEST_F(S3Retries, AskAgainForBytesThatDoNotBegin) {
    use([](const std::string& head, std::size_t number) -> Act {
        if (head.starts_with("HEAD")) return {kHead};
        if (number == 1) return {""};
        if (number == 2) return {ScriptedServer::answer("503 Slow Down", "<Error/>")};
        return {ScriptedServer::answer("206 Partial Content", "0123456789")};
    });
    const std::unique_ptr<Reader> reader = run(blobs_->open("a"));
    EXPECT_EQ(run(reader->read(0, 10)), "0123456789");
    EXPECT_EQ(requests(), 4u);
}

TEST_F(S3Retries, TakeNoOtherBytesThanThoseAskedFor) {
    use([](const std::string& head, std::size_t) -> Act {
        if (head.starts_with("HEAD")) return {kHead};
        return {ScriptedServer::answer("200 OK", "0123456789")};  // a server that knows no ranges
    });
    const std::unique_ptr<Reader> reader = run(blobs_->open("a"));
    EXPECT_THROW(run(reader->read(5, 5)), Unavailable);
    EXPECT_EQ(run(reader->read(0, 10)), "0123456789");
}

TEST_F(S3Retries, ListOnWhenAPageHoldsNamesThatAreNoKeys) {
    use([](const std::string& head, std::size_t) -> Act {
        const bool first = head.find("continuation-token") == head.npos;
        const std::string object =
            "<Contents><Key>" + std::string(first ? ".hidden/x" : "book/a") +
            "</Key><LastModified>2026-11-22T10:00:00.000Z</LastModified><Size>3</Size></Contents>";
        const std::string more = "<IsTruncated>true</IsTruncated><NextContinuationToken>t+/=</NextContinuationToken>";
        return {ScriptedServer::answer("200 OK",
                                       "<ListBucketResult>" + (first ? more : "") + object + "</ListBucketResult>")};
    });
    const std::vector<Listed> found = run(blobs_->list("", "", 5));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].key, "book/a");
    ASSERT_EQ(requests(), 2u);
    EXPECT_THAT(server_->requests()[1], testing::StartsWith("GET /photos?continuation-token=t%2B%2F%3D&"));
}

TEST_F(S3Retries, TakeNoObjectOfUnknownSize) {
    use([](const std::string&, std::size_t) { return Act{"HTTP/1.1 200 OK\r\nETag: \"e\"\r\n\r\n"}; });
    EXPECT_THROW(run(blobs_->open("a")), Unavailable);
}

TEST_F(S3Retries, GiveUpSoonWhenNobodyListens) {
    use([](const std::string&, std::size_t) { return Act{""}; });
    server_.reset();
    const auto begin = Monotonic::now();
    EXPECT_THAT(put_failure(), HasSubstr("can't be reached"));
    EXPECT_LT(Monotonic::now() - begin, Milliseconds(1500));  // 150 and 600 ms of pauses
}

TEST_F(S3Retries, SayThatWhatAnswersIsNoS3Server) {
    use([](const std::string&, std::size_t) { return Act{ScriptedServer::answer("200 OK", "<html>Welcome</html>")}; });
    EXPECT_THROW(run(blobs_->check()), BadStore);
    EXPECT_THROW(run(blobs_->list("", "", 10)), Unavailable);
}

TEST_F(S3Retries, RefuseAFileThatIsNoFile) {
    use([](const std::string&, std::size_t) { return Act{ScriptedServer::answer("200 OK", "")}; });
    EXPECT_EQ(failure_of(blobs_->put("a", scratch_, "")), "A file for the photo store can't be read");
    EXPECT_EQ(requests(), 0u);
}

}  // namespace pictbook::blob
