// pictbook doctor and pictbook copy: RUN-10, RUN-11, RUN-19, RUN-20.
#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include "support/cast.hpp"
#include "support/keys.hpp"
#include "support/postgres.hpp"
#include "support/program.hpp"
#include "support/scripted_server.hpp"
#include "support/stack.hpp"

namespace pictbook::test {

namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

/// The permissions of what is directly in it.
std::multiset<fs::perms> modes_in(const fs::path& folder) {
    std::multiset<fs::perms> modes;
    for (const fs::directory_entry& each : fs::directory_iterator(folder)) modes.insert(each.status().permissions());
    return modes;
}

Program::Variables settings_of(const ScriptedServer& s3) {
    return {{"S3_ENDPOINT", "http://127.0.0.1:" + std::to_string(s3.port())},
            {"S3_BUCKET_NAME", "photos"},
            {"S3_ACCESS_KEY_ID", "key"},
            {"S3_SECRET_ACCESS_KEY", "secret"}};
}

std::string sqlite_in(const fs::path& data) { return "sqlite:" + (data / "pictbook.db").string(); }

}  // namespace

TEST(Doctor, SaysThatAllIsWell) {  // RUN-10
    const TemporaryFolder folder;
    const Told told = run_program(folder.path(), {"doctor"});
    EXPECT_EQ(told.status, 0) << told.output;
    for (const char* part : {"database", "objects", "images", "clock", "cookie", "open files"})
        EXPECT_THAT(told.output, HasSubstr(std::string("ok     ") + part + ": "));
    EXPECT_EQ(told.errors, "");
}

TEST(Doctor, SaysInASentenceWhatIsWrong) {  // RUN-10
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "file") << "in the way";
    const Program::Variables variables{{"PICTBOOK_DATA", (folder.path() / "file").string()},
                                       {"COOKIE_DOMAIN", "book.example.org"}};
    const Told told = run_program(folder.path(), {"doctor"}, variables);
    EXPECT_EQ(told.status, 1);
    for (const char* part : {"database", "objects", "cookie"})
        EXPECT_THAT(told.output, HasSubstr(std::string("wrong  ") + part + ": "));
    EXPECT_THAT(told.output, HasSubstr("ok     open files: "));
    const Told mixed = run_program(folder.path(), {"doctor"}, {{"FRONTEND_URL", "https://book.example.org"}});
    EXPECT_THAT(mixed.output, HasSubstr("must both be https or both http"));
}

TEST(Doctor, LeavesNothingBehindWhenTheStoreRefuses) {  // RUN-20
    const ScriptedServer s3([](const std::string& head, std::size_t) {
        return ScriptedServer::Act{
            ScriptedServer::answer(head.starts_with("PUT") ? "403 Forbidden" : "200 OK", "<ListBucketResult/>")};
    });
    const TemporaryFolder folder;
    run_program(folder.path(), {"migrate"});
    const std::multiset<fs::perms> before = modes_in(folder.path() / "data");
    const Told told = run_program(folder.path(), {"doctor"}, settings_of(s3));
    EXPECT_EQ(told.status, 1);
    EXPECT_THAT(told.output, HasSubstr("wrong  objects: "));
    EXPECT_EQ(modes_in(folder.path() / "data"), before);
}

TEST(Doctor, TriesPostgresRedisAndS3) {  // RUN-10
    const TemporaryFolder folder;
    Program::Variables variables = stack_settings();
    const Told well = run_program(folder.path(), {"doctor"}, variables);
    EXPECT_EQ(well.status, 0) << well.output;
    EXPECT_THAT(well.output, HasSubstr("ok     database: PostgreSQL "));
    EXPECT_THAT(well.output, HasSubstr("ok     objects: S3 bucket "));
    EXPECT_THAT(well.output, HasSubstr("ok     redis: Redis at 127.0.0.1:"));
    variables["DATABASE_URL"] = "postgresql://nobody:hunter2@127.0.0.1:1/none";
    variables["REDIS_URL"] = "redis://:hunter2@127.0.0.1:1";
    variables["S3_SECRET_ACCESS_KEY"] = "hunter2";
    const Told ill = run_program(folder.path(), {"doctor"}, variables);
    EXPECT_EQ(ill.status, 1);
    for (const char* part : {"database", "objects", "redis"})
        EXPECT_THAT(ill.output, HasSubstr(std::string("wrong  ") + part + ": "));
    EXPECT_THAT(ill.output + ill.errors, testing::Not(HasSubstr("hunter2")));
}

