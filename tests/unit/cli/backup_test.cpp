// What is in a backup, and what becomes of one that fails.
#include "cli/backup.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "cli/archive_check.hpp"
#include "cli/compare.hpp"
#include "cli/restore.hpp"
#include "store/backups.hpp"
#include "unit/cli/house.hpp"
#include "unit/cli/small_files.hpp"

namespace pictbook::cli {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

class BackupFile : public Housed {
protected:
    Checked check() {
        fs::create_directories(folder_.path() / "check");
        return check_archive(file(), folder_.path() / "check");
    }
    /// What --store would say of a house.
    std::string compare(House& with) {
        std::ostringstream told;
        const Checked checked = check();
        const fs::path folder = folder_.path() / "compare";
        fs::create_directories(folder);
        const Differences found = compare_with_store(checked, with.stores(), folder, told);
        fs::remove_all(folder);
        return std::to_string(found.rows) + " rows, " + std::to_string(found.objects) + " photos\n" + told.str();
    }
    bool is_held() { return wait_for(store::are_removals_held(house_.db(), now())); }
};

constexpr db::Statement kRename(R"(UPDATE "Project" SET "name" = 'Another')");
constexpr db::Statement kDropText(R"(DELETE FROM "Element" WHERE "id" = 'text')");
constexpr db::Statement kAddToken(R"(INSERT INTO "Verification" ("id", "identifier", "value", "expiresAt")
    VALUES ('v', 'i', 'w', '2030-01-01 00:00:00.000'))");
constexpr db::Statement kNudge(R"(UPDATE "Element" SET "x" = 0.10000000000000002 WHERE "id" = 'text')");
constexpr db::Statement kNudgeBack(R"(UPDATE "Element" SET "x" = 0.1 WHERE "id" = 'text')");
constexpr db::Statement kOtherPoints(R"(UPDATE "Shape" SET "points" = '{100000,1.5,-0,1e+21,0.2}')");
constexpr db::Statement kJournaled(R"(SELECT COUNT(*) AS "count" FROM "Project" WHERE "journaled" = -1)");
constexpr db::Statement kCountAll(
    R"(SELECT (SELECT COUNT(*) FROM "User") + (SELECT COUNT(*) FROM "Project") AS "count")");
constexpr db::Statement kPlan(R"(INSERT INTO "ObjectRemoval" ("key", "dueAt", "attempts")
    VALUES ('book/images/first.png', '1970-01-01 00:00:00.000', 0))");
constexpr db::Statement kPlanned(R"(SELECT COUNT(*) AS "count" FROM "ObjectRemoval")");

}  // namespace

