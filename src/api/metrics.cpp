// What a monitor asks: GET /metrics in the text format of Prometheus (docs/operations.md, docs/decisions/0010-metrics.md).
#include "api/metrics.hpp"

#include <algorithm>

#include "api/access.hpp"
#include "api/metrics_work.hpp"
#include "api/routes.hpp"
#include "base/bytes.hpp"
#include "base/process_use.hpp"
#include "base/version.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using Type = Exposition::Type;
using Worker = Watched::Worker;

namespace {

/// Who sends METRICS_TOKEN.
struct Monitor {};

Result<Monitor> check_monitor(const std::string& token, std::string_view authorization) {
    // As a path that isn't there.
    if (token.empty()) return Error{.fault = Fault::not_found, .message = "NOT_FOUND", .shape = Shape::text};
    if (!equal_in_constant_time(http::bearer_token(authorization), token)) return http::unauthorized();
    return Monitor();
}

}  // namespace

}  // namespace pictbook::api

namespace pictbook::http {

template <>
struct Extract<api::Parts, api::Monitor> {
    static constexpr bool is_access = true;
    static boost::asio::awaitable<Result<api::Monitor>> from(const api::Parts& parts, Request& request) {
        co_return api::check_monitor(parts.config.metrics_token, request.headers.get("Authorization"));
    }
    static void describe(Operation& operation) {
        operation.who = "For a monitor that sends the server's METRICS_TOKEN: `Authorization: Bearer TOKEN`.";
        operation.add_failure(Fault::unauthorized, "Unauthorized", Shape::text);
        operation.add_failure(Fault::not_found, "NOT_FOUND", Shape::text);
    }
};

}  // namespace pictbook::http

