// pictbook backup, verify and restore beside real servers.
#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "support/cast.hpp"
#include "support/comes_true.hpp"
#include "support/database.hpp"
#include "support/images.hpp"
#include "support/objects.hpp"
#include "support/postgres.hpp"
#include "support/program.hpp"
#include "support/scripted_server.hpp"
#include "support/stack.hpp"

namespace pictbook::test {

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;
using Variables = Program::Variables;

Variables in_folder(const fs::path& data) { return {{"PICTBOOK_DATA", data.string()}}; }

/// SQLite in that folder, and a bucket whose every answer the test writes.
Variables with_bucket(const fs::path& data, const ScriptedServer& s3) {
    return {{"PICTBOOK_DATA", data.string()},
            {"S3_ENDPOINT", "http://127.0.0.1:" + std::to_string(s3.port())},
            {"S3_BUCKET_NAME", "photos"},
            {"S3_ACCESS_KEY_ID", "key"},
            {"S3_SECRET_ACCESS_KEY", "secret"}};
}

/// Somebody with a book of elements and photos, and others who never stop changing it.
class BusyBook {
public:
    BusyBook(const TestServer& server, std::size_t elements, std::size_t photos) : ada_(server.sign_up()) {
        book = make_book(ada_);
        const Reply made = ada_.post("/projects/" + book + "/elements/bulk", many_elements(elements));
        EXPECT_EQ(made.status, 200) << made.body;
        for (std::size_t i = 0; i < photos; ++i) upload();
        threads_.emplace_back([this] { edit(); });
        threads_.emplace_back([this] { exchange_photos(); });
    }
    ~BusyBook() { stop(); }
    BusyBook(const BusyBook&) = delete;
    BusyBook& operator=(const BusyBook&) = delete;

    void stop() {
        stopping_ = true;
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }
    const Person& ada() const { return ada_; }

    std::string book;
    std::atomic<int> writes = 0, failures = 0;

private:
    Reply upload() const { return ada_.upload("/projects/" + book + "/images", {{"a.png", make_png(40, 40)}}); }

    void note(const Reply& reply) {
        ++writes;
        if (reply.status != 200) ++failures;
    }

    void edit() {
        while (!stopping_) {
            note(ada_.post("/projects/" + book + "/elements", element_json("TEXT")));
            std::this_thread::sleep_for(std::chrono::milliseconds(8));
        }
    }

    void exchange_photos() {
        while (!stopping_) {
            const Reply uploaded = upload();
            note(uploaded);
            note(ada_.remove("/images/" + ada_.get("/projects/" + book + "/images").at("/0/id")));
        }
    }

    const Person ada_;
    std::atomic<bool> stopping_ = false;
    std::vector<std::thread> threads_;
};

/// A stopped server's data: one person, one book, one photo.
struct Stopped {
    Stopped() {
        const Person ada = server.sign_up();
        book = make_book(ada);
        EXPECT_EQ(ada.upload("/projects/" + book + "/images", {{"a.png", kDot}}).status, 200);
        EXPECT_EQ(server.stop(SIGTERM), 0);
    }
    fs::path data() const { return server.folder() / "data"; }
    Told run(const std::vector<std::string>& words) const {
        return run_program(server.folder(), words, in_folder(data()));
    }

    TestServer server;
    std::string book;
};

}  // namespace

TEST(EmbeddedBackup, OfABookThatIsWrittenComesBackEverywhere) {  // BACKUP-2, BACKUP-10, BACKUP-13
    const TestServer server;
    const fs::path folder = server.folder();
    BusyBook busy(server, 300, 12);
    ASSERT_TRUE(comes_true([&] { return busy.writes > 20; }));
    const Told told = run_program(folder, {"backup", "one.tar"}, in_folder(folder / "data"));
    ASSERT_EQ(told.status, 0) << told.errors;
    EXPECT_THAT(told.output, AllOf(HasSubstr("backed up "), Not(HasSubstr("missing"))));
    busy.stop();
    EXPECT_EQ(busy.failures, 0);
    const std::string later = run_program(folder, {"verify", "one.tar", "--store"}, in_folder(folder / "data")).output;
    EXPECT_THAT(later, AllOf(HasSubstr("one.tar is whole: "), HasSubstr("the store differs by ")));

    const auto bring_back = [&](const std::string& archive, const Variables& settings) {
        const Told restored = run_program(folder, {"restore", archive}, settings);
        EXPECT_EQ(restored.status, 0) << restored.errors;
        const Told verified = run_program(folder, {"verify", "one.tar", "--store"}, settings);
        EXPECT_EQ(verified.status, 0) << verified.output << verified.errors;
        EXPECT_THAT(verified.output, HasSubstr("the store is byte-equal: "));
    };
    bring_back("one.tar", in_folder(folder / "other"));
    Variables stack = stack_settings();
    stack["PICTBOOK_DATA"] = (folder / "node").string();
    bring_back("one.tar", stack);
    EXPECT_EQ(run_program(folder, {"backup", "two.tar"}, stack).status, 0);
    bring_back("two.tar", in_folder(folder / "third"));

    fs::copy_file(folder / "data" / "secret", folder / "third" / "secret");
    const TestServer there({{"PICTBOOK_DATA", (folder / "third").string()}});
    Person ada(there.port());
    ada.cookies = busy.ada().cookies;
    const std::string images = "/projects/" + busy.book + "/images";
    const std::string src = ada.get(images).at("/0/src");
    EXPECT_EQ(ada.get(src.substr(src.find("/blob/"))).status, 200);
    const Database database(folder / "third" / "pictbook.db");
    const std::string epoch = R"(SELECT "epoch" FROM "Project")";
    const long long before = std::stoll(database.value(epoch));
    make_element(ada, busy.book, element_json("TEXT"));
    EXPECT_GT(std::stoll(database.value(epoch)), before);
}

