#include "bus/redis_commands.hpp"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "base/result.hpp"
#include "base/suspend.hpp"
#include "bus/redis_connection.hpp"
#include "bus/redis_retry.hpp"

namespace pictbook::bus {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr Monotonic::time_point kNever = Monotonic::time_point::max();

/// Somebody who waits for a reply.
struct Asker {
    std::string command;  // until it is sent
    Monotonic::time_point until;
    Wake wake;
    resp::Value reply;
    std::exception_ptr failure;
};

std::string reason_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        return error.code().message();
    } catch (const std::exception& error) {
        return error.what();
    }
}

}  // namespace

/// Lives as long as its coroutine. away -> opening (connect, sign in, hello) -> live -> away.
class RedisCommands::Link : public std::enable_shared_from_this<Link> {
public:
    Link(const asio::any_io_executor& executor, RedisOptions options, std::string hello, Listener listener)
        : options_(std::move(options)),
          address_(parse_redis_url(options_.url, options_.authority)),
          hello_(std::move(hello)),
          listener_(std::move(listener)),
          resolver_(executor),
          timer_(executor),
          pause_(executor),
          retry_(options_.first_pause, options_.longest_pause) {}

    static awaitable<void> run(std::shared_ptr<Link> self) {
        while (!self->ended_) {
            std::exception_ptr failure;
            self->begin();
            try {
                co_await self->serve();
            } catch (...) {
                failure = std::current_exception();
            }
            self->give_up(reason_of(failure));
            self->pause_.expires_after(self->retry_.next_pause());
            boost::system::error_code ignored;
            if (!self->ended_) co_await self->pause_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        }
    }

    void end() {
        ended_ = true;
        listener_ = [](bool, std::string_view) {};
        give_up("the server stops");
        pause_.cancel();
    }

    bool is_live() const { return live_; }

    awaitable<resp::Value> ask(std::string command) {
        if (away_) throw Unavailable("Redis is away");
        if (askers_.size() >= options_.most_unanswered) throw Unavailable("Redis has too many commands to answer");
        const auto asker = std::make_shared<Asker>();
        const auto start = [&](Wake wake) {
            asker->command = std::move(command);
            asker->until = Monotonic::now() + options_.answer_within;
            asker->wake = std::move(wake);
            askers_.push_back(asker);
            if (live_)
                send(*asker);
            else
                unwatch();  // until now it was for the connection, which may take longer
            watch();
        };
        co_await suspend(start);
        if (asker->failure) std::rethrow_exception(asker->failure);
        co_return std::move(asker->reply);
    }

private:
    void begin() {
        connection_ = std::make_shared<RedisConnection>(pause_.get_executor());
        opened_by_ = Monotonic::now() + options_.connect_within;
        trying_ = true;
        watch();
    }

    /// Ends with an exception.
    awaitable<void> serve() {
        const std::string port = std::to_string(address_.port);
        const auto endpoints = co_await resolver_.async_resolve(address_.host, port, asio::use_awaitable);
        co_await connection_->open(endpoints, address_);
        connection_->send(hello_);
        for (;;) {
            while (take_reply()) {
            }
            co_await connection_->read();
        }
    }

    /// False until more is read.
    bool take_reply() {
        try {
            std::optional<resp::Value> reply = connection_->next();
            if (!reply) return false;
            take(std::move(*reply));
        } catch (const RedisRefusal& refusal) {
            // Whatever else it refuses, it would refuse again: a new connection's hello tells when that has ended.
            if (refusal.code() != "NOSCRIPT" || !live_ || askers_.empty()) throw;
            wake_first(std::current_exception());
        }
        return true;
    }

    void take(resp::Value reply) {
        if (!live_) return go_live();
        if (askers_.empty()) throw resp::Malformed("a reply that nobody waits for");
        askers_.front()->reply = std::move(reply);
        wake_first(nullptr);
    }

    void wake_first(std::exception_ptr failure) {
        const std::shared_ptr<Asker> asker = std::move(askers_.front());
        askers_.pop_front();
        asker->failure = std::move(failure);
        asker->wake();
    }

    void send(Asker& asker) { connection_->send(std::move(asker.command)); }

    void go_live() {
        live_ = true;
        away_ = false;
        lived_since_ = Monotonic::now();
        opened_by_ = kNever;
        for (const std::shared_ptr<Asker>& asker : askers_) send(*asker);
        unwatch();
        watch();
        listener_(true, {});
    }

    /// Of one connection the first reason counts: closing it makes others.
    void give_up(const std::string& reason) {
        if (!std::exchange(trying_, false)) return;
        connection_->close();
        resolver_.cancel();
        opened_by_ = kNever;
        unwatch();
        away_ = true;
        const bool lived = live_.exchange(false);
        retry_.ended(lived ? std::chrono::floor<Milliseconds>(Monotonic::now() - lived_since_) : Milliseconds(0));
        while (!askers_.empty()) wake_first(std::make_exception_ptr(Unavailable("Redis is lost: " + reason)));
        listener_(false, reason);
    }

    /// One timer, for the oldest of those who wait: all wait equally long. Without any it is for the connection's opening.
    void watch() {
        if (!trying_) return;  // given up, so nobody waits
        const Monotonic::time_point due = deadline();
        if (watching_ || due == kNever) return;
        watching_ = true;
        timer_.expires_at(due);
        timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
            const std::shared_ptr<Link> self = weak.lock();
            if (error || !self) return;
            self->watching_ = false;
            if (self->deadline() <= Monotonic::now()) self->give_up("it does not answer in time");
            self->watch();
        });
    }
    void unwatch() {
        watching_ = false;
        timer_.cancel();
    }
    Monotonic::time_point deadline() const { return askers_.empty() ? opened_by_ : askers_.front()->until; }

    const RedisOptions options_;
    const RedisAddress address_;
    const std::string hello_;
    Listener listener_;
    asio::ip::tcp::resolver resolver_;
    asio::steady_timer timer_, pause_;
    RedisRetry retry_;
    std::shared_ptr<RedisConnection> connection_;
    std::deque<std::shared_ptr<Asker>> askers_;  // in the order of their commands
    std::atomic<bool> live_ = false;
    bool away_ = false;      // lost, or the first attempt has failed
    bool trying_ = false;    // a connection is being opened, or lives
    bool watching_ = false;  // timer_ runs
    bool ended_ = false;
    Monotonic::time_point opened_by_ = kNever, lived_since_;
};

RedisCommands::RedisCommands(const asio::any_io_executor& executor, RedisOptions options, std::string hello,
                             Listener listener)
    : link_(std::make_shared<Link>(executor, std::move(options), std::move(hello), std::move(listener))) {
    asio::co_spawn(executor, Link::run(link_), asio::detached);
}

RedisCommands::~RedisCommands() { link_->end(); }

awaitable<resp::Value> RedisCommands::ask(std::string command) { return link_->ask(std::move(command)); }

bool RedisCommands::is_live() const { return link_->is_live(); }

}  // namespace pictbook::bus