namespace pictbook::api {

namespace {

void tell_connections(Exposition& out, const Watched& watched) {
    out.metric("pictbook_connections", Type::gauge, "Open connections, of HTTP and canvas sockets.");
    out.sample(std::uint64_t{watched.connections.count()});
    out.metric("pictbook_connections_most", Type::gauge, "MAX_CONNECTIONS: with so many open, accepting waits.");
    out.sample(std::uint64_t{watched.connections.most()});
    out.metric("pictbook_accept_pauses_total", Type::counter,
               "Pauses of accepting: 1 s with MAX_CONNECTIONS open, 0.1 s after a failure to accept.");
    out.sample(sum(watched, [](const Worker& each) -> std::uint64_t { return each.http.pauses_when_full; }),
               {{"reason", "full"}});
    out.sample(sum(watched, [](const Worker& each) -> std::uint64_t { return each.http.pauses_after_failure; }),
               {{"reason", "failed"}});
}

void tell_canvas(Exposition& out, const Watched& watched) {
    out.metric("pictbook_canvas_sockets", Type::gauge, "Canvas sockets that are served.");
    out.sample(sum(watched, [](const Worker& each) -> std::uint64_t { return each.hub.totals().sockets; }));
    out.metric("pictbook_canvas_rooms", Type::gauge, "Books that have canvas sockets in this process.");
    out.sample(sum(watched, [](const Worker& each) -> std::uint64_t { return each.hub.totals().rooms; }));
    out.metric("pictbook_canvas_queued_bytes", Type::gauge, "Bytes that wait for canvas sockets that lag.");
    out.sample(sum(watched, [](const Worker& each) -> std::uint64_t { return each.hub.all_sockets().queued.now; }));
    out.metric("pictbook_canvas_events_total", Type::counter,
               "Events that sockets of this process sent and that were relayed.");
    for (std::size_t i = 0; i < canvas::kLaneNames.size(); ++i)
        out.sample(sum(watched, [i](const Worker& each) -> std::uint64_t { return each.hub.totals().events[i]; }),
                   {{"lane", canvas::kLaneNames[i]}});
    out.metric("pictbook_canvas_deliveries_total", Type::counter,
               "Events that were given to sockets of this process, each of them for each socket.");
    out.sample(sum(watched, [](const Worker& each) -> std::uint64_t { return each.hub.totals().delivered; }));
    out.metric(
        "pictbook_canvas_superseded_total", Type::counter,
        "Cursor and drag updates that never left because newer ones came, in a book or for a socket that lagged.");
    out.sample(sum(watched, [](const Worker& each) -> std::uint64_t { return each.hub.totals().superseded; }),
               {{"by", "book"}});
    out.sample(
        sum(watched, [](const Worker& each) -> std::uint64_t { return each.hub.all_sockets().queued.superseded; }),
        {{"by", "socket"}});
    out.metric("pictbook_canvas_closed_total", Type::counter, "Canvas sockets that the server ended, by the reason.");
    for (std::size_t i = 0; i < canvas::kClosingNames.size(); ++i)
        out.sample(sum(watched, [i](const Worker& each) -> std::uint64_t { return each.hub.totals().closed[i]; }),
                   {{"reason", canvas::kClosingNames[i]}});
    const auto own = [](auto count) {
        return [count](const Worker& each) -> std::uint64_t { return each.hub.all_sockets().*count; };
    };
    out.sample(sum(watched, own(&http::SocketsOfThread::too_slow)), {{"reason", "too_slow"}});
    out.sample(sum(watched, own(&http::SocketsOfThread::crowded)), {{"reason", "crowded"}});
    out.sample(sum(watched, own(&http::SocketsOfThread::silent)), {{"reason", "silent"}});
    out.sample(sum(watched, own(&http::SocketsOfThread::violations)), {{"reason", "violation"}});
}

void tell_bus(Exposition& out, const Watched& watched) {
    const bus::BusStatus status = watched.workers.front().bus.status();
    out.metric("pictbook_bus_connected", Type::gauge,
               "1 while other nodes are reached through Redis, and without REDIS_URL; else 0.");
    out.sample(std::uint64_t{status.connected});
    out.metric("pictbook_bus_dropped_total", Type::counter,
               "Messages that did not reach other nodes, or other workers of this process.");
    out.sample(status.dropped_to_nodes, {{"to", "nodes"}});
    const auto within = [](const Worker& each) -> std::uint64_t {
        const bus::BusStatus its = each.bus.status();
        return its.dropped - its.dropped_to_nodes;
    };
    out.sample(sum(watched, within), {{"to", "workers"}});
    out.metric("pictbook_bus_gaps_total", Type::counter,
               "Times that a worker was told of lost events and closed its canvas sockets for it.");
    out.sample(sum(watched, [](const Worker& each) -> std::uint64_t { return each.hub.totals().gaps; }));
}

void tell_limits(Exposition& out, const Watched& watched) {
    out.metric("pictbook_limits_refused_total", Type::counter, "Requests that a rate limit refused, by its name.");
    for (std::size_t i = 0; i < kLimits; ++i)
        out.sample(sum(watched, [i](const Worker& each) { return each.limits.refused(static_cast<Limit>(i)); }),
                   {{"limit", kLimitKinds[i].name}});
    out.metric("pictbook_limits_shared", Type::gauge,
               "1 while Redis counts for all nodes; 0 while this process counts alone, as without REDIS_URL.");
    const bool shared = std::all_of(watched.workers.begin(), watched.workers.end(),
                                    [](const Worker& each) { return each.limits.is_shared(); });
    out.sample(std::uint64_t{shared});
    out.metric("pictbook_limits_keys", Type::gauge, "Addresses, users and accounts that this process counts.");
    out.sample(std::uint64_t{watched.workers.front().limits.local_keys()});
}

void tell_backups(Exposition& out, const BackupCounts& backups) {
    if (!backups.scheduled) return;
    out.metric("pictbook_backups_total", Type::counter, "Scheduled backups that this process made, or failed to.");
    out.sample(backups.made, {{"result", "made"}});
    out.sample(backups.failed, {{"result", "failed"}});
    out.metric(
        "pictbook_backup_last_success_timestamp_seconds", Type::gauge,
        "When the newest scheduled backup that this process knows was due, in seconds since 1970; 0 without one.");
    out.sample(static_cast<std::uint64_t>(backups.last_success.load()));
}

void tell_process(Exposition& out, Time started, std::uint64_t open_files) {
    out.metric("pictbook_build_info", Type::gauge, "1; which version runs.");
    out.sample(std::uint64_t{1}, {{"version", PICTBOOK_VERSION}, {"commit", commit()}});
    const ProcessUse use = process_use();
    out.metric("process_resident_memory_bytes", Type::gauge, "Resident memory.");
    out.sample(use.resident_bytes);
    out.metric("process_open_fds", Type::gauge, "Open file descriptors.");
    out.sample(open_files);
    out.metric("process_cpu_seconds_total", Type::counter, "CPU time of all threads, user and system.");
    out.sample(use.cpu_seconds);
    out.metric("process_start_time_seconds", Type::gauge, "When the server started, in seconds since 1970.");
    out.sample(std::chrono::duration<double>(started.time_since_epoch()).count());
}

awaitable<Result<http::Response>> show_metrics(const Parts& parts, const Monitor&) {
    const std::uint64_t open_files = co_await count_open_files();
    Exposition out;
    tell_connections(out, parts.watched);
    tell_requests(out, parts.watched);
    tell_canvas(out, parts.watched);
    tell_bus(out, parts.watched);
    tell_limits(out, parts.watched);
    tell_database(out, parts.watched);
    tell_blobs(out, parts.watched);
    tell_mails(out, parts.watched);
    tell_queues(out, parts.watched);
    tell_telemetry(out, parts.watched);
    tell_backups(out, parts.watched.backups);
    tell_process(out, parts.watched.started, open_files);
    co_return http::Response{.status = 200, .content_type = Exposition::kContentType, .body = out.text()};
}

}  // namespace

Table metrics_routes() {
    return {
        http::get<"/metrics">(show_metrics, {"What the process counts, for Prometheus",
                                             "Health",
                                             {},
                                             {{200, "The text format of Prometheus, version 0.0.4", "text/plain"}}}),
    };
}

}  // namespace pictbook::api
