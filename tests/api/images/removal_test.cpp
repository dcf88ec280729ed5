// Objects go with their rows, at once or later: DB-17, DB-18, IMG-31.
#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <fstream>

#include "support/cast.hpp"
#include "support/comes_true.hpp"
#include "support/database.hpp"
#include "support/objects.hpp"
#include "support/s3.hpp"
#include "support/scripted_server.hpp"

namespace pictbook::test {

namespace {

namespace fs = std::filesystem;

bool is_gone_soon(const fs::path& file) {
    return comes_true([&] { return !fs::exists(file); });
}

/// More than one round of the sweeper takes.
constexpr int kMany = 110;

void upload_many(const Person& person, const std::string& book) {
    for (int i = 0; i < kMany; i += 10) {
        const std::vector<Person::File> ten(10, {"a.png", kDot});
        EXPECT_EQ(person.upload("/projects/" + book + "/images", ten).status, 200);
    }
}

/// With time for what was put off once.
bool has_no_objects_soon(const TestServer& server, const std::string& book) {
    return comes_true([&] { return objects_of(server, book).empty(); }, Seconds(90));
}

/// Takes photos, then answers nothing to whoever wants to remove one.
ScriptedServer::Act hang_at_removals(const std::string& head, std::size_t) {
    ScriptedServer::Act act{ScriptedServer::answer("200 OK", "<ListBucketResult></ListBucketResult>")};
    if (head.starts_with("DELETE")) act = {"", std::chrono::minutes(2)};
    return act;
}

TestServer::Settings settings_with(const ScriptedServer& s3) {
    return {{"S3_ENDPOINT", "http://127.0.0.1:" + std::to_string(s3.port())},
            {"S3_BUCKET_NAME", "photos"},
            {"S3_ACCESS_KEY_ID", "key"},
            {"S3_SECRET_ACCESS_KEY", "secret"}};
}

}  // namespace

TEST(EmbeddedRemoval, OfAnObjectWhoseRowWentWithoutUsIsDoneAfterTheNextStart) {  // DB-17
    TestServer server;
    const Person ada = server.sign_up();
    const Reply uploaded = ada.upload("/projects/" + make_book(ada) + "/images", {{"a.png", kDot}, {"b.png", kDot}});
    const fs::path data = server.folder() / "data";
    const fs::path gone = data / "blobs" / uploaded.at("/0/key"), stays = data / "blobs" / uploaded.at("/1/key");
    EXPECT_EQ(server.stop(SIGKILL), 128 + SIGKILL);
    Database(server).run("DELETE FROM \"ImageAsset\" WHERE \"id\" = '" + uploaded.at("/0/id") + "'");
    EXPECT_TRUE(fs::exists(gone));
    server.start();
    EXPECT_TRUE(is_gone_soon(gone));
    EXPECT_TRUE(fs::exists(stays));
}

TEST(EmbeddedRemoval, OfWhatAnUploadLeftBehindIsDoneWhenItIsDue) {  // DB-18
    TestServer server;
    const fs::path data = server.folder() / "data";
    EXPECT_EQ(server.stop(SIGTERM), 0);
    const fs::path due = data / "blobs" / "a" / "images" / "due.png",
                   later = data / "blobs" / "a" / "images" / "later.png";
    fs::create_directories(due.parent_path());
    for (const fs::path& file : {due, later}) std::ofstream(file) << kDot;
    Database(server).run(R"(INSERT INTO "ObjectRemoval" VALUES ('a/images/due.png', '2020-01-01 00:00:00.000', 0),
        ('a/images/later.png', '2999-01-01 00:00:00.000', 0))");
    server.start();
    EXPECT_TRUE(is_gone_soon(due));
    EXPECT_TRUE(fs::exists(later));
}

TEST(Removal, OfManyObjectsWhoseRowsWentWithoutUsIsDoneAfterTheNextStart) {  // DB-17
    TestServer server;
    const Person ada = server.sign_up();
    const std::string book = make_book(ada);
    upload_many(ada, book);
    EXPECT_EQ(server.stop(SIGKILL), 128 + SIGKILL);
    Database(server).run("DELETE FROM \"ImageAsset\" WHERE \"projectId\" = '" + book + "'");
    EXPECT_EQ(objects_of(server, book).size(), kMany);
    server.start();
    EXPECT_TRUE(has_no_objects_soon(server, book));
}

TEST(Removal, DoesNotWaitForAStoreThatIsAwayAndIsDoneWhenItIsBack) {  // IMG-31, DB-17
    S3Server s3(S3Server::Whose::ours);
    TestServer server(s3.settings());
    const Person ada = server.sign_up();
    const std::string book = make_book(ada), spared = make_book(ada);
    upload_many(ada, book);
    const Reply one = ada.upload("/projects/" + spared + "/images", {{"a.png", kDot}});
    s3.kill();
    EXPECT_EQ(ada.remove("/images/" + one.at("/0/id")).status, 200);
    EXPECT_EQ(ada.get("/projects/" + spared + "/images").body, "[]");
    EXPECT_EQ(ada.remove("/projects/" + book).status, 200);
    EXPECT_EQ(Database(server).list(R"(SELECT "id" FROM "ImageAsset")"), "");
    s3.start();
    EXPECT_EQ(objects_of(server, book).size(), kMany);
    EXPECT_EQ(server.stop(SIGTERM), 0);
    server.start();
    EXPECT_TRUE(has_no_objects_soon(server, book));
    EXPECT_TRUE(has_no_objects_soon(server, spared));
}

TEST(Removal, DoesNotWaitForAStoreThatHangs) {  // IMG-31
    const ScriptedServer s3(hang_at_removals);
    const TestServer server(settings_with(s3));
    const Person ada = server.sign_up();
    const std::string images = "/projects/" + make_book(ada) + "/images";
    const Reply made = ada.upload(images, {{"a.png", kDot}});
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(ada.remove("/images/" + made.at("/0/id")).status, 200);
    EXPECT_EQ(ada.get(images).body, "[]");
}

TEST(Removal, ThatBeganBeforeItsUploadEndedLetsTheUploadFail) {  // DB-35
    std::atomic<const Database*> database = nullptr;
    const ScriptedServer s3([&](const std::string& head, std::size_t) {
        if (head.starts_with("PUT")) database.load()->run(R"(UPDATE "ObjectRemoval" SET "attempts" = 1)");
        return ScriptedServer::Act{ScriptedServer::answer("200 OK", "<ListBucketResult></ListBucketResult>")};
    });
    const TestServer server(settings_with(s3));
    const Database opened(server);
    database = &opened;
    const Person ada = server.sign_up();
    const std::string images = "/projects/" + make_book(ada) + "/images";
    const Reply refused = ada.upload(images, {{"a.png", kDot}});
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.body, R"({"message":"The upload took too long"})");
    EXPECT_EQ(refused.header("Retry-After"), "1");
    EXPECT_EQ(ada.get(images).body, "[]");
    EXPECT_EQ(opened.list(R"(SELECT "key" FROM "ObjectRemoval")"), "");
}

TEST(Removal, IsPlannedForNoObjectThatStays) {  // DB-18
    TestServer server;
    const Person ada = server.sign_up();
    EXPECT_EQ(ada.upload("/projects/" + make_book(ada) + "/images", {{"a.png", kDot}}).status, 200);
    EXPECT_EQ(Database(server).list(R"(SELECT "key" FROM "ObjectRemoval")"), "");
}

TEST(Health, TellsThatTheServerLivesAndServes) {  // RUN-9
    for (const char* path : {"/health/live", "/health/ready"}) {
        const Reply reply = shared_server().nobody().get(path);
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.body, R"({"status":"ok"})");
    }
}

}  // namespace pictbook::test
