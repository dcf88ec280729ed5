// Backups by a time table, with a clock that the test sets.
#include "cli/backup_schedule.hpp"

#include <gmock/gmock.h>

#include "support/comes_true.hpp"
#include "support/s3.hpp"
#include "unit/cli/house.hpp"

#include "cli/archive_check.hpp"

namespace pictbook::cli {

namespace {

using testing::ElementsAre;
namespace fs = std::filesystem;

class Schedule : public Housed {
protected:
    Schedule() { set({{"BACKUP_CRON", "0 3 * * *"}, {"BACKUP_TO", (folder_.path() / "backups").string()}}); }

    void set(std::map<std::string, std::string> settings) {
        settings.emplace("PICTBOOK_DATA", (folder_.path() / "data").string());
        settings.emplace("BACKUP_KEEP", "2");
        config_ = read_config(Environment(std::move(settings)));
    }

    /// One that runs while its clock passes three o'clock of that day, for as long as it takes until `counts` says so.
    void pass_three(const std::string& day, const Stores& stores, api::BackupCounts& counts) {
        const Time start = now(), almost = *parse_time(day + "T02:59:59.900Z");
        const std::uint64_t before = counts.made + counts.failed;
        BackupSchedule schedule(config_, stores, counts, [=] { return almost + (now() - start); });
        EXPECT_TRUE(test::comes_true([&] { return counts.made + counts.failed > before; })) << day;
        EXPECT_TRUE(schedule.stop(Seconds(10)));
    }

    std::vector<std::string> backups() const {
        std::vector<std::string> names;
        for (const fs::directory_entry& each : fs::directory_iterator(folder_.path() / "backups"))
            names.push_back(each.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }

    Config config_;
    api::BackupCounts counts_;
};

}  // namespace

TEST_F(Schedule, MakesOneAtEachTimeAndKeepsTheNewest) {  // BACKUP-15, BACKUP-18
    const fs::path folder = folder_.path() / "backups";
    fs::create_directories(folder);
    for (const char* name : {"mine.tar", "pictbook-20260101T030000Z.tar.bak", "pictbook-2026.tar"})
        std::ofstream(folder / name) << "mine";
    for (const char* day : {"2026-01-30", "2026-01-31", "2026-02-01"}) pass_three(day, house_.stores(), counts_);
    EXPECT_THAT(backups(), ElementsAre("mine.tar", "pictbook-2026.tar", "pictbook-20260101T030000Z.tar.bak",
                                       "pictbook-20260131T030000Z.tar", "pictbook-20260201T030000Z.tar"));
    EXPECT_EQ(counts_.made, 3u);
    EXPECT_EQ(counts_.failed, 0u);
    EXPECT_EQ(Time(Seconds(counts_.last_success)), *parse_time("2026-02-01T03:00:00Z"));
    fs::create_directories(folder_.path() / "check");
    const Checked checked = check_archive(folder / "pictbook-20260201T030000Z.tar", folder_.path() / "check");
    EXPECT_EQ(count_objects(checked.manifest), 2u);
}

TEST_F(Schedule, RemovesNothingWhenOneFails) {  // BACKUP-15, BACKUP-18
    set({{"BACKUP_CRON", "0 3 * * *"}, {"BACKUP_TO", (folder_.path() / "backups").string()}, {"BACKUP_KEEP", "1"}});
    pass_three("2026-01-30", house_.stores(), counts_);
    fs::create_directories(folder_.path() / "backups" / "pictbook-20260131T030000Z.tar.part");
    pass_three("2026-01-31", house_.stores(), counts_);
    EXPECT_EQ(counts_.failed, 1u);
    EXPECT_THAT(backups(), ElementsAre("pictbook-20260130T030000Z.tar", "pictbook-20260131T030000Z.tar.part"));
    api::BackupCounts after_restart;
    BackupSchedule schedule(config_, house_.stores(), after_restart);
    EXPECT_TRUE(test::comes_true([&] { return after_restart.last_success > 0; }));
    EXPECT_EQ(Time(Seconds(after_restart.last_success)), *parse_time("2026-01-30T03:00:00Z"));
    EXPECT_TRUE(schedule.stop(Seconds(10)));
}

TEST_F(Schedule, LetsOneOfSeveralNodesMakeEach) {  // BACKUP-16
    const Time start = now(), almost = *parse_time("2026-01-31T02:59:59.900Z");
    const auto clock = [=] { return almost + (now() - start); };
    api::BackupCounts other;
    BackupSchedule one(config_, house_.stores(), counts_, clock), two(config_, house_.stores(), other, clock);
    EXPECT_TRUE(test::comes_true([&] { return counts_.made + other.made > 0; }));
    EXPECT_FALSE(test::comes_true([&] { return counts_.made + other.made > 1; }, Milliseconds(300)));
    EXPECT_TRUE(one.stop(Seconds(10)) && two.stop(Seconds(10)));
    EXPECT_EQ(counts_.made + other.made, 1u);
    EXPECT_EQ(counts_.failed + other.failed, 0u);
    EXPECT_THAT(backups(), ElementsAre("pictbook-20260131T030000Z.tar"));
}

TEST_F(Schedule, PutsThemIntoTheBucket) {  // BACKUP-17
    const test::S3Server& s3 = test::shared_s3();
    std::map<std::string, std::string> settings = s3.settings();
    settings["BACKUP_CRON"] = "0 3 * * *";
    settings["BACKUP_TO"] = "s3:nightly/schedule-test";
    set(settings);
    const std::unique_ptr<blob::Blobs> bucket = blob::open_s3(s3.options());
    for (const char* day : {"2026-01-30", "2026-01-31", "2026-02-01"}) pass_three(day, {house_.db(), *bucket}, counts_);
    std::vector<std::string> keys;
    for (const blob::Listed& each : wait_for(bucket->list("nightly/schedule-test/", "", 10))) keys.push_back(each.key);
    EXPECT_THAT(keys, ElementsAre("nightly/schedule-test/pictbook-20260131T030000Z.tar",
                                  "nightly/schedule-test/pictbook-20260201T030000Z.tar"));
    EXPECT_TRUE(fs::is_empty(folder_.path() / "data" / "backups"));
    for (const std::string& key : keys) wait_for(bucket->remove(key));
}

TEST_F(Schedule, IsOffUnlessSaid) {  // BACKUP-15
    set({});
    BackupSchedule schedule(config_, house_.stores(), counts_);
    EXPECT_FALSE(counts_.scheduled);
    EXPECT_TRUE(schedule.stop(Seconds(0)));
    EXPECT_FALSE(fs::exists(folder_.path() / "backups"));
}

}  // namespace pictbook::cli
