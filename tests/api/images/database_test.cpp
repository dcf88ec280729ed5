// A database that somebody else has in hand, that takes no photos, or that is not ours: DB-9, DB-10, DB-11, IMG-12.
#include <gmock/gmock.h>

#include <fstream>

#include "support/cast.hpp"
#include "support/database.hpp"
#include "support/program.hpp"
#include "support/server.hpp"

namespace pictbook::test {

namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* kSchema = "SELECT \"sql\" FROM sqlite_schema ORDER BY \"name\"";
const Program::Variables kVariables{{"PORT", "0"}, {"RATE_LIMIT", "off"}, {"LOG_LEVEL", "warning"}};

/// The start fails with one sentence that holds `words`.
void expect_refusal(const fs::path& folder, const std::string& words) {
    Program program(folder, {"serve"}, kVariables);
    EXPECT_GT(program.wait(), 0);
    const std::string errors = program.errors();
    EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
    EXPECT_THAT(errors, HasSubstr(words));
}

/// A folder in which the program has run once.
void run_once(const fs::path& folder) {
    Program program(folder, {"serve"}, kVariables);
    ASSERT_TRUE(program.wait_for_output("\n")) << program.errors();
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0) << program.errors();
}

std::ptrdiff_t count_files(const fs::path& folder) {
    const auto is_file = [](const fs::directory_entry& entry) { return entry.is_regular_file(); };
    return std::count_if(fs::recursive_directory_iterator(folder), {}, is_file);
}

}  // namespace

TEST(EmbeddedDatabase, ThatSomebodyElseHoldsLetsReadsGoOn) {  // DB-9, HTTP-32
    TestServer server;
    const Person ada = server.sign_up();
    const std::string book = make_book(ada);
    const Database other(server);
    other.run("BEGIN IMMEDIATE");
    const Reply refused = ada.post("/projects", R"({"name":"Too late"})");
    EXPECT_EQ(refused.status, 503);
    EXPECT_NE(refused.at("/message"), "");
    EXPECT_THAT(refused.header("Retry-After"), testing::MatchesRegex("[1-9][0-9]*"));
    EXPECT_THAT(refused.body, testing::Not(HasSubstr("INSERT")));
    EXPECT_EQ(ada.get("/projects/" + book).status, 200);
    other.run("ROLLBACK");
    EXPECT_EQ(ada.post("/projects", R"({"name":"In time"})").status, 200);
    EXPECT_THAT(ada.get("/projects").body, testing::Not(HasSubstr("Too late")));
}

TEST(Database, ThatSomebodyElseChangesIsReadAnew) {  // ELEM-25, DB-16
    const TestServer server;
    const Person ada = server.sign_up();
    const std::string elements = "/projects/" + make_book(ada) + "/elements";
    ada.post(elements, element_json("CIRCLE", R"("fill":1)"));
    for (int i = 0; i < 8; ++i) EXPECT_THAT(ada.get(elements).body, HasSubstr(R"("fill":1,)"));
    Database(server).run(
        R"(BEGIN; UPDATE "Shape" SET "fill" = 2; UPDATE "Element" SET "updatedAt" = "updatedAt"; COMMIT)");
    for (int i = 0; i < 8; ++i) EXPECT_THAT(ada.get(elements).body, HasSubstr(R"("fill":2,)"));
}

TEST(EmbeddedDatabase, ThatTakesOnlyOneOfTwoPhotosKeepsNeitherNorItsObject) {  // IMG-12
    TestServer server;
    const fs::path data = server.folder() / "data";
    const Person ada = server.sign_up();
    const std::string images = "/projects/" + make_book(ada) + "/images";
    const Database other(data / "pictbook.db");
    other.run(R"(CREATE TRIGGER "OnlyOne" BEFORE INSERT ON "ImageAsset" WHEN EXISTS (SELECT 1 FROM "ImageAsset")
        BEGIN SELECT RAISE(ABORT, 'one is enough'); END)");
    EXPECT_EQ(ada.upload(images, {{"a.png", kDot}, {"b.png", kDot}}).status, 500);
    EXPECT_EQ(ada.get(images).body, "[]");
    EXPECT_EQ(count_files(data / "blobs"), 0);
    EXPECT_EQ(ada.upload(images, {{"a.png", kDot}}).status, 200);
    EXPECT_EQ(count_files(data / "blobs"), 1);
}

TEST(Database, IsBroughtUpToDateOnce) {  // DB-10
    const TemporaryFolder folder;
    run_once(folder.path());
    const fs::path file = folder.path() / "data" / "pictbook.db";
    const std::string schema = Database(file).list(kSchema);
    const std::string steps = Database(file).list("SELECT \"number\" || \"appliedAt\" FROM \"_pictbook_migrations\"");
    run_once(folder.path());
    EXPECT_EQ(Database(file).list(kSchema), schema);
    EXPECT_EQ(Database(file).list("SELECT \"number\" || \"appliedAt\" FROM \"_pictbook_migrations\""), steps);
    EXPECT_THAT(schema, HasSubstr("CREATE TABLE \"ImageAsset\""));
}

TEST(Database, OfANewerVersionIsLeftAlone) {  // DB-11
    const TemporaryFolder folder;
    run_once(folder.path());
    const fs::path file = folder.path() / "data" / "pictbook.db";
    Database(file).run(
        "INSERT INTO \"_pictbook_migrations\" VALUES (4711, 'from the future', '2099-01-01'); CREATE TABLE \"Later\" "
        "(x)");
    const std::string schema = Database(file).list(kSchema);
    expect_refusal(folder.path(), "4711");
    EXPECT_EQ(Database(file).list(kSchema), schema);
    EXPECT_EQ(Database(file).list("SELECT MAX(\"number\") FROM \"_pictbook_migrations\""), "4711\n");
}

TEST(Database, ThatCannotBeMigratedIsLeftAsItWas) {  // DB-11
    const TemporaryFolder folder;
    fs::create_directories(folder.path() / "data");
    const fs::path file = folder.path() / "data" / "pictbook.db";
    Database(file).run("CREATE TABLE \"ImageAsset\" (\"mine\" TEXT); INSERT INTO \"ImageAsset\" VALUES ('kept')");
    const std::string schema = Database(file).list(kSchema);
    expect_refusal(folder.path(), "ImageAsset");
    EXPECT_EQ(Database(file).list(kSchema), schema);
    EXPECT_EQ(Database(file).list("SELECT \"mine\" FROM \"ImageAsset\""), "kept\n");
}

TEST(Database, ThatIsNoneIsRefused) {  // DB-11, RUN-4
    const TemporaryFolder folder;
    fs::create_directories(folder.path() / "data");
    std::ofstream(folder.path() / "data" / "pictbook.db") << std::string(10'000, 'x');
    expect_refusal(folder.path(), "pictbook.db");
}

}  // namespace pictbook::test