TEST_F(BackupFile, HoldsEverythingAndIsItsOwners) {  // BACKUP-1
    const Made made = house_.back_up(file());
    EXPECT_EQ(made.objects, 2u);
    EXPECT_EQ(made.rows, 10u);
    EXPECT_EQ(made.bytes, fs::file_size(file()));
    EXPECT_EQ(fs::status(file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const Manifest manifest = check().manifest;
    std::vector<std::string> names;
    for (const Entry& each : manifest.entries) names.push_back(each.name);
    EXPECT_THAT(names, ElementsAre("database.sqlite", "settings.env", "objects/book/images/first.png",
                                   "objects/book/images/second.png"));
    EXPECT_EQ(compare(house_), "0 rows, 0 photos\n");
    EXPECT_FALSE(is_held());
}

TEST_F(BackupFile, IsNotWrittenOverAnother) {  // BACKUP-1
    std::ofstream(file()) << "mine";
    EXPECT_THROW(house_.back_up(file()), std::runtime_error);
    EXPECT_EQ(test::read_file(file()), "mine");
    EXPECT_FALSE(is_held());
}

TEST_F(BackupFile, OfAnotherNodeIsNoFailure) {  // BACKUP-16
    const BackupOrder order{file(), "", "the same"};
    EXPECT_TRUE(wait_for(make_backup(house_.stores(), order)).begun);
    EXPECT_FALSE(wait_for(make_backup(house_.stores(), order)).begun);
}

TEST_F(BackupFile, LeavesNothingWhenItFails) {  // BACKUP-6
    BackupOrder order{file(), "", "one"};
    std::stop_source stop;
    stop.request_stop();
    order.stop = stop.get_token();
    EXPECT_THROW(wait_for(make_backup(house_.stores(), order)), std::runtime_error);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 1) << "the store itself";
    EXPECT_FALSE(is_held());
}

TEST_F(BackupFile, BeginsAnewWhatACrashLeft) {  // BACKUP-6
    std::ofstream(file("backup.tar.part")) << std::string(100'000, 'x');
    std::ofstream(file("backup.tar.rows")) << std::string(100'000, 'y');
    house_.back_up(file());
    EXPECT_EQ(check().manifest.entries.size(), 4u);
    EXPECT_FALSE(fs::exists(file("backup.tar.part")));
    EXPECT_FALSE(fs::exists(file("backup.tar.rows")));
}

TEST_F(BackupFile, KeepsPhotosOfAnyName) {  // BACKUP-1, BACKUP-10
    for (const std::string& name : {std::string("grüße 💐"), std::string(200, 'n'), std::string("a\nb")})
        house_.add_photo(name, "a photo", 7);
    house_.back_up(file());
    House other(folder_.path() / "other");
    EXPECT_EQ(restore_archive(file(), other.stores(), folder_.path()).objects, 5u);
    EXPECT_EQ(compare(other), "0 rows, 0 photos\n");
}

TEST_F(BackupFile, NamesThePhotosThatTheStoreHasNot) {  // BACKUP-4
    house_.add_photo("absent", "", 5);
    house_.add_photo("cut", "four", 5);
    const Made made = house_.back_up(file());
    EXPECT_THAT(made.missing, ElementsAre("book/images/absent.png"));
    EXPECT_THAT(made.other_size, ElementsAre("book/images/cut.png"));
    EXPECT_THAT(check().manifest.missing, ElementsAre("book/images/absent.png"));
    EXPECT_EQ(compare(house_), "0 rows, 0 photos\n");
}

TEST_F(BackupFile, TellsWhatAStoreHasElse) {  // BACKUP-9
    house_.back_up(file());
    house_.run(kRename);
    house_.run(kDropText);
    house_.run(kAddToken);
    house_.put_object("book/images/second.png", "A small one");
    wait_for(house_.blobs().remove("book/images/first.png"));
    EXPECT_EQ(compare(house_),
              "4 rows, 2 photos\nonly in the store: Verification v\ndifferent: Project book\n"
              "only in the archive: Element text\nonly in the archive: Text t\n"
              "only in the archive: photo book/images/first.png\ndifferent: photo book/images/second.png\n");
}

TEST_F(BackupFile, SeesASmallDifference) {  // BACKUP-9
    house_.back_up(file());
    house_.run(kNudge);
    EXPECT_THAT(compare(house_), HasSubstr("1 rows, 0 photos\ndifferent: Element text\n"));
    house_.run(kNudgeBack);
    house_.run(kOtherPoints);
    EXPECT_THAT(compare(house_), HasSubstr("1 rows, 0 photos\ndifferent: Shape s\n"));
}

TEST_F(BackupFile, LeavesAnotherOneAlone) {  // BACKUP-6
    const ArchiveWriter other(file("backup.tar.part"), now());
    EXPECT_THROW(house_.back_up(file()), std::runtime_error);
    EXPECT_TRUE(fs::exists(file("backup.tar.part")));
}

/// What is said when so many bytes don't fit; empty when they do.
std::string refusal_of(const fs::path& file, std::size_t bytes) {
    try {
        ArchiveWriter archive(file, now());
        archive.begin("a", bytes);
        archive.write(std::string(bytes, 'a'));
        archive.end();
        archive.finish();
    } catch (const std::runtime_error& refused) {
        return refused.what();
    }
    return "";
}

TEST_F(BackupFile, ThatCanNotBeWrittenSaysWhyAndIsNeverWhole) {  // BACKUP-6
    constexpr std::size_t kFits = 64 << 10;
    std::string early, late;
    {
        const SmallFiles limit(kFits);
        early = refusal_of(file("early"), 1 << 20);
        late = refusal_of(file("late"), kFits);  // which is only written by finish()
    }
    EXPECT_EQ(early, "can't write " + file("early").string() + ": File too large");
    EXPECT_EQ(late, "can't write " + file("late").string() + ": File too large");
    for (const char* name : {"early", "late"}) EXPECT_LE(fs::file_size(file(name)), kFits) << name;
    EXPECT_EQ(refusal_of(file("late"), kFits), "");
}

TEST_F(BackupFile, ComesBackIntoAnEmptyStoreOnly) {  // BACKUP-10, BACKUP-11, BACKUP-13
    house_.back_up(file());
    House other(folder_.path() / "other");
    other.run(kPlan);  // of an earlier life
    const fs::path scratch = folder_.path() / "restoring";
    fs::create_directories(scratch);
    const Copied copied = restore_archive(file(), other.stores(), scratch);
    EXPECT_EQ(copied.objects, 2u);
    EXPECT_EQ(compare(other), "0 rows, 0 photos\n");
    EXPECT_EQ(other.count(kJournaled), 1);
    EXPECT_EQ(other.count(kPlanned), 0) << "the photo is wanted again";
    EXPECT_THROW(restore_archive(file(), other.stores(), scratch), std::runtime_error);
    EXPECT_EQ(compare(other), "0 rows, 0 photos\n");
}

TEST_F(BackupFile, ThatIsDamagedChangesNothing) {  // BACKUP-11
    house_.back_up(file());
    fs::resize_file(file(), fs::file_size(file()) - 2000);
    House other(folder_.path() / "other");
    EXPECT_THROW(restore_archive(file(), other.stores(), folder_.path()), BadArchive);
    EXPECT_EQ(other.count(kCountAll), 0);
    EXPECT_TRUE(wait_for(other.blobs().list("", "", 10)).empty());
}

}  // namespace pictbook::cli
