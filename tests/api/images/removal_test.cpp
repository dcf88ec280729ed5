// Objects go with their rows, at once or later: DB-17, DB-18.
#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "support/cast.hpp"
#include "support/database.hpp"

namespace pictbook::test {

namespace {

namespace fs = std::filesystem;

bool is_gone_soon(const fs::path& file) {
    for (int i = 0; i < 200 && fs::exists(file); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return !fs::exists(file);
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