TEST(BackupHold, LetsObjectsStayUntilItsEnd) {  // BACKUP-3
    TestServer server;
    const Person ada = server.sign_up();
    const std::string book = make_book(ada), images = "/projects/" + book + "/images";
    const Reply photos = ada.upload(images, {{"a.png", kDot}, {"b.png", kDot}});
    const Database database(server);
    database.run(R"(INSERT INTO "Backup" ("id", "heldUntil") VALUES ('one', '2999-01-01 00:00:00.000'))");
    EXPECT_EQ(ada.remove("/images/" + photos.at("/0/id")).status, 200);
    EXPECT_EQ(objects_of(server, book).size(), 2u);
    EXPECT_EQ(ada.remove("/projects/" + book).status, 200);
    EXPECT_EQ(server.stop(SIGTERM), 0);
    server.start();  // which sweeps
    EXPECT_FALSE(comes_true([&] { return objects_of(server, book).size() < 2; }, std::chrono::milliseconds(500)));
    database.run(R"(UPDATE "Backup" SET "heldUntil" = '2020-01-01 00:00:00.000')");
    EXPECT_EQ(server.stop(SIGTERM), 0);
    server.start();
    EXPECT_TRUE(comes_true([&] { return objects_of(server, book).empty(); }));
}

TEST(EmbeddedBackup, ThatIsKilledLeavesNoFileAndHoldsNothingUp) {  // BACKUP-3, BACKUP-6
    const Stopped stopped;
    const fs::path file = stopped.server.folder() / "one.tar";
    const ScriptedServer s3([](const std::string& head, std::size_t) {
        ScriptedServer::Act act{
            ScriptedServer::answer("200 OK", head.starts_with("HEAD") ? "" : "<ListBucketResult/>")};
        if (head.starts_with("HEAD")) act.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
        if (head.starts_with("GET")) act = {"", std::chrono::minutes(1)};
        return act;
    });
    Program program(stopped.server.folder(), {"backup", "one.tar"}, with_bucket(stopped.data(), s3));
    const auto is_reading = [&] {
        const std::vector<std::string> heads = s3.requests();
        return std::any_of(heads.begin(), heads.end(), [](const std::string& head) { return head.starts_with("GET"); });
    };
    EXPECT_TRUE(comes_true(is_reading)) << program.errors();
    program.signal(SIGKILL);
    EXPECT_EQ(program.wait(), 128 + SIGKILL);
    EXPECT_FALSE(fs::exists(file));
    EXPECT_TRUE(fs::exists(file.string() + ".part"));
    const Database database(stopped.data() / "pictbook.db");
    const std::string held = R"(SELECT COUNT(*) FROM "Backup" WHERE "heldUntil" )";
    EXPECT_EQ(database.value(held + "> datetime('now')"), "1");
    EXPECT_EQ(database.value(held + "> datetime('now', '+11 minutes')"), "0");

    EXPECT_EQ(stopped.run({"backup", "one.tar"}).errors, "");
    EXPECT_EQ(stopped.run({"verify", "one.tar", "--store"}).status, 0);
    EXPECT_FALSE(fs::exists(file.string() + ".part"));
    EXPECT_FALSE(fs::exists(file.string() + ".rows"));
}

