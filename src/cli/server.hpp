// The running server: one worker (thread, event loop, listener, hub, parts) for each core, and the pools they share.
#pragma once

#include <atomic>
#include <boost/asio/signal_set.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "account/limits.hpp"
#include "account/passwords.hpp"
#include "account/providers.hpp"
#include "api/mailer.hpp"
#include "api/metrics.hpp"
#include "api/routes.hpp"
#include "blob/blobs.hpp"
#include "bus/bus.hpp"
#include "cli/backup_schedule.hpp"
#include "db/db.hpp"
#include "http/listener.hpp"
#include "http/spool.hpp"
#include "telemetry/exporter.hpp"

namespace pictbook::cli {

/// One endpoint for each worker's executor.
using ConnectBus =
    std::function<std::vector<std::unique_ptr<bus::Bus>>(const std::vector<boost::asio::any_io_executor>& workers)>;

/// The buckets of the rate limits that all nodes share, one for each worker's executor; none where a process counts alone.
using ConnectBuckets = std::function<std::vector<std::unique_ptr<account::Buckets>>(
    const std::vector<boost::asio::any_io_executor>& workers)>;

/// How this process meets the others.
struct ConnectNodes {
    ConnectBus bus;
    ConnectBuckets buckets;
};

class Server {
public:
    /// `config.auth_secret` is set. Signals are heeded from here on. Throws when an address can't be listened on.
    Server(Config config, std::unique_ptr<db::Db> db, std::unique_ptr<blob::Blobs> blobs, const ConnectNodes& connect);
    ~Server();

    /// Until SIGTERM or SIGINT; then what runs is finished, at most 10 s. A second signal ends at once.
    void run();
    /// One line: the address, the stores, the other nodes, where the documentation is.
    std::string greeting() const;

private:
    struct Worker;

    http::Settings http_settings() const;
    canvas::HubLimits hub_limits() const;
    void start_telemetry();
    void watch_signals();
    void stop();

    // In order of dependence: event loops outlive everything that may wake their coroutines, but what was posted to one that
    // has ended still counts as a connection.
    Config config_;
    http::ConnectionCount connections_;
    std::unique_ptr<telemetry::Exporter> exporter_;  // none where nobody is told
    std::unique_ptr<trace::Tracer> tracer_;          // none where nothing is traced
    // Before the event loops, whose last coroutines still count.
    std::vector<std::unique_ptr<db::WatchedDb>> worker_dbs_;
    std::vector<std::unique_ptr<blob::WatchedBlobs>> worker_blobs_;
    std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
    std::unique_ptr<db::Db> db_;
    std::unique_ptr<blob::Blobs> blobs_;
    media::Decoder decoder_;  // outlives the pool whose threads ask it
    Pool image_pool_;
    Pool file_pool_;
    account::Passwords passwords_;
    account::LocalBuckets local_buckets_;
    account::Providers providers_;
    account::SessionCookies cookies_;
    api::Capabilities capabilities_;
    api::Mailer mailer_;
    http::Spool spool_;
    std::vector<std::unique_ptr<bus::Bus>> buses_;
    std::vector<std::unique_ptr<account::Buckets>> buckets_;
    std::vector<api::Home> homes_;  // one for each worker
    api::BackupCounts backup_counts_;
    api::Watched watched_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::optional<BackupSchedule> backups_;  // while run()
    std::unique_ptr<boost::asio::signal_set> signals_;
    bool stopping_ = false;
    std::atomic<std::size_t> listening_ = 0;  // workers whose connections may still hand a socket to any worker
};

}  // namespace pictbook::cli
