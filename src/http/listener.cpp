#include "http/listener.hpp"

namespace pictbook::http {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

awaitable<void> pause(Milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

Listener::Listener(asio::io_context& context, Site& site, const tcp::endpoint& endpoint)
    : context_(context), site_(site), acceptor_(context), pause_(context) {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.set_option(ReusePort(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(4096);
}

void Listener::start() {
    site_.deadlines.start();
    asio::co_spawn(context_, accept(), asio::detached);
}

awaitable<void> Listener::accept() {
    while (acceptor_.is_open()) {
        Milliseconds wait{};
        try {
            wait = co_await accept_one();
        } catch (const std::exception& error) {  // no memory for it
            wait = failed_to_accept(error.what());
        }
        if (wait.count() == 0) continue;
        error_code ignored;
        pause_.expires_after(wait);
        co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
}

/// Gives how long to wait before the next.
awaitable<Milliseconds> Listener::accept_one() {
    if (site_.connections.is_full()) {
        log::warning("accepting waits: too many connections",
                     {{"open", static_cast<std::int64_t>(site_.connections.count())}});
        ++site_.counts.pauses_when_full;
        co_return Milliseconds(1000);
    }
    error_code error;
    tcp::socket socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return Milliseconds(0);
    if (error) co_return failed_to_accept(error.message());  // no file descriptors left, or a client that left at once
    auto connection = std::make_shared<Connection>(std::move(socket), site_);
    asio::co_spawn(context_, serve(std::move(connection)), asio::detached);
    co_return Milliseconds(0);
}

Milliseconds Listener::failed_to_accept(const std::string& reason) {
    if (const std::optional<std::int64_t> more = failures_.next())
        log::warning("accept failed", {{"reason", reason}, {"more", *more}});
    ++site_.counts.pauses_after_failure;
    return Milliseconds(100);
}

awaitable<void> Listener::serve(std::shared_ptr<Connection> connection) {
    open_.insert(connection.get());
    try {
        co_await connection->run();
    } catch (const std::exception& error) {
        log::error("connection failed", {{"reason", error.what()}});
    }
    open_.erase(connection.get());
}

awaitable<bool> Listener::stop() {
    site_.stopping = true;
    error_code ignored;
    acceptor_.close(ignored);
    const std::vector<Connection*> now_open(open_.begin(), open_.end());
    for (Connection* each : now_open) each->stop();
    const Monotonic::time_point end = Monotonic::now() + site_.settings.stop_deadline;
    while (!open_.empty() && Monotonic::now() < end) co_await pause(Milliseconds(20));
    const std::vector<Connection*> late(open_.begin(), open_.end());
    for (Connection* each : late) each->abort();
    while (!open_.empty() && Monotonic::now() < end + Seconds(1)) co_await pause(Milliseconds(20));
    site_.deadlines.stop();
    const bool all_ended = open_.empty();
    co_return all_ended;
}

}  // namespace pictbook::http
