#include "http/connection.hpp"

#include <algorithm>
#include <boost/core/demangle.hpp>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/trace_executor.hpp"
#include "http/upgrade.hpp"

namespace pictbook::http {

namespace asio = boost::asio;
using asio::awaitable;
using boost::system::error_code;

namespace {

/// Bytes of a body that no route asked for, read so that the connection can stay open.
constexpr std::uint64_t kMostIgnoredBytes = 1u << 20;
constexpr std::size_t kReadBytes = 64 * 1024;

std::string next_request_id() {
    thread_local const std::string prefix = make_lower_token(10);
    thread_local std::uint64_t count = 0;
    return prefix + std::to_string(++count);
}

/// The path of origin-form and absolute-form targets (RFC 9112 section 3.2); empty when it is neither.
std::string_view path_and_query(std::string_view target) {
    if (target.starts_with("http://") || target.starts_with("https://")) {
        const std::size_t slash = target.find('/', target.find("//") + 2);
        return slash == target.npos ? "/" : target.substr(slash);
    }
    return target.starts_with('/') ? target : std::string_view();
}

constexpr const char* kNoMemory = "there is not enough memory";

/// A part that is away fails every request: one line a second of each worker says as much as all.
void log_unavailable(const Request& request, std::string_view path, const char* reason) {
    thread_local log::Seldom seldom(Milliseconds(1000));
    if (const std::optional<std::int64_t> more = seldom.next())
        log::warning("unavailable", {{"request", request.id}, {"path", path}, {"reason", reason}, {"more", *more}});
}

/// Connection errors are the peer's leaving; what a handler throws is ours.
Response failed_handler(const Request& request, std::string_view path, std::string_view route,
                        const std::exception& error) {
    if (const auto* away = dynamic_cast<const Unavailable*>(&error)) {
        log_unavailable(request, path, error.what());
        return render({.fault = Fault::unavailable, .message = error.what(), .retry_after = away->retry_after});
    }
    if (dynamic_cast<const std::bad_alloc*>(&error)) {
        log_unavailable(request, path, kNoMemory);
        return render({.fault = Fault::unavailable, .message = kNoMemory, .retry_after = Seconds(1)});
    }
    const std::string type = boost::core::demangle(typeid(error).name());
    log::error(
        "request failed",
        {{"request", request.id}, {"path", path}, {"route", route}, {"exception", type}, {"reason", error.what()}});
    return Response::json(500, R"({"message":"Internal Server Error"})");
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, Site& site)
    : socket_(std::move(socket)),
      site_(site),
      place_(site.connections),
      deadline_(site.deadlines,
                [this] {
                    error_code ignored;
                    socket_.cancel(ignored);
                }),
      held_(site.connections.answers) {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    peer_ = socket_.remote_endpoint(ignored).address();
}

void Connection::stop() {
    if (idle_) abort();
}

void Connection::abort() {
    error_code ignored;
    socket_.cancel(ignored);
    socket_.close(ignored);
}

awaitable<void> Connection::run() {
    while (!site_.stopping && co_await serve_one() == Next::keep) {
    }
    error_code ignored;
    socket_.close(ignored);
}

awaitable<bool> Connection::fill() {
    // One buffer for all connections of the thread: an idle connection holds no read buffer.
    thread_local std::vector<char> scratch(kReadBytes);
    for (;;) {
        // A wait that had just ended when the deadline passed was not cancelled by it.
        if (deadline_.expired()) co_return false;
        error_code error;
        const std::size_t n = socket_.read_some(asio::buffer(scratch), error);
        if (!error) {
            pending_.append(scratch.data(), n);
            co_return true;
        }
        if (error != asio::error::would_block) co_return false;
        co_await socket_.async_wait(asio::socket_base::wait_read, asio::redirect_error(asio::use_awaitable, error));
        if (error) co_return false;
    }
}

awaitable<bool> Connection::read_header() {
    parser_ = std::make_unique<RequestParser>();
    idle_ = pending_.empty();
    deadline_.set(idle_ ? site_.settings.idle_deadline : site_.settings.header_deadline);
    for (;;) {
        if (!pending_.empty()) {
            if (std::exchange(idle_, false)) deadline_.set(site_.settings.header_deadline);
            pending_.erase(0, parser_->put(pending_));
            if (parser_->fail() != RequestParser::Fail::none || parser_->header_done()) break;
        }
        if (!co_await fill()) {
            if (deadline_.expired() && parser_->started()) co_await refuse(Response::text(408, "Request Timeout"));
            co_return false;
        }
    }
    deadline_.clear();
    if (parser_->header_done() && parser_->fail() == RequestParser::Fail::none) co_return true;
    if (parser_->fail() == RequestParser::Fail::malformed)
        co_await refuse(Response::text(400, "Bad Request"));
    else
        co_await refuse(Response::json(431, R"({"message":"The request header is over 8192 bytes"})"));
    co_return false;
}

/// Answers a header that is not whole; what came of it may hold the Origin.
awaitable<void> Connection::refuse(Response response) {
    Request request;
    std::string target;
    parser_->take_header(request, target);
    request.id = next_request_id();
    close_ = true;
    log::info("request refused", {{"id", request.id}, {"status", static_cast<std::int64_t>(response.status)}});
    co_await send(request, std::move(response));
}

bool Connection::take_request(Request& request) {
    waited = false;
    continue_due_ = parser_->expects_continue();
    std::string target;
    parser_->take_header(request, target);
    const std::string_view whole = path_and_query(target);
    const std::size_t mark = whole.find('?');
    request.path = whole.substr(0, mark);
    if (mark != whole.npos) request.query = whole.substr(mark + 1);
    if (const std::size_t fragment = request.query.find('#'); fragment != std::string::npos)
        request.query.resize(fragment);
    if (request.path.size() > 1 && request.path.back() == '/') request.path.pop_back();
    request.id = next_request_id();
    request.client = client_address(site_.settings, peer_, request.headers);
    request.settings = &site_.settings;
    request.spool = site_.spool;
    request.body = this;
    request.held_body = Budget::Held(site_.connections.bodies);
    const auto is_host = [](const auto& each) { return equal_ignoring_case(each.first, "Host"); };
    const auto hosts = std::count_if(request.headers.all().begin(), request.headers.all().end(), is_host);
    const std::string_view host = request.headers.get("Host");
    const bool host_fits =
        hosts == 1 ? !host.empty() && host.find(',') == host.npos : hosts == 0 && parser_->version() < 11;
    return host_fits && (!request.path.empty() || (target == "*" && request.verb == Verb::options));
}

awaitable<Connection::Next> Connection::serve_one() {
    const auto self = shared_from_this();
    if (!co_await read_header()) co_return Next::close;
    const Monotonic::time_point begin = Monotonic::now();
    Request request;
    std::optional<Response> refused;
    const bool is_sound = take_request(request);
    const trace::Pointer trace = begin_trace(request);
    if (!is_sound) {
        close_ = true;
        refused = Response::text(400, "Bad Request");
    } else if (const SocketEndpoint* endpoint = site_.router.match_socket(request);
               endpoint && request.verb == Verb::get && parser_->version() >= 11 &&
               request.headers.lists("Upgrade", "websocket")) {  // RFC 9110 section 7.8: not in HTTP/1.0
        refused = refuse_socket(*endpoint, request);
        if (!refused) {
            end_request(request, 101, 0, begin, trace);
            co_await hand_over(*endpoint, std::move(request));
            co_return Next::close;
        }
    }
    awaitable<Next> answered = answer(request, std::move(refused), begin, trace);
    if (!trace) co_return co_await std::move(answered);
    const asio::any_io_executor traced = trace::with_trace(socket_.get_executor(), trace);
    co_return co_await asio::co_spawn(traced, std::move(answered), asio::use_awaitable);
}

awaitable<Connection::Next> Connection::answer(Request& request, std::optional<Response> refused,
                                               Monotonic::time_point begin, trace::Pointer trace) {
    Response response;
    if (refused)
        response = std::move(*refused);
    else
        response = co_await respond(request);
    request.held_body.give_back();
    hold(response);
    const unsigned status = response.status;
    const std::uint64_t bytes = response.source ? response.source->size : response.body.size();
    const Next next_step = co_await send(request, std::move(response));
    held_.give_back();
    end_request(request, status, bytes, begin, trace);
    co_return next_step;
}

std::optional<Response> Connection::refuse_socket(const SocketEndpoint& endpoint, const Request& request) const {
    if (is_foreign_origin(site_.settings, request))
        return render({.fault = Fault::forbidden, .message = "Invalid origin", .code = "INVALID_ORIGIN"});
    if (std::optional<Response> refused = refuse_upgrade(request)) return refused;
    return endpoint.refuse(request);
}

awaitable<Response> Connection::respond(Request& request) {
    if (request.verb == Verb::options) {
        request.route = Router::kPreflight;
        co_return Response{.status = 204};
    }
    const Endpoint* endpoint = site_.router.match(request);
    if (!endpoint) co_return site_.router.not_found(request);
    if (is_cross_site(site_.settings, request, endpoint->takes_keys))
        co_return render({.fault = Fault::forbidden, .message = "Invalid origin", .code = "INVALID_ORIGIN"});
    parser_->limit_body(std::max(endpoint->body_limit, kMostIgnoredBytes));
    if (endpoint->body_limit == 0 && parser_->has_body()) co_await discard_body();
    if (parser_->fail() == RequestParser::Fail::body_too_large)
        co_return render({.fault = Fault::too_large, .message = "The body is too large"});
    co_return co_await dispatch(*endpoint, request);
}

awaitable<Response> Connection::dispatch(const Endpoint& endpoint, Request& request) {
    try {
        co_return co_await endpoint.handle(request);
    } catch (const std::exception& error) {
        co_return failed_handler(request, site_.router.loggable_path(request), endpoint.path, error);
    }
}

awaitable<Result<std::string_view>> Connection::next() {
    chunk_.clear();
    if (std::exchange(continue_due_, false) && !parser_->done()) {
        static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        if (!co_await write(asio::buffer(kContinue), {})) co_return bad_request();
    }
    for (;;) {
        if (!pending_.empty() && !parser_->done()) pending_.erase(0, parser_->put(pending_));
        if (parser_->fail() == RequestParser::Fail::body_too_large)
            co_return failure(Fault::too_large, "The body is too large");
        if (parser_->fail() != RequestParser::Fail::none) co_return bad_request();
        if (!parser_->body().empty()) {
            std::swap(chunk_, parser_->body());
            co_return std::string_view(chunk_);
        }
        if (parser_->done()) co_return std::string_view();
        waited = true;
        deadline_.set(site_.settings.progress_deadline);
        const bool more = co_await fill();
        deadline_.clear();
        if (more) continue;
        if (deadline_.expired()) co_return failure(Fault::timeout, "The body did not arrive in time");
        co_return bad_request();
    }
}

awaitable<void> Connection::discard_body() {
    for (;;) {
        const Result<std::string_view> piece = co_await next();
        if (!piece || piece->empty()) co_return;
    }
}

}  // namespace pictbook::http
