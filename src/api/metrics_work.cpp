#include "api/metrics_work.hpp"

namespace pictbook::api {

namespace {

using Type = Exposition::Type;
using Worker = Watched::Worker;

constexpr std::array<std::string_view, 5> kStatusClasses{"1xx", "2xx", "3xx", "4xx", "5xx"};

/// What all workers have counted for one route; every worker has the same routes.
struct RouteSum {
    const http::RouteCounts& first;
    std::array<std::uint64_t, kStatusClasses.size()> answers{};
    Distribution took;
    bool was_asked = false;
};

std::vector<RouteSum> sum_routes(const Watched& watched) {
    std::vector<RouteSum> sums;
    for (const http::RouteCounts& route : watched.workers.front().router.counts())
        sums.push_back({route, {}, {}, false});
    for (const Worker& worker : watched.workers)
        for (std::size_t i = 0; i < sums.size(); ++i) {
            const http::RouteCounts& counts = worker.router.counts()[i];
            for (std::size_t digit = 1; digit <= kStatusClasses.size(); ++digit)
                sums[i].answers[digit - 1] += counts.answers[digit];
            sums[i].took += counts.took;
        }
    for (RouteSum& sum : sums)
        sum.was_asked =
            std::any_of(sum.answers.begin(), sum.answers.end(), [](std::uint64_t count) { return count > 0; });
    sums[http::Router::kNoRoute].was_asked = true;  // so that no metric is without a sample
    return sums;
}

template <class Of>
Distribution distribution(const Watched& watched, Of of) {
    Distribution all;
    for (const Worker& worker : watched.workers) all += of(worker);
    return all;
}

}  // namespace

void tell_requests(Exposition& out, const Watched& watched) {
    const std::vector<RouteSum> sums = sum_routes(watched);
    out.metric("pictbook_http_requests_total", Type::counter,
               "Requests that were answered, by their declared route and the class of their status.");
    for (const RouteSum& each : sums)
        for (std::size_t i = 0; each.was_asked && i < kStatusClasses.size(); ++i)
            out.sample(each.answers[i],
                       {{"method", each.first.method}, {"route", each.first.route}, {"status", kStatusClasses[i]}});
    out.metric("pictbook_http_request_duration_seconds", Type::histogram,
               "From the end of a request's header to the end of its answer.");
    for (const RouteSum& each : sums)
        if (each.was_asked) out.histogram(each.took, {{"method", each.first.method}, {"route", each.first.route}});
}

void tell_database(Exposition& out, const Watched& watched) {
    const auto of = [](Latency db::DbCounts::* latency) {
        return [latency](const Worker& each) -> const Latency& { return each.db.counts().*latency; };
    };
    out.metric("pictbook_database_duration_seconds", Type::histogram,
               "What callers wait for single statements that read or write, and for whole transactions.");
    out.histogram(distribution(watched, of(&db::DbCounts::reads)), {{"kind", "read"}});
    out.histogram(distribution(watched, of(&db::DbCounts::writes)), {{"kind", "write"}});
    out.histogram(distribution(watched, of(&db::DbCounts::transactions)), {{"kind", "transaction"}});
    out.metric("pictbook_database_calls", Type::gauge, "Statements and transactions that have not come back yet.");
    out.sample(sum(watched, [](const Worker& each) -> std::uint64_t { return each.db.counts().open; }));
    out.metric("pictbook_database_unavailable_total", Type::counter,
               "Calls that failed because the database was away or overloaded.");
    out.sample(sum(watched, [](const Worker& each) -> std::uint64_t { return each.db.counts().unavailable; }));
}

void tell_blobs(Exposition& out, const Watched& watched) {
    out.metric("pictbook_blob_duration_seconds", Type::histogram, "What callers wait for the photo store.");
    for (std::size_t i = 0; i < blob::kOperationNames.size(); ++i)
        out.histogram(
            distribution(watched, [i](const Worker& each) -> const Latency& { return each.blobs.counts().took[i]; }),
            {{"operation", blob::kOperationNames[i]}});
    out.metric("pictbook_blob_failures_total", Type::counter, "Calls of the photo store that failed.");
    for (std::size_t i = 0; i < blob::kOperationNames.size(); ++i)
        out.sample(sum(watched, [i](const Worker& each) -> std::uint64_t { return each.blobs.counts().failed[i]; }),
                   {{"operation", blob::kOperationNames[i]}});
}

void tell_mails(Exposition& out, const Watched& watched) {
    const MailCounts& mails = watched.mailer.counts();
    out.metric("pictbook_mails_waiting", Type::gauge, "Mails in the outbox, of all nodes, as this one found last.");
    out.sample(static_cast<std::uint64_t>(mails.waiting.load()));
    out.metric("pictbook_mails_total", Type::counter,
               "Mails that this process sent or put off, or that came to nothing, by how.");
    out.sample(mails.sent.load(), {{"end", "sent"}});
    out.sample(mails.put_off.load(), {{"end", "put_off"}});
    out.sample(mails.refused.load(), {{"end", "refused"}});
    out.sample(mails.expired.load(), {{"end", "expired"}});
    out.sample(mails.not_written.load(), {{"end", "not_written"}});
}

void tell_queues(Exposition& out, const Watched& watched) {
    std::vector<QueueUse> queues{watched.passwords.queue(), watched.image_pool.use("images"),
                                 watched.file_pool.use("uploads"), watched.providers.queue(),
                                 watched.mailer.queue_of_sender()};
    for (QueueUse& each : watched.workers.front().db.queues()) queues.push_back(std::move(each));
    for (QueueUse& each : watched.workers.front().blobs.queues()) queues.push_back(std::move(each));
    out.metric("pictbook_queue_waiting", Type::gauge, "Jobs that wait for a thread of a pool, or for the photo store.");
    for (const QueueUse& each : queues) out.sample(each.waiting, {{"queue", each.name}});
    out.metric("pictbook_queue_most", Type::gauge, "Jobs that may wait there; one more is answered 503.");
    for (const QueueUse& each : queues) out.sample(each.most, {{"queue", each.name}});
    out.metric("pictbook_queue_refused_total", Type::counter,
               "Jobs that were refused because too many waited, or had waited for too long.");
    for (const QueueUse& each : queues) out.sample(each.refused, {{"queue", each.name}});
    out.metric("pictbook_queue_wait_seconds", Type::histogram, "How long jobs waited before they began.");
    for (const QueueUse& each : queues) out.histogram(each.waited, {{"queue", each.name}});
    out.metric("pictbook_queue_work_seconds", Type::histogram,
               "How long a job took a thread; of database_writes, a group of writes with its commit.");
    for (const QueueUse& each : queues)
        if (each.name != "s3") out.histogram(each.worked, {{"queue", each.name}});
}

void tell_telemetry(Exposition& out, const Watched& watched) {
    static const telemetry::ExportCounts none;
    const telemetry::ExportCounts& counts = watched.telemetry ? *watched.telemetry : none;
    out.metric("pictbook_trace_spans_total", Type::counter,
               "Spans that the collector of traces took, and those that were dropped on the way to it.");
    out.sample(counts.spans_sent.load(), {{"end", "sent"}});
    out.sample(counts.spans_dropped.load(), {{"end", "dropped"}});
    out.metric("pictbook_error_events_total", Type::counter,
               "Errors that Sentry took, and those that were dropped on the way to it.");
    out.sample(counts.errors_sent.load(), {{"end", "sent"}});
    out.sample(counts.errors_dropped.load(), {{"end", "dropped"}});
}

}  // namespace pictbook::api
