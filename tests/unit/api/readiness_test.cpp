// How often the parts are looked at for those who ask whether the server can serve: RUN-9, RUN-16.
#include "api/readiness.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <thread>

#include "blob/s3.hpp"
#include "db/sqlite.hpp"
#include "support/program.hpp"
#include "support/scripted_server.hpp"

namespace pictbook::api {

namespace {

using test::ScriptedServer;
using testing::AllOf;
using testing::Each;
using testing::SizeIs;

constexpr Seconds kLongest{20};

ScriptedServer::Act list_nothing(const std::string&, std::size_t) {
    return {ScriptedServer::answer("200 OK", "<ListBucketResult></ListBucketResult>")};
}
ScriptedServer::Act refuse(const std::string&, std::size_t) { return {ScriptedServer::answer("403 Forbidden", "")}; }
ScriptedServer::Act hang(const std::string&, std::size_t) { return {"", std::chrono::minutes(2)}; }

/// A worker's readiness with a real database and the S3 store of a scripted server.
class Asked {
public:
    explicit Asked(ScriptedServer::Script script) : s3_(std::move(script)) {
        db::SqliteOptions database;
        database.file = folder_.path() / "pictbook.db";
        db_ = db::open_sqlite(database);
        blob::S3Options store;
        store.endpoint = "http://127.0.0.1:" + std::to_string(s3_.port());
        store.bucket = "photos";
        blobs_ = blob::open_s3(store);
        readiness_ = std::make_unique<Readiness>(loop_.get_executor(), *db_, *blobs_);
    }

    /// What a hundred are told who ask at once.
    std::vector<std::string> by_a_hundred() {
        std::vector<std::string> told;
        const auto keep = [&](const std::exception_ptr& failure, std::string away) {
            EXPECT_FALSE(failure);
            told.push_back(std::move(away));
        };
        for (int i = 0; i < 100; ++i) boost::asio::co_spawn(loop_, readiness_->ask(), keep);
        const auto end = Monotonic::now() + kLongest;
        loop_.restart();
        while (told.size() < 100 && loop_.run_one_until(end) > 0) continue;
        return told;
    }
    std::size_t looks() const { return s3_.requests().size(); }

private:
    const test::TemporaryFolder folder_;
    const ScriptedServer s3_;
    boost::asio::io_context loop_{1};
    std::unique_ptr<db::Db> db_;
    std::unique_ptr<blob::Blobs> blobs_;
    std::unique_ptr<Readiness> readiness_;
};

}  // namespace

TEST(Readiness, IsLookedAtOnceForAllWhoAskWithinASecond) {  // RUN-16
    Asked asked(list_nothing);
    EXPECT_THAT(asked.by_a_hundred(), AllOf(SizeIs(100), Each("")));
    EXPECT_THAT(asked.by_a_hundred(), AllOf(SizeIs(100), Each("")));
    EXPECT_EQ(asked.looks(), 1u);
    std::this_thread::sleep_for(Readiness::kKept);
    EXPECT_THAT(asked.by_a_hundred(), AllOf(SizeIs(100), Each("")));
    EXPECT_EQ(asked.looks(), 2u);
}

TEST(Readiness, OfAStoreThatRefusesIsToldToAllByOneLook) {  // RUN-9, RUN-16
    Asked asked(refuse);
    EXPECT_THAT(asked.by_a_hundred(), AllOf(SizeIs(100), Each("object store")));
    EXPECT_EQ(asked.looks(), 1u);
}

TEST(Readiness, OfAStoreThatHangsIsToldBeforeTheLookEnds) {  // RUN-9, RUN-16
    Asked asked(hang);
    const Monotonic::time_point begin = Monotonic::now();
    EXPECT_THAT(asked.by_a_hundred(), AllOf(SizeIs(100), Each("object store")));
    EXPECT_LT(Monotonic::now() - begin, Readiness::kLongestWait);
    EXPECT_THAT(asked.by_a_hundred(), AllOf(SizeIs(100), Each("object store")));
    EXPECT_EQ(asked.looks(), 1u);
}

}  // namespace pictbook::api
