// Backups at the times of BACKUP_CRON, one after the other, on a thread of their own that stands behind all others. Of several nodes
// one makes each.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "api/backup_counts.hpp"
#include "cli/backup_place.hpp"
#include "cli/copy.hpp"

namespace pictbook::cli {

class BackupSchedule {
public:
    using Clock = std::function<Time()>;

    /// Does nothing without BACKUP_CRON. What it is given lives until its end.
    BackupSchedule(const Config& config, Stores stores, api::BackupCounts& counts, Clock clock = now);
    BackupSchedule(const BackupSchedule&) = delete;
    BackupSchedule& operator=(const BackupSchedule&) = delete;

    /// Makes no more; what is being made is given up. False when it has not come to its end within that time.
    bool stop(Seconds within);

private:
    void work(Time since, const std::stop_token& stop);
    /// False when it is to stop before.
    bool wait_until(Time due, const std::stop_token& stop);
    void make(Time due, const std::stop_token& stop);
    void make_one(Time due, const std::stop_token& stop);

    const Config& config_;
    const Stores stores_;
    api::BackupCounts& counts_;
    const Clock clock_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    bool ended_ = true;    // under the mutex
    std::jthread thread_;  // last: it uses the others
};

}  // namespace pictbook::cli
