// What the schedule of backups counts, for GET /metrics.
#pragma once

#include <atomic>
#include <cstdint>

namespace pictbook::api {

struct BackupCounts {
    std::atomic<bool> scheduled = false;
    std::atomic<std::int64_t> last_success = 0;  // seconds since 1970; 0: none is known
    std::atomic<std::uint64_t> made = 0, failed = 0;
};

}  // namespace pictbook::api