TEST(EmbeddedRestore, ThatIsKilledLeavesAnEmptyStoreAndIsRunAgain) {  // BACKUP-12
    const Stopped stopped;
    EXPECT_EQ(stopped.run({"backup", "one.tar"}).status, 0);
    const fs::path folder = stopped.server.folder(), other = folder / "other";
    const ScriptedServer s3([](const std::string& head, std::size_t) {
        ScriptedServer::Act act{ScriptedServer::answer("200 OK", "<ListBucketResult/>")};
        if (head.starts_with("PUT")) act = {"", std::chrono::minutes(1)};
        return act;
    });
    Program program(folder, {"restore", "one.tar"}, with_bucket(other, s3));
    EXPECT_TRUE(comes_true([&] { return !s3.requests().empty(); })) << program.errors();
    program.signal(SIGKILL);
    EXPECT_EQ(program.wait(), 128 + SIGKILL);
    const std::string rows = R"(SELECT (SELECT COUNT(*) FROM "User") + (SELECT COUNT(*) FROM "ImageAsset"))";
    EXPECT_EQ(Database(other / "pictbook.db").value(rows), "0");
    EXPECT_TRUE(fs::exists(other / "restoring"));
    EXPECT_EQ(run_program(folder, {"restore", "one.tar"}, in_folder(other)).errors, "");
    EXPECT_FALSE(fs::exists(other / "restoring"));
    EXPECT_EQ(run_program(folder, {"verify", "one.tar", "--store"}, in_folder(other)).status, 0);
}

TEST(EmbeddedRestore, RefusesAStoreInUse) {  // BACKUP-11
    TestServer server;
    const Person ada = server.sign_up();
    const fs::path folder = server.folder(), data = folder / "data";
    ASSERT_EQ(run_program(folder, {"backup", "one.tar"}, in_folder(data)).status, 0);
    const Told running = run_program(folder, {"restore", "one.tar"}, in_folder(data));
    EXPECT_EQ(running.status, 1);
    EXPECT_EQ(running.errors, "pictbook: another server, or a copy, uses the data folder " + data.string() + "\n");
    EXPECT_EQ(server.stop(SIGTERM), 0);
    const Told used = run_program(folder, {"restore", "one.tar"}, in_folder(data));
    EXPECT_EQ(used.status, 1);
    EXPECT_EQ(used.errors, "pictbook: the target is in use: it has users already\n");
    EXPECT_EQ(run_program(folder, {"verify", "one.tar", "--store"}, in_folder(data)).status, 0);
    EXPECT_FALSE(fs::exists(data / "restoring"));
}

TEST(Verify, EndsWithOneSentence) {  // BACKUP-8
    const TemporaryFolder folder;
    const Told told = run_program(folder.path(), {"verify", "absent.tar"});
    EXPECT_EQ(told.status, 1);
    EXPECT_EQ(told.errors, "pictbook: can't open absent.tar: No such file or directory\n");
}

TEST(EmbeddedBackup, HoldsNoSecret) {  // BACKUP-5
    const TestServer server({{"METRICS_TOKEN", "a-token-of-monitors"}});
    const Person ada = server.sign_up();
    Variables settings = in_folder(server.folder() / "data");
    settings["METRICS_TOKEN"] = "a-token-of-monitors";
    settings["SMTP_URL"] = "smtp://me:hunter2@localhost:1";
    settings["MAIL_FROM"] = "books@example.org";
    ASSERT_EQ(run_program(server.folder(), {"backup", "one.tar"}, settings).status, 0);
    const std::string bytes = read_file(server.folder() / "one.tar");
    std::string secret = read_file(server.folder() / "data" / "secret");
    secret.pop_back();
    ASSERT_GT(secret.size(), 30u);
    EXPECT_THAT(bytes, AllOf(HasSubstr("MAIL_FROM=books@example.org"), HasSubstr("# SMTP_URL was set.")));
    for (const std::string& each : {secret, std::string("a-token-of-monitors"), std::string("hunter2")})
        EXPECT_EQ(bytes.find(each), bytes.npos);
}

TEST(BackupMetrics, AreThereWhenSomeAreScheduled) {  // BACKUP-18
    const TemporaryFolder folder;
    const TestServer server({{"METRICS_TOKEN", "a-token-of-monitors"},
                             {"BACKUP_CRON", "0 3 29 2 *"},
                             {"BACKUP_TO", (folder.path() / "backups").string()}});
    const Reply told = server.nobody().get("/metrics", {{"Authorization", "Bearer a-token-of-monitors"}});
    EXPECT_THAT(told.body, AllOf(HasSubstr("\npictbook_backups_total{result=\"made\"} 0\n"),
                                 HasSubstr("\npictbook_backups_total{result=\"failed\"} 0\n"),
                                 HasSubstr("\npictbook_backup_last_success_timestamp_seconds 0\n")));
}

}  // namespace pictbook::test
