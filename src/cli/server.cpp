#include "cli/server.hpp"

#include <csignal>
#include <thread>

#include "account/api_keys.hpp"
#include "api/auth_mail.hpp"
#include "api/removal.hpp"
#include "api/routes.hpp"
#include "api/session_sweep.hpp"
#include "base/log.hpp"

namespace pictbook::cli {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::size_t kImageQueue = 64;
constexpr std::size_t kFileThreads = 2;
constexpr std::size_t kFileQueue = 1024;

tcp::endpoint endpoint_of(const std::string& host, std::uint16_t port) {
    boost::system::error_code error;
    const asio::ip::address address = asio::ip::make_address(host, error);
    if (error) throw std::runtime_error("HOST must be an IP address, such as 0.0.0.0, 127.0.0.1 or ::");
    return {address, port};
}

/// Not `shared`: another server on the same port is noticed.
boost::system::error_code bind(tcp::acceptor& acceptor, const std::string& host, std::uint16_t port, bool shared) {
    const tcp::endpoint endpoint = endpoint_of(host, port);
    boost::system::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.set_option(http::ReusePort(shared), error);
    if (!error) acceptor.bind(endpoint, error);
    return error;
}

[[noreturn]] void fail_to_listen(const std::string& host, std::uint16_t port, boost::system::error_code error) {
    const std::string sentence =
        "can't listen on port " + std::to_string(port) + " of " + host + ": " + error.message();
    if (error == asio::error::address_in_use) throw PortInUse(sentence);
    throw std::runtime_error(sentence);
}

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

}  // namespace

std::uint16_t find_port(const std::string& host, std::uint16_t port) {
    asio::io_context context;
    tcp::acceptor probe(context);
    boost::system::error_code error = bind(probe, host, port, false);
    if (!error) probe.listen(1, error);
    if (error) fail_to_listen(host, port, error);
    return probe.local_endpoint().port();
}

HeldPort::HeldPort(const std::string& host, std::uint16_t port) {
    if (port != 0) find_port(host, port);
    const boost::system::error_code error = bind(holder_, host, port, true);
    if (error) fail_to_listen(host, port, error);
}

/// One thread's share: everything in it is used on that thread only.
struct Server::Worker {
    Server& server;
    asio::io_context& context;
    http::Site site;
    api::Listings listings;
    api::Readiness readiness;
    account::Limits limits;
    canvas::Hub hub;
    api::Parts parts;
    std::unique_ptr<http::Listener> listener;
    bool drained = false;

    Worker(Server& its_server, asio::io_context& loop, bus::Bus& bus, account::Buckets* buckets)
        : server(its_server),
          context(loop),
          site(loop.get_executor(), server.connections_),
          readiness(loop.get_executor(), *server.db_, *server.blobs_),
          limits(server.config_.rate_limit, server.config_.limits, server.local_buckets_, buckets),
          hub(loop.get_executor(), bus, server.hub_limits(), server.db_.get()),
          parts{server.config_,
                site.settings,
                *server.db_,
                *server.blobs_,
                server.image_pool_,
                server.passwords_,
                limits,
                server.providers_,
                server.cookies_,
                server.capabilities_,
                server.mailer_,
                listings,
                readiness,
                hub,
                server.watched_,
                canvas::Control([this](const canvas::Recheck& what) { hub.tell(what); })} {
        site.settings = server.http_settings();
        site.spool = &server.spool_;
        api::mount_tables(site.router, &parts);
        api::mount_canvas(site.router, parts, server.homes_);
        listener = std::make_unique<http::Listener>(loop, site, endpoint_of(server.config_.host, server.config_.port));
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
      watched_{.connections = connections_, .workers = {}} {
    std::vector<asio::any_io_executor> executors;
    for (std::size_t i = 0; i < config_.workers; ++i) {
        contexts_.push_back(std::make_unique<asio::io_context>(1));
        executors.emplace_back(contexts_.back()->get_executor());
    }
    buses_ = connect.bus(executors);
    if (connect.buckets) buckets_ = connect.buckets(executors);
    for (std::size_t i = 0; i < config_.workers; ++i) {
        account::Buckets* const buckets = buckets_.empty() ? nullptr : buckets_[i].get();
        workers_.push_back(std::make_unique<Worker>(*this, *contexts_[i], *buses_[i], buckets));
        homes_.push_back({executors[i], &workers_.back()->parts});
        const Worker& worker = *workers_.back();
        watched_.workers.push_back({worker.site.counts, worker.hub, *buses_[i], worker.limits});
    }
    listening_ = workers_.size();
    std::signal(SIGPIPE, SIG_IGN);
    signals_ = std::make_unique<asio::signal_set>(*contexts_[0], SIGTERM, SIGINT);
    watch_signals();
}

Server::~Server() = default;

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
            each.context.run();
        });
    for (std::thread& thread : threads) thread.join();
    log::info("stopped");
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
