// How the file is opened: who may read it, which settings are in force, what is said when it can't be.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "unit/db/sqlite_support.hpp"

namespace pictbook::db {

namespace {

mode_t mode_of(const std::filesystem::path& path) {
    struct stat found{};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 0777;
}

std::string refusal_of(const SqliteOptions& options) {
    try {
        open_sqlite(options);
        return "";
    } catch (const std::runtime_error& refusal) {
        return refusal.what();
    }
}

/// Of the connection it runs on: begins with SELECT, so a reader's; inside a transaction the writer's.
constexpr Statement kSettings(R"(SELECT
    (SELECT "journal_mode" FROM pragma_journal_mode) AS "journal", (SELECT "foreign_keys" FROM pragma_foreign_keys) AS "keys",
    (SELECT "synchronous" FROM pragma_synchronous) AS "sync", (SELECT "timeout" FROM pragma_busy_timeout) AS "timeout",
    (SELECT "query_only" FROM pragma_query_only) AS "read_only", (SELECT "secure_delete" FROM pragma_secure_delete) AS "wipe")");
constexpr std::int64_t kFull = 2, kNormal = 1;

}  // namespace

using SqliteOpen = SqliteTest;

TEST_F(SqliteOpen, OnlyTheOwnerMayReadFileAndFolder) {
    const std::unique_ptr<Db> db = open();
    add_user(*db, "ada");
    EXPECT_EQ(mode_of(options_.file.parent_path()), 0700u);
    EXPECT_EQ(mode_of(options_.file), 0600u);
    EXPECT_EQ(mode_of(options_.file.string() + "-wal"), 0600u);
    EXPECT_EQ(mode_of(options_.file.string() + "-shm"), 0600u);
}

TEST_F(SqliteOpen, AFolderThatIsThereKeepsItsMode) {
    std::filesystem::create_directory(options_.file.parent_path());
    std::filesystem::permissions(options_.file.parent_path(), std::filesystem::perms(0750));
    open();
    EXPECT_EQ(mode_of(options_.file.parent_path()), 0750u);
}

TEST_F(SqliteOpen, ReadersHaveTheirSettings) {
    const std::unique_ptr<Db> db = open();
    const Rows rows = sql(*db, kSettings);
    EXPECT_EQ(rows[0].text("journal"), "wal");
    EXPECT_EQ(rows[0].integer("keys"), 1);
    EXPECT_EQ(rows[0].integer("timeout"), 5000);
    EXPECT_EQ(rows[0].integer("read_only"), 1);
}

TEST_F(SqliteOpen, TheWriterHasItsSettings) {  // DB-1
    for (const bool full_sync : {true, false}) {
        options_.full_sync = full_sync;
        const std::unique_ptr<Db> db = open();
        Db::Body body = [&](Sql& inside) -> boost::asio::awaitable<bool> {
            const Rows rows = co_await inside.run(kSettings);
            EXPECT_EQ(rows[0].text("journal"), "wal");
            EXPECT_EQ(rows[0].integer("keys"), 1);
            EXPECT_EQ(rows[0].integer("sync"), full_sync ? kFull : kNormal);
            EXPECT_EQ(rows[0].integer("timeout"), 5000);
            EXPECT_EQ(rows[0].integer("read_only"), 0);
            EXPECT_EQ(rows[0].integer("wipe"), 0);
            co_return true;
        };
        wait_for(db->transact(body));
    }
}

TEST_F(SqliteOpen, AMisspeltColumnIsAnErrorNotAText) {
    const std::unique_ptr<Db> db = open();
    constexpr Statement kMisspelt(R"(SELECT "nmae" FROM "User")");
    EXPECT_THROW(sql(*db, kMisspelt), std::logic_error);
}

TEST_F(SqliteOpen, AFileThatIsNoDatabaseIsRefusedByName) {
    std::filesystem::create_directory(options_.file.parent_path());
    std::ofstream(options_.file) << std::string(10'000, 'x');
    EXPECT_THAT(refusal_of(options_),
                testing::AllOf(testing::HasSubstr(options_.file.string()), testing::HasSubstr("not a database")));
}

TEST_F(SqliteOpen, AFolderInItsPlaceIsRefusedByName) {
    std::filesystem::create_directories(options_.file);
    EXPECT_THAT(refusal_of(options_), testing::HasSubstr(options_.file.string()));
}

TEST_F(SqliteOpen, AFileInPlaceOfItsFolderIsRefusedByName) {
    std::ofstream(options_.file.parent_path()) << "x";
    EXPECT_THAT(refusal_of(options_), testing::HasSubstr(options_.file.string()));
}

TEST_F(SqliteOpen, ClosingFoldsTheLogIntoTheFile) {
    add_user(*open(), "ada");
    EXPECT_FALSE(std::filesystem::exists(options_.file.string() + "-wal"));
    EXPECT_EQ(count_users(*open()), 1);
}

TEST_F(SqliteOpen, TellsWhereItIs) { EXPECT_EQ(open()->describe(), "SQLite " + options_.file.string()); }

}  // namespace pictbook::db
