// What GET /metrics looks at: counts of all workers of the process, which any thread may read.
#pragma once

#include <vector>

#include "account/limits.hpp"
#include "account/passwords.hpp"
#include "account/providers.hpp"
#include "api/backup_counts.hpp"
#include "api/mailer.hpp"
#include "base/clock.hpp"
#include "blob/watched.hpp"
#include "bus/bus.hpp"
#include "canvas/hub.hpp"
#include "db/watched.hpp"
#include "http/connection_count.hpp"
#include "http/router.hpp"
#include "telemetry/exporter.hpp"

namespace pictbook::api {

struct Watched {
    struct Worker {
        const http::Counts& http;
        const http::Router& router;
        const db::WatchedDb& db;
        const blob::WatchedBlobs& blobs;
        const canvas::Hub& hub;
        const bus::Bus& bus;
        const account::Limits& limits;
    };

    const http::ConnectionCount& connections;
    const BackupCounts& backups;
    // Pools that all workers share.
    const Pool& image_pool;
    const Pool& file_pool;
    const account::Passwords& passwords;
    const account::Providers& providers;
    const Mailer& mailer;
    const telemetry::ExportCounts* telemetry = nullptr;  // none where nobody is told
    /// At least one. Filled before the first connection; they live as long as connections are served.
    std::vector<Worker> workers;
    Time started = now();
};

}  // namespace pictbook::api