TEST(EmbeddedCopy, TakesEverythingToAnEmptyStore) {  // RUN-11
    TestServer server;
    Person ada = server.sign_up(), bob = server.sign_up("bob");
    const std::string email = TestServer::last_email(), book = make_book(ada);
    const std::string images = "/projects/" + book + "/images";
    const Reply photo = ada.upload(images, {{"a.png", kDot}});
    for (const char* kind : {"CIRCLE", "RECTANGLE", "TEXT", "DRAWING"}) make_element(ada, book, element_json(kind));
    make_element(ada, book, element_json("IMAGE", R"("assetId":")" + photo.at("/0/id") + "\""));
    ada.post("/projects/" + book + "/users", R"({"email":")" + email + R"(","role":"VIEWER"})");
    const std::string before = ada.get("/projects/" + book).body, key = make_key(ada, "read");
    const std::string path = "/projects/" + book + "/history", history = ada.get(path).body;
    EXPECT_EQ(server.stop(SIGTERM), 0);

    const fs::path data = server.folder() / "data", old = server.folder() / "old";
    fs::rename(data, old);
    fs::create_directories(data);
    fs::copy_file(old / "secret", data / "secret");
    const Told told = run_program(server.folder(), {"copy", "--from", sqlite_in(old), "--to", sqlite_in(data)});
    EXPECT_EQ(told.status, 0) << told.errors;
    EXPECT_THAT(told.output, HasSubstr(" and 1 photos to SQLite "));
    const Told again = run_program(server.folder(), {"copy", "--from", sqlite_in(old), "--to", sqlite_in(data)});
    EXPECT_NE(again.status, 0);
    EXPECT_THAT(again.errors, HasSubstr("the target is in use"));

    server.start();
    Person there(server.port());
    there.cookies = ada.cookies;
    EXPECT_EQ(there.get("/projects/" + book).body, before);
    Person program(server.port());
    program.key = key;
    EXPECT_EQ(program.get("/projects/" + book).body, before);
    const std::string src = there.get(images).at("/0/src");
    EXPECT_EQ(there.get(src.substr(src.find("/blob/"))).body, kDot);
    EXPECT_EQ(there.get(path).body, history);
    // The journal goes on where it was: it still reaches back.
    make_element(there, book, element_json("TEXT"));
    EXPECT_EQ(there.get(path).at("/0/seq"), "6");
    EXPECT_EQ(there.get("/projects/" + book + "/elements?at=2").status, 200);
}

TEST(EmbeddedCopy, RefusesAFolderThatAServerUses) {  // RUN-19
    TestServer server;
    const fs::path data = server.folder() / "data", other = server.folder() / "other";
    const std::string here = sqlite_in(data), there = sqlite_in(other);
    const Told from = run_program(server.folder(), {"copy", "--from", here, "--to", there});
    EXPECT_EQ(from.status, 1);
    EXPECT_EQ(from.errors, "pictbook: another server, or a copy, uses the data folder " + data.string() + "\n");
    EXPECT_FALSE(fs::exists(other));
    run_program(server.folder(), {"migrate"}, {{"PICTBOOK_DATA", other.string()}});
    EXPECT_EQ(run_program(server.folder(), {"copy", "--from", there, "--to", here}).errors, from.errors);
    EXPECT_EQ(server.stop(SIGTERM), 0);
    EXPECT_EQ(run_program(server.folder(), {"copy", "--from", there, "--to", here}).status, 0);
}

TEST(EmbeddedCopy, KeepsPhotosFromOthersAndLeavesNothingBehind) {  // RUN-20
    TestServer server;
    const Person ada = server.sign_up();
    ada.upload("/projects/" + make_book(ada) + "/images", {{"a.png", kDot}});
    EXPECT_EQ(server.stop(SIGTERM), 0);
    const fs::path scratch = server.folder() / "scratch";
    fs::create_directories(scratch);
    std::multiset<fs::perms> seen;
    const ScriptedServer s3([&](const std::string& head, std::size_t) {
        if (head.starts_with("PUT")) seen = modes_in(scratch);
        return ScriptedServer::Act{
            ScriptedServer::answer(head.starts_with("PUT") ? "403 Forbidden" : "200 OK", "<ListBucketResult/>")};
    });
    Program::Variables variables = settings_of(s3);
    variables["TMPDIR"] = scratch.string();
    const std::string from = sqlite_in(server.folder() / "data"), to = create_postgres_database();
    EXPECT_EQ(run_program(server.folder(), {"copy", "--from", from, "--to", to}, variables).status, 1);
    EXPECT_THAT(s3.requests(), testing::Not(testing::IsEmpty()));
    EXPECT_EQ(seen, std::multiset<fs::perms>{fs::perms::owner_all});
    EXPECT_TRUE(fs::is_empty(scratch));
}

TEST(Copy, RefusesASourceThatIsNotThere) {  // RUN-19
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "absent" / "pictbook.db";
    const Told told =
        run_program(folder.path(), {"copy", "--from", "sqlite:" + file.string(), "--to", "sqlite:here.db"});
    EXPECT_EQ(told.status, 1);
    EXPECT_EQ(told.errors, "pictbook: there is no database " + file.string() + "\n");
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(Copy, NeedsStoresThatItKnows) {  // RUN-11
    const TemporaryFolder folder;
    const Told told = run_program(folder.path(), {"copy", "--from", "mysql://there", "--to", "sqlite:here.db"});
    EXPECT_NE(told.status, 0);
    EXPECT_THAT(told.errors, HasSubstr("sqlite:FILE"));
}

}  // namespace pictbook::test
