#include "blob/s3_client.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>

#include "base/result.hpp"
#include "base/trace_executor.hpp"
#include "blob/s3_answers.hpp"

namespace pictbook::blob {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostReplyBytes = 4 << 20;  // a thousand keys, every letter escaped
constexpr Milliseconds kFirstPause{100};

Engine::Limits limits_of(const S3Options& options) {
    Engine::Limits limits;
    limits.running = options.most_running;
    limits.waiting = options.most_waiting;
    limits.deadlines.connect = options.connect_deadline;
    limits.deadlines.progress = options.progress_deadline;
    limits.deadlines.parked = options.parked;
    return limits;
}

Milliseconds pause_after(unsigned attempt) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const double usual = static_cast<double>(kFirstPause.count() << 2 * (attempt - 1));
    return Milliseconds(static_cast<std::int64_t>(usual * std::uniform_real_distribution<double>(0.5, 1.5)(random)));
}

}  // namespace

Client::Client(const S3Options& options)
    : address_(options),
      credentials_{options.region, options.access_key_id, options.secret_access_key},
      engine_(limits_of(options)) {}

std::shared_ptr<Transfer> Client::start(const Call& call, const Fields& unsigned_headers) {
    const Time time = now();
    SignableRequest request{call.method, address_.path(call.key), call.query, call.headers};
    request.headers.emplace_back("host", address_.host());
    request.headers.emplace_back("x-amz-content-sha256", kUnsignedPayload);
    request.headers.emplace_back("x-amz-date", to_amz_date(time));
    Outgoing outgoing;
    outgoing.method = call.method;
    outgoing.url = address_.url(call.key);
    if (!call.query.empty()) outgoing.url += "?" + encode_query(call.query);
    for (const auto& [name, value] : request.headers) outgoing.headers.emplace_back(name).append(": ").append(value);
    for (const auto& [name, value] : unsigned_headers) outgoing.headers.emplace_back(name).append(": ").append(value);
    outgoing.headers.push_back("authorization: " + authorization(request, kUnsignedPayload, credentials_, time));
    outgoing.file = call.file;
    return engine_.start(std::move(outgoing));
}

asio::awaitable<Reply> Client::send(Call call) {
    for (unsigned attempt = 1;; ++attempt) {
        Reply reply;
        const std::optional<std::string> failure = co_await try_once(call, reply);
        if (!failure) co_return reply;
        if (attempt == kAttempts) throw Unavailable(*failure);
        co_await back_off(attempt);
    }
}

asio::awaitable<std::optional<std::string>> Client::try_once(const Call& call, Reply& reply) {
    trace::Scope span(trace::of(co_await asio::this_coro::executor), call.method, trace::Kind::client);
    span.set("server.address", address_.host());
    const std::shared_ptr<Transfer> transfer = start(call, span.headers());
    for (std::string bytes; !(bytes = co_await transfer->next()).empty();)
        if (reply.body.size() < kMostReplyBytes) reply.body += bytes;
    std::optional<std::string> failure = passing_failure(*transfer);
    static_cast<Answer&>(reply) = transfer->answer();
    span.set("http.response.status_code", reply.status);
    if (failure) span.fail();
    co_return failure;
}

std::string Client::presigned_url(const std::string& key, Seconds valid) const {
    SignableRequest request{"GET", address_.path(key), {}, {}};
    request.headers.emplace_back("host", address_.host());
    return address_.url(key) + "?" + presigned_query(std::move(request), credentials_, now(), valid);
}

std::optional<std::string> Client::passing_failure(const Transfer& transfer) {
    const unsigned status = transfer.answer().status;
    switch (transfer.end()) {
        case End::overloaded:
            throw Unavailable("The photo store is overloaded");
        case End::unreadable:
            throw Unavailable("A file for the photo store can't be read");
        case End::broken:
            return "The photo store can't be reached: " + transfer.reason();
        case End::open:
        case End::parked:
        case End::whole:
            break;
    }
    if (status == 429 || status >= 500) return "The photo store answers with status " + std::to_string(status);
    return std::nullopt;
}

asio::awaitable<void> Client::back_off(unsigned attempt) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(pause_after(attempt));
    co_await timer.async_wait(asio::use_awaitable);
}

void refuse(unsigned status, const std::string& body) {
    const std::string code = read_error_code(body);
    const std::string reason = "status " + std::to_string(status) + (code.empty() ? "" : ", " + code);
    if (status == 401 || status == 403)
        throw Unavailable("The photo store refuses what this server asks for (" + reason + ")");
    if (code == "NoSuchBucket") throw Unavailable("The photo store's bucket is not there");
    throw Unavailable("The photo store answers in an unexpected way (" + reason + ")");
}

}  // namespace pictbook::blob
