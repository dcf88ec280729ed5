#include "cli/backup_schedule.hpp"

#include "base/log.hpp"
#include "base/priority.hpp"
#include "base/waiting.hpp"
#include "cli/backup.hpp"

namespace pictbook::cli {

namespace {

constexpr int kNice = 10;          // how far the thread stands behind the others for a core
constexpr Seconds kLookEvery{20};  // at the clock, which may jump

}  // namespace

BackupSchedule::BackupSchedule(const Config& config, Stores stores, api::BackupCounts& counts, Clock clock)
    : config_(config), stores_(stores), counts_(counts), clock_(std::move(clock)) {
    if (!config.backup.schedule) return;
    counts.scheduled = true;
    ended_ = false;
    thread_ = std::jthread([this, since = clock_()](const std::stop_token& stop) { work(since, stop); });
}

bool BackupSchedule::stop(Seconds within) {
    thread_.request_stop();
    std::unique_lock lock(mutex_);
    return wake_.wait_for(lock, within, [this] { return ended_; });
}

void BackupSchedule::work(Time since, const std::stop_token& stop) {
    step_back(kNice, "backups");
    try {
        const BackupPlace place(config_, stores_.blobs);
        if (const std::optional<Time> newest = place.find_newest())
            counts_.last_success = std::chrono::floor<Seconds>(*newest).time_since_epoch().count();
    } catch (const std::exception& error) {
        log::warning("earlier backups can't be looked at", {{"reason", error.what()}});
    }
    for (;;) {
        const Time due = config_.backup.schedule->next_after(since);
        if (!wait_until(due, stop)) break;
        make(due, stop);
        since = clock_();
    }
    const std::lock_guard lock(mutex_);
    ended_ = true;
    wake_.notify_all();
}

bool BackupSchedule::wait_until(Time due, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested() && clock_() < due)
        wake_.wait_for(lock, stop, std::min<Milliseconds>(kLookEvery, due - clock_()), [] { return false; });
    return !stop.stop_requested();
}

void BackupSchedule::make(Time due, const std::stop_token& stop) {
    try {
        make_one(due, stop);
    } catch (const std::exception& error) {
        ++counts_.failed;
        log::error("a backup failed", {{"due", to_iso(due)}, {"reason", error.what()}});
    }
}

void BackupSchedule::make_one(Time due, const std::stop_token& stop) {
    BackupPlace place(config_, stores_.blobs);
    place.clear_leftovers();
    const auto start = Monotonic::now();
    log::info("a backup begins", {{"due", to_iso(due)}, {"to", place.describe()}});
    BackupOrder order;
    order.file = place.file_of(due);
    order.settings = config_.backup.kept_settings;
    order.id = "scheduled " + to_iso(due);
    order.stop = stop;
    const Made made = wait_for(make_backup(stores_, order));
    if (!made.begun) {
        log::info("another node makes the backup", {{"due", to_iso(due)}});
        return;
    }
    place.keep(order.file);
    ++counts_.made;
    counts_.last_success = std::chrono::floor<Seconds>(due).time_since_epoch().count();
    const auto taken = std::chrono::duration_cast<Milliseconds>(Monotonic::now() - start);
    log::info("a backup was made", {{"due", to_iso(due)},
                                    {"bytes", static_cast<std::int64_t>(made.bytes)},
                                    {"milliseconds", taken.count()},
                                    {"rows", static_cast<std::int64_t>(made.rows)},
                                    {"photos", static_cast<std::int64_t>(made.objects)}});
    if (!made.missing.empty() || !made.other_size.empty())
        log::warning("the store lacks photos, or has others",
                     {{"missing", static_cast<std::int64_t>(made.missing.size())},
                      {"other_size", static_cast<std::int64_t>(made.other_size.size())}});
    place.remove_oldest(config_.backup.keep);
}

}  // namespace pictbook::cli
