// The embedded store on a disk that is full, read-only, or fails: writes are refused in words, reads go on, and everything goes
// on without a restart when the disk is well again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

#include "faults/load.hpp"
#include "support/comes_true.hpp"
#include "support/disk_faults.hpp"
#include "support/keys.hpp"
#include "support/small_disk.hpp"

namespace pictbook::test {
namespace {

using Call = DiskFaults::Call;
using File = DiskFaults::File;

TestServer::Settings with_log(TestServer::Settings settings, const std::filesystem::path& log) {
    settings.insert({{"LOG_LEVEL", "warning"}, {TestServer::kLogFile, log.string()}});
    return settings;
}

std::size_t lines_in(const std::filesystem::path& file) {
    const std::string text = read_file(file);
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

/// What people look at while nothing can be written.
void expect_readable(const Fleet& fleet) {
    const Person owner = fleet.owner(0);
    const std::string book = "/projects/" + fleet.books().front();
    for (const std::string& path : {std::string("/projects"), book, book + "/elements", book + "/images",
                                    book + "/users", std::string("/auth/get-session"), std::string("/health/ready")})
        EXPECT_EQ(owner.get(path).status, 200) << path;
    EXPECT_EQ(owner.get("/health/live").status, 200);
}

/// A write that is refused says why, and when to come back.
void expect_refused(const Fleet& fleet, const std::string& why) {
    const Reply reply = fleet.owner(0).post("/projects", R"({"name":"Refused by the disk"})");
    EXPECT_EQ(reply.status, 503) << reply.body;
    EXPECT_NE(reply.body.find(why), std::string::npos) << reply.body;
    EXPECT_TRUE(reply.has("Retry-After"));
}

/// The log tells of the fault, and not once for each request.
void expect_few_lines(const std::filesystem::path& log, const Answered& answered) {
    const std::size_t lines = lines_in(log);
    std::printf("RECOVERY log: %zu lines for %d refused writes\n", lines, answered.refused + answered.unknown);
    EXPECT_GT(lines, 0u);
    EXPECT_LT(lines, 100u) << read_file(log).substr(0, 4000);
}

TEST(EmbeddedDisk, ThatIsFullRefusesWritesUntilThereIsSpace) {  // DB-38, DB-40
    SmallDisk disk(48u << 20);
    const TemporaryFolder logs;
    const std::filesystem::path log = logs.path() / "log";
    Fleet fleet(with_log({{"PICTBOOK_DATA", disk.data().string()}}, log));
    Fault fault;
    fault.writes = 1200;
    fault.name = "full disk";
    fault.kill = [&] {
        disk.fill();
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        disk.fill();  // what checkpoints and ended uploads gave back meanwhile
        expect_readable(fleet);
    };
    fault.start = [&] { disk.make_space(); };
    fault.photos = 15;
    const Answered answered = expect_recovery(fleet, fault);
    EXPECT_GT(answered.refused, 0) << "nothing met the full disk";
    expect_few_lines(log, answered);
}

TEST(EmbeddedDisk, WithALimitOfFileSizesIsAsFull) {  // DB-38
    const TemporaryFolder logs;
    const std::filesystem::path log = logs.path() / "log";
    Fleet fleet(with_log({}, log));
    rlimit before{};
    ASSERT_EQ(::prlimit(fleet.node(0).process(), RLIMIT_FSIZE, nullptr, &before), 0);
    Fault fault;
    fault.writes = 1000;
    fault.name = "limit of file sizes";
    fault.kill = [&] {
        const rlimit small{4096, before.rlim_max};
        ASSERT_EQ(::prlimit(fleet.node(0).process(), RLIMIT_FSIZE, &small, nullptr), 0);
        expect_readable(fleet);
    };
    fault.start = [&] { ASSERT_EQ(::prlimit(fleet.node(0).process(), RLIMIT_FSIZE, &before, nullptr), 0); };
    const Answered answered = expect_recovery(fleet, fault);
    EXPECT_GT(answered.refused + answered.unknown, 0);
}

TEST(EmbeddedDisk, ThatBecomesReadOnlyRefusesWritesUntilItIsNot) {  // DB-39, DB-40
    DiskFaults faults;
    const TemporaryFolder logs;
    const std::filesystem::path log = logs.path() / "log";
    Fleet fleet(with_log(faults.settings(), log));
    Fault fault;
    fault.writes = 1000;
    fault.name = "read-only disk";
    fault.kill = [&] {
        faults.make_read_only();
        expect_readable(fleet);
        expect_refused(fleet, "");
    };
    fault.start = [&] { faults.heal(); };
    const Answered answered = expect_recovery(fleet, fault);
    EXPECT_GT(answered.refused + answered.unknown, 0);
    expect_few_lines(log, answered);
}

TEST(EmbeddedDisk, ThatIsReadOnlyKeepsNobodyFromReadingWhoseSessionIsDue) {  // DB-40
    DiskFaults faults;
    const TestServer server(faults.settings());
    const Person ada = server.sign_up(), program = program_of(ada, "read");
    faults.move_clock(std::chrono::hours(26));  // the session is renewed each day, the use of a key noted
    faults.make_read_only();
    EXPECT_EQ(ada.get("/projects").status, 200);
    EXPECT_EQ(program.get("/projects").status, 200);
    const Reply session = ada.get("/auth/get-session");
    EXPECT_EQ(session.status, 200);
    EXPECT_FALSE(session.has("Set-Cookie")) << "it says that the session was renewed";
    faults.heal();
    EXPECT_TRUE(ada.get("/auth/get-session").has("Set-Cookie"));
}

enum class End { kill, power_cut };

/// Some calls on some files fail for a while, then the process ends, or the power: what was acknowledged before, meanwhile and
/// after is there once.
Answered expect_to_survive(const std::string& name, unsigned calls, unsigned files, unsigned every,
                           End end = End::power_cut, int writes = 1000) {
    DiskFaults faults;
    const TemporaryFolder logs;
    const std::filesystem::path log = logs.path() / "log";
    faults.begin_records();
    Fleet fleet(with_log(faults.settings(), log));
    unsigned failed = 0;
    Fault fault;
    fault.name = name;
    fault.kill = [&] {
        faults.fail(EIO, calls, files, every);
        expect_readable(fleet);
        EXPECT_TRUE(comes_true([&] { return faults.failed() > 0; })) << "nothing met the fault";
    };
    fault.start = [&] {
        fleet.kill(0);
        if (end == End::power_cut) faults.cut_power();
        failed = faults.heal();
        fleet.start(0);
    };
    fault.photos = 15;
    fault.writes = writes;
    const Answered answered = expect_recovery(fleet, fault);
    std::printf("RECOVERY %s: %u calls failed\n", name.c_str(), failed);
    expect_few_lines(log, answered);
    return answered;
}

TEST(EmbeddedDisk, WhoseWritesToTheLogFailLosesNothing) {  // DB-1, DB-39
    expect_to_survive("EIO: every third write to the log", Call::writing, File::log, 3);
}

TEST(EmbeddedDisk, WhoseSyncsOfTheLogFailLosesNothing) {  // DB-1, DB-39, DB-41
    expect_to_survive("EIO: every second sync of the log", Call::syncing, File::log, 2);
}

TEST(EmbeddedDisk, WhoseSyncsOfTheLogFailSaysThatWritesAreInDoubt) {  // DB-30, DB-41
    const Answered answered =
        expect_to_survive("EIO: all syncs of the log, kill -9", Call::syncing, File::log, 1, End::kill);
    EXPECT_GT(answered.unknown, 0);
}

TEST(EmbeddedDisk, WhoseDatabaseFileFailsLosesNothing) {  // DB-1, DB-42
    // As many as make SQLite's log so long that it is brought into the file.
    expect_to_survive("EIO: the database's file", Call::writing | Call::syncing, File::database, 1, End::power_cut,
                      2500);
}

TEST(EmbeddedDisk, WhosePhotosFailLosesNothing) {  // DB-12, DB-39
    expect_to_survive("EIO: every second write, sync or name of photos", Call::writing | Call::syncing | Call::naming,
                      File::photos | File::uploads, 2);
}

}  // namespace
}  // namespace pictbook::test
