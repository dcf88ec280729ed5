#include "bus/redis_link.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/multiple_exceptions.hpp>

#include "base/ids.hpp"
#include "base/log.hpp"

namespace pictbook::bus {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr Milliseconds kFlushAtStop{1000};

}  // namespace

RedisLink::RedisLink(RedisOptions options, std::shared_ptr<Feed> feed)
    : options_(std::move(options)),
      address_(parse_redis_url(options_.url, options_.authority)),
      feed_(std::move(feed)),
      node_(random_bytes(kNodeIdBytes)),
      topics_prefix_("pictbook:" + address_.database + ":"),
      gaps_channel_("pictbook:" + address_.database + "!gaps"),
      publications_(options_.most_bytes_waiting),
      retry_(options_.first_pause, options_.longest_pause) {
    asio::co_spawn(context_, run(), asio::detached);
    asio::co_spawn(context_, watch(), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
}

void RedisLink::stop() {
    if (!thread_.joinable()) return;
    if (live_) publications_.wait_until_idle(kFlushAtStop);
    context_.stop();
    thread_.join();
}

BusStatus RedisLink::status() const {
    const std::uint64_t dropped = publications_.dropped();
    return {live_, dropped, dropped};
}

awaitable<void> RedisLink::run() {
    for (;;) {
        begin_session();
        std::exception_ptr failure;
        try {
            co_await serve();
        } catch (...) {
            failure = std::current_exception();
        }
        give_up_because(failure);
        pause_.expires_after(retry_.next_pause());
        co_await pause_.async_wait(asio::use_awaitable);
    }
}

void RedisLink::begin_session() {
    talker_ = std::make_shared<RedisConnection>(context_.get_executor());
    listener_ = std::make_shared<RedisConnection>(context_.get_executor());
    talker_->on_written([this] {
        if (std::exchange(sending_, false)) publications_.written();
        flush();
    });
    began_ = pinged_ = Monotonic::now();
    opened_ = sending_ = false;
    trying_ = true;
}

awaitable<void> RedisLink::serve() {
    using asio::experimental::awaitable_operators::operator&&;
    const std::string port = std::to_string(address_.port);
    const auto endpoints = co_await resolver_.async_resolve(address_.host, port, asio::use_awaitable);
    co_await talker_->open(endpoints, address_);
    co_await listener_->open(endpoints, address_);
    if (!trying_) co_return;  // given up while the last answer was on its way
    opened_ = true;
    subscribe_all();
    co_await (hear_events() && hear_answers());
}

/// Ends with an exception.
awaitable<void> RedisLink::hear_events() {
    for (;;) {
        while (std::optional<resp::Value> value = listener_->next()) handle(*value);
        co_await listener_->read();
    }
}

/// Ends with an exception.
awaitable<void> RedisLink::hear_answers() {
    for (;;) {
        std::size_t answers = 0;
        while (const std::optional<resp::Value> value = talker_->next())
            if (value->kind == resp::Kind::integer) ++answers;
        publications_.answered(answers);
        co_await talker_->read();
    }
}

void RedisLink::go_live() {
    live_ = true;
    lived_since_ = Monotonic::now();
    publications_.open();
    const bool was_told = std::exchange(told_lost_, false) || told_refused_;
    told_refused_ = false;
    log::info(was_told ? "Redis is back" : "Redis is connected", {{"at", address_.describe()}});
    if (std::exchange(away_, false)) feed_->tell_gap();
    flush();
}

void RedisLink::give_up_because(const std::exception_ptr& failure) {
    try {
        if (failure) std::rethrow_exception(failure);
        give_up("it ended");
    } catch (const asio::multiple_exceptions& both) {  // of hear_events() and hear_answers(), the first ends the other
        give_up_because(both.first_exception());
    } catch (const RedisRefusal& refusal) {
        give_up(refusal.what(), refusal.is_about_login());
    } catch (const boost::system::system_error& error) {
        give_up(error.code().message());
    } catch (const std::exception& error) {
        give_up(error.what());
    }
}

/// Of one session the first reason counts: closing its connections makes others.
void RedisLink::give_up(std::string_view reason, bool about_login) {
    if (!std::exchange(trying_, false)) return;
    talker_->close();
    listener_->close();
    resolver_.cancel();
    retry_.ended(live_ ? std::chrono::floor<Milliseconds>(Monotonic::now() - lived_since_) : Milliseconds(0));
    live_ = subscribed_ = sending_ = false;
    away_ = true;
    publications_.close();
    released_early_ = 0;
    release_waiters(UINT64_MAX, Monotonic::now());
    tell_lost(reason, about_login);
}

void RedisLink::tell_lost(std::string_view reason, bool about_login) {
    if (about_login && !std::exchange(told_refused_, true))
        log::error("Redis refuses the user or the password of REDIS_URL; this node serves alone and tries again",
                   {{"at", address_.describe()}});
    if (!about_login && !std::exchange(told_lost_, true))
        log::warning("Redis is lost; this node serves alone until it is back",
                     {{"at", address_.describe()}, {"reason", reason}});
}

awaitable<void> RedisLink::watch() {
    const Milliseconds period = std::min(Milliseconds(100), options_.subscribe_within / 2);
    for (;;) {
        tick_.expires_after(period);
        co_await tick_.async_wait(asio::use_awaitable);
        const Monotonic::time_point now = Monotonic::now();
        release_waiters(0, now);
        if (trying_) look_at_deadlines(now);
    }
}

void RedisLink::look_at_deadlines(Monotonic::time_point now) {
    if (!opened_) {
        if (now - began_ > options_.connect_within) give_up("no connection in time");
        return;
    }
    for (const auto& connection : {talker_, listener_}) {
        const Monotonic::time_point since = connection->write_began();
        if (since < now && now - since > options_.write_within) return give_up("it takes no more bytes");
        if (now - connection->last_heard() > options_.silent_within) return give_up("it is silent");
    }
    if (now - pinged_ < options_.ping_every) return;
    pinged_ = now;
    std::string ping;
    resp::append_command(ping, {"PING"});
    talker_->send(ping);
    listener_->send(ping);
}

}  // namespace pictbook::bus
