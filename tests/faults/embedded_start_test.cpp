// What a server on the embedded store finds at its start, or under it: a damaged database, a log that ends in the middle of a
// write, photos that are gone or can't be read.
#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>
#include <fstream>

#include "support/database.hpp"
#include "support/disk_faults.hpp"
#include "support/images.hpp"
#include "support/objects.hpp"

namespace pictbook::test {
namespace {

namespace fs = std::filesystem;

Told serve_in(const fs::path& folder) {
    return run_program(folder, {"serve"},
                       {{"PICTBOOK_DATA", (folder / "data").string()}, {"HOST", "127.0.0.1"}, {"PORT", "0"}});
}

void expect_one_sentence(const Told& told, const fs::path& file) {
    EXPECT_EQ(told.status, 1) << told.errors;
    EXPECT_EQ(std::count(told.errors.begin(), told.errors.end(), '\n'), 1) << told.errors;
    EXPECT_NE(told.errors.find(file.string()), std::string::npos) << told.errors;
    EXPECT_NE(told.errors.find("damaged"), std::string::npos) << told.errors;
}

/// A data folder as a server left it that was killed.
class LeftData {
public:
    LeftData() {
        TestServer server{{"PICTBOOK_DATA", data().string()}};
        const Person ada = server.sign_up();
        email_ = TestServer::last_email();
        for (int i = 0; i < 20; ++i) make_book(ada);
        server.stop(SIGKILL);
    }
    const fs::path& folder() const { return folder_.path(); }
    fs::path data() const { return folder_.path() / "data"; }
    fs::path database() const { return data() / "pictbook.db"; }
    fs::path log() const { return data() / "pictbook.db-wal"; }
    /// By a sign-in at a server that runs on it.
    Person ada(const TestServer& server) const {
        Person person = server.nobody();
        EXPECT_EQ(
            person.post("/auth/sign-in/email", R"({"email":")" + email_ + R"(","password":")" + kPassword + R"("})")
                .status,
            200);
        return person;
    }

private:
    TemporaryFolder folder_;
    std::string email_;
};

TEST(EmbeddedStart, OnAFileThatIsNoDatabaseSaysSoAndLeavesIt) {  // DB-43
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "data");
    const fs::path file = folder.path() / "data" / "pictbook.db";
    const std::string text(20'000, 'x');
    std::ofstream(file) << text;
    expect_one_sentence(serve_in(folder.path()), file);
    EXPECT_EQ(read_file(file), text);
}

TEST(EmbeddedStart, OnADamagedDatabaseSaysSoAndLeavesIt) {  // DB-43
    const LeftData left;
    Database(left.database()).run("PRAGMA wal_checkpoint(TRUNCATE)");
    std::fstream file(left.database(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);  // behind the header: the schema's first page
    file << std::string(3000, '\xee');
    file.close();
    const std::string before = read_file(left.database());
    expect_one_sentence(serve_in(left.folder()), left.database());
    EXPECT_EQ(read_file(left.database()), before);
}

TEST(EmbeddedStart, OnALogThatEndsInTheMiddleOfAWriteKeepsWhatWasCommitted) {  // DB-1, DB-2
    const LeftData left;
    {
        // The write that was under way: half a page, and before it one that is no longer what its sum says.
        std::ofstream log(left.log(), std::ios::app | std::ios::binary);
        log << std::string(4120, '\x11') << std::string(2000, '\x22');
    }
    const TestServer server{{"PICTBOOK_DATA", left.data().string()}};
    EXPECT_EQ(left.ada(server).get("/projects").json().as_array().size(), 20u);
    EXPECT_EQ(Database(server).value("PRAGMA integrity_check"), "ok");
}

TEST(EmbeddedPhoto, ThatIsGoneOrCantBeReadIsSaidAndDisturbsNoOther) {  // DB-44
    DiskFaults faults;
    const TestServer server(faults.settings());
    const Person ada = server.sign_up();
    const std::string images = "/projects/" + make_book(ada) + "/images";
    const std::string bytes = make_png(40, 40);
    const auto add = [&] { return ada.upload(images, {{.name = "p.png", .bytes = bytes}}); };
    const auto show = [&](const Reply& photo) {
        const std::string src = photo.at("/0/src");
        return server.nobody().get(src.substr(src.find('/', src.find("//") + 2)));
    };
    const Reply gone = add(), here = add();
    remove_object(server, gone.at("/0/key"));
    EXPECT_EQ(show(gone).status, 404);
    EXPECT_EQ(show(here).body, bytes);
    faults.fail(EACCES, DiskFaults::Call::opening, DiskFaults::File::photos);
    const Reply closed = show(here);
    EXPECT_EQ(closed.status, 503) << closed.body;
    EXPECT_TRUE(closed.has("Retry-After"));
    faults.fail(EIO, DiskFaults::Call::reading, DiskFaults::File::photos);
    const Reply unread = show(here);
    EXPECT_LT(unread.body.size(), std::stoul(unread.header("Content-Length"))) << "a client would take it for whole";
    EXPECT_EQ(ada.get(images).json().as_array().size(), 2u);
    faults.heal();
    EXPECT_EQ(show(here).body, bytes);
    EXPECT_EQ(ada.remove("/images/" + gone.at("/0/id")).status, 200);
}

}  // namespace
}  // namespace pictbook::test
