// Other processes: one that holds the lock, and one that is killed in the middle of its commits.
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <set>
#include <sstream>
#include <thread>

#include "unit/db/sqlite_support.hpp"

namespace pictbook::db {

namespace {

namespace asio = boost::asio;

/// A child process that runs `work(to_parent, from_parent)`, killed at the end if it still lives.
class Child {
public:
    template <class Work>
    explicit Child(Work work) {
        std::array<int, 2> up{}, down{};
        if (::pipe(up.data()) != 0 || ::pipe(down.data()) != 0) throw std::runtime_error("no pipe");
        pid_ = ::fork();
        if (pid_ == 0) {
            ::close(up[0]);
            ::close(down[1]);
            work(up[1], down[0]);
            ::_exit(0);
        }
        ::close(up[1]);
        ::close(down[0]);
        from_child_ = up[0];
        to_child_ = down[1];
    }
    ~Child() {
        kill();
        ::close(from_child_);
        ::close(to_child_);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    void kill() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    /// What the child has said since, at least one byte; empty when it is gone.
    std::string hear() const {
        std::array<char, 4096> bytes;
        const ssize_t length = ::read(from_child_, bytes.data(), bytes.size());
        return std::string(bytes.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
    }
    void say() const { EXPECT_EQ(::write(to_child_, "x", 1), 1); }

private:
    pid_t pid_ = 0;
    int from_child_ = -1, to_child_ = -1;
};

void say_aloud(int descriptor, const std::string& line) {
    if (::write(descriptor, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(1);
}

/// Takes the write lock, says so, and keeps it until it hears something.
void hold_lock(const std::filesystem::path& file, int to_parent, int from_parent) {
    sqlite3* handle = nullptr;
    if (sqlite3_open(file.c_str(), &handle) != SQLITE_OK) ::_exit(1);
    if (sqlite3_exec(handle, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK) ::_exit(1);
    say_aloud(to_parent, "locked");
    char byte;
    if (::read(from_parent, &byte, 1) != 1) ::_exit(1);
    sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
    sqlite3_close(handle);
}

}  // namespace

class SqliteProcesses : public SqliteTest {
protected:
    /// Many callers write pairs, and say each pair's name once it is acknowledged; for ever.
    void write_pairs(int round, int to_parent) {
        const std::unique_ptr<Db> db = open();
        asio::io_context loop(1);
        const auto caller = [&](std::string name) -> asio::awaitable<void> {
            for (int i = 0;; ++i) {
                const std::string id = name + "." + std::to_string(i);
                Db::Body body = [id](Sql& inside) -> asio::awaitable<bool> {
                    co_await inside.run(kAddUser, id + ".a", "name", false, now());
                    co_await inside.run(kAddUser, id + ".b", "name", false, now());
                    co_return true;
                };
                co_await db->transact(body);
                say_aloud(to_parent, id + "\n");
            }
        };
        for (int i = 0; i < 16; ++i)
            asio::co_spawn(loop, caller(std::to_string(round) + "." + std::to_string(i)),
                           [](std::exception_ptr) { ::_exit(1); });
        loop.run();
    }

    std::set<std::string> stored() const {
        constexpr Statement kIds(R"(SELECT "id" FROM "User")");
        const Rows rows = sql(*open(), kIds);
        std::set<std::string> out;
        for (std::size_t i = 0; i < rows.size(); ++i) out.emplace(rows[i].text(0));
        return out;
    }
};

TEST_F(SqliteProcesses, AWriteWaitsForTheLockOfAnotherProcess) {
    open();
    const Child child([&](int up, int down) { hold_lock(options_.file, up, down); });
    ASSERT_EQ(child.hear(), "locked");
    const std::unique_ptr<Db> db = open_sqlite(options_);
    const Monotonic::time_point start = Monotonic::now();
    std::thread release([&] {
        std::this_thread::sleep_for(Milliseconds(300));
        child.say();
    });
    add_user(*db, "ada");
    EXPECT_GE(Monotonic::now() - start, Milliseconds(250));
    release.join();
    EXPECT_EQ(count_users(*db), 1);
}

TEST_F(SqliteProcesses, AWriteGivesUpOnALockThatStaysAndReadsGoOn) {  // DB-9
    options_.busy_timeout = Milliseconds(100);
    open();
    const Child child([&](int up, int down) { hold_lock(options_.file, up, down); });
    ASSERT_EQ(child.hear(), "locked");
    const std::unique_ptr<Db> db = open_sqlite(options_);
    EXPECT_THROW(add_user(*db, "ada"), Unavailable);
    EXPECT_EQ(count_users(*db), 0);
    child.say();
    while (!child.hear().empty()) continue;
    add_user(*db, "ada");
    EXPECT_EQ(count_users(*db), 1);
}

TEST_F(SqliteProcesses, AKilledProcessLosesNothingItAcknowledged) {  // DB-1, DB-2
    std::string acknowledged;
    for (int round = 0; round < 3; ++round) {
        Child child([&](int up, int) { write_pairs(round, up); });
        const std::size_t enough = acknowledged.size() + static_cast<std::size_t>(500 + 1'500 * round);
        while (acknowledged.size() < enough) {
            const std::string more = child.hear();
            ASSERT_FALSE(more.empty()) << "the child ended by itself";
            acknowledged += more;
        }
        child.kill();
        for (std::string rest = child.hear(); !rest.empty(); rest = child.hear()) acknowledged += rest;
    }
    const std::set<std::string> found = stored();
    std::istringstream lines(acknowledged);
    std::size_t names = 0;
    for (std::string id; std::getline(lines, id); ++names) EXPECT_TRUE(found.contains(id + ".a")) << id;
    EXPECT_GT(names, 100u);
    for (const std::string& id : found)
        EXPECT_TRUE(found.contains(id.substr(0, id.size() - 1) + (id.back() == 'a' ? 'b' : 'a')));
    constexpr Statement kCheck("SELECT \"integrity_check\" FROM pragma_integrity_check");
    EXPECT_EQ(sql(*open(), kCheck)[0].text(0), "ok");
}

}  // namespace pictbook::db
