#include "cli/server.hpp"

#include <csignal>
#include <thread>

#include "account/api_keys.hpp"
#include "api/auth_mail.hpp"
#include "api/removal.hpp"
#include "api/routes.hpp"
#include "api/session_sweep.hpp"
#include "base/log.hpp"
#include "cli/port.hpp"

namespace pictbook::cli {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kImageQueue = 64;
constexpr std::size_t kFileThreads = 2;
constexpr std::size_t kFileQueue = 1024;
constexpr Seconds kLastBackup{5};  // it sees between two pieces that it is no longer wanted

std::size_t core_threads() { return std::max(1u, std::thread::hardware_concurrency()); }

account::SessionCookies::Settings cookie_settings(const Config& config) {
    account::SessionCookies::Settings settings;
    settings.environment = config.environment;
    settings.secret = config.auth_secret;
    settings.secure = config.auth_url.starts_with("https://");
    settings.domain = config.cookie_domain;
    settings.former = config.former_secrets;
    return settings;
}

/// Until it is stopped. What has no memory in the middle of Asio's own work ends one handler, not the process.
void run_loop(asio::io_context& context) {
    for (;;) {
        try {
            context.run();
            return;
        } catch (const std::bad_alloc&) {
            log::error("there is not enough memory");
        }
    }
}

}  // namespace

/// One thread's share: everything in it is used on that thread only.
struct Server::Worker {
    Server& server;
    asio::io_context& context;
    db::WatchedDb& db;
    blob::WatchedBlobs& blobs;
    http::Site site;
    api::Listings listings;
    api::Readiness readiness;
    Turns imports{api::kMostImports};
    Turns exports{api::kMostExports};
    account::Limits limits;
    canvas::Hub hub;
    api::Parts parts;
    std::unique_ptr<http::Listener> listener;
    bool drained = false;

    Worker(Server& its_server, std::size_t index, bus::Bus& bus, account::Buckets* buckets)
        : server(its_server),
          context(*server.contexts_[index]),
          db(*server.worker_dbs_[index]),
          blobs(*server.worker_blobs_[index]),
          site(context.get_executor(), server.connections_),
          readiness(context.get_executor(), db, blobs),
          limits(server.config_.rate_limit, server.config_.limits, server.local_buckets_, buckets),
          hub(context.get_executor(), bus, server.hub_limits(), &db),
          parts{server.config_,
                site.settings,
                db,
                blobs,
                server.image_pool_,
                server.decoder_,
                server.passwords_,
                limits,
                server.providers_,
                server.cookies_,
                server.capabilities_,
                server.mailer_,
                listings,
                readiness,
                imports,
                exports,
                hub,
                server.watched_,
                canvas::Control([this](const canvas::Recheck& what) { hub.tell(what); })} {
        site.settings = server.http_settings();
        site.spool = &server.spool_;
        site.tracer = server.tracer_.get();
        api::mount_tables(site.router, &parts);
        api::mount_canvas(site.router, parts, server.homes_);
        listener =
            std::make_unique<http::Listener>(context, site, endpoint_of(server.config_.host, server.config_.port));
    }

    asio::awaitable<void> stop() {
        const auto end = Monotonic::now() + site.settings.stop_deadline;
        hub.stop();
        drained = co_await listener->stop();
        --server.listening_;
        while (server.listening_ > 0 && Monotonic::now() < end) co_await pause();
        co_await pause();  // so that what the last of them handed over is in the hub
        drained = co_await sockets_ended(end) && drained;
        drained = co_await work_behind_ended(end) && drained;
        context.stop();
    }

    asio::awaitable<bool> work_behind_ended(Monotonic::time_point end) {
        while (api::work_behind() > 0 && Monotonic::now() < end) co_await pause();
        co_return api::work_behind() == 0;
    }

    /// The hub gives each a few seconds to answer its close.
    asio::awaitable<bool> sockets_ended(Monotonic::time_point end) {
        while (hub.sockets() > 0 && Monotonic::now() < end) co_await pause();
        co_return hub.sockets() == 0;
    }

    asio::awaitable<void> pause() {
        asio::steady_timer timer(context, Milliseconds(20));
        co_await timer.async_wait(asio::use_awaitable);
    }
};

Server::Server(Config config, std::unique_ptr<db::Db> db, std::unique_ptr<blob::Blobs> blobs,
               const ConnectNodes& connect)
    : config_(std::move(config)),
      connections_(config_.most_connections),
      db_(std::move(db)),
      blobs_(std::move(blobs)),
      image_pool_("the image pool", {core_threads(), kImageQueue}),
      file_pool_("the file pool", {kFileThreads, kFileQueue}),
      passwords_(core_threads()),
      providers_(config_.providers),
      cookies_(cookie_settings(config_)),
      capabilities_(config_.public_url, config_.auth_secret, config_.former_secrets),
      mailer_(config_),
      spool_(config_.data / "uploads", file_pool_),
      watched_{.connections = connections_,
               .backups = backup_counts_,
               .image_pool = image_pool_,
               .file_pool = file_pool_,
               .passwords = passwords_,
               .providers = providers_,
               .mailer = mailer_,
               .workers = {}} {
    start_telemetry();
    std::vector<asio::any_io_executor> executors;
    for (std::size_t i = 0; i < config_.workers; ++i) {
        contexts_.push_back(std::make_unique<asio::io_context>(1));
        executors.emplace_back(contexts_.back()->get_executor());
        worker_dbs_.push_back(std::make_unique<db::WatchedDb>(*db_));
        worker_blobs_.push_back(std::make_unique<blob::WatchedBlobs>(*blobs_));
    }
    buses_ = connect.bus(executors);
    if (connect.buckets) buckets_ = connect.buckets(executors);
    for (std::size_t i = 0; i < config_.workers; ++i) {
        account::Buckets* const buckets = buckets_.empty() ? nullptr : buckets_[i].get();
        workers_.push_back(std::make_unique<Worker>(*this, i, *buses_[i], buckets));
        homes_.push_back({executors[i], &workers_.back()->parts});
        const Worker& worker = *workers_.back();
        watched_.workers.push_back(
            {worker.site.counts, worker.site.router, worker.db, worker.blobs, worker.hub, *buses_[i], worker.limits});
    }
    listening_ = workers_.size();
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a limit of file sizes is as a full disk
    signals_ = std::make_unique<asio::signal_set>(*contexts_[0], SIGTERM, SIGINT);
    watch_signals();
}

Server::~Server() = default;

void Server::start_telemetry() {
    const TelemetrySettings& settings = config_.telemetry;
    if (!settings.traces && !settings.sentry) return;
    exporter_ = std::make_unique<telemetry::Exporter>(settings, config_.environment);
    watched_.telemetry = &exporter_->counts();
    if (settings.traces) tracer_ = std::make_unique<trace::Tracer>(settings.traces->sampling, *exporter_);
}

http::Settings Server::http_settings() const {
    http::Settings settings;
    settings.allowed_origins = config_.frontend_urls;
    settings.trusted_origins = config_.frontend_urls;
    for (const std::string& url : {config_.auth_url, config_.public_url})
        if (const auto origin = http::origin_of(url)) settings.trusted_origins.push_back(*origin);
    settings.session_cookie = cookies_.token_name();
    settings.guarded_path = "/auth/";
    settings.key_prefix = account::kApiKeyPrefix;
    for (const std::string& text : config_.trusted_proxies) {
        const std::optional<http::Network> network = http::parse_network(text);
        if (!network) throw std::runtime_error("TRUSTED_PROXIES holds what is no address or network: " + text);
        settings.trusted_proxies.push_back(*network);
    }
    return settings;
}

canvas::HubLimits Server::hub_limits() const {
    canvas::HubLimits limits;
    limits.io_uring = config_.sockets.io_uring;
    limits.most_in_room = config_.sockets.most_in_book;
    limits.most_queued = config_.sockets.most_queued / config_.workers;
    limits.most_snapshots = std::max<std::size_t>(limits.most_snapshots / config_.workers, 32u << 20);
    limits.socket.max_message = config_.sockets.most_message;
    limits.socket.outbox = config_.sockets.outbox;
    limits.agreement_every = config_.sockets.agreement;
    limits.socket.ping_after = Milliseconds(config_.sockets.idle) / 2;
    limits.socket.pong_within = Milliseconds(config_.sockets.idle) / 2;
    return limits;
}

void Server::watch_signals() {
    signals_->async_wait([this](const boost::system::error_code& error, int) {
        if (error) return;
        if (std::exchange(stopping_, true)) std::_Exit(1);
        log::info("stopping");
        stop();
        watch_signals();
    });
}

void Server::stop() {
    for (const auto& worker : workers_)
        asio::co_spawn(worker->context, [&each = *worker] { return each.stop(); }, asio::detached);
}

void Server::run() {
    backups_.emplace(config_, Stores{*db_, *blobs_}, backup_counts_);
    std::vector<std::thread> threads;
    threads.reserve(workers_.size());
    for (const auto& worker : workers_)
        threads.emplace_back([&each = *worker, sweeps = worker == workers_.front()] {
            each.listener->start();
            if (sweeps) {
                asio::co_spawn(each.context, api::sweep_removals(each.parts), asio::detached);
                asio::co_spawn(each.context, each.parts.mailer.deliver(each.parts.db), asio::detached);
                asio::co_spawn(each.context, api::sweep_ended_sessions(each.parts), asio::detached);
            }
            run_loop(each.context);
        });
    for (std::thread& thread : threads) thread.join();
    const bool backups_ended = backups_->stop(kLastBackup);
    if (exporter_) exporter_->stop();
    log::info("stopped");
    if (!backups_ended) {
        log::warning("a backup was cut off");
        std::_Exit(0);  // every write is durable, and the archive has no name yet
    }
    const bool drained = std::all_of(workers_.begin(), workers_.end(), [](const auto& each) { return each->drained; });
    if (drained) return;
    // Coroutines that did not end in time still refer to the parts: make the writes durable and leave them.
    log::warning("some requests were cut off");
    db_.reset();
    std::_Exit(0);
}

std::string Server::greeting() const {
    const bool everywhere = config_.host == "0.0.0.0" || config_.host == "::";
    const std::string host = everywhere                                    ? "localhost"
                             : config_.host.find(':') != std::string::npos ? "[" + config_.host + "]"
                                                                           : config_.host;
    const std::string address = "http://" + host + ":" + std::to_string(config_.port);
    return "Pictbook " PICTBOOK_VERSION " listens on " + address + " | store: " + db_->describe() + ", " +
           blobs_->describe() + " | nodes: " + buses_.front()->describe() + " | documentation: " + address + "/docs";
}

}  // namespace pictbook::cli
