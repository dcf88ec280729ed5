// A process's link to Redis: one connection that publishes and one that is subscribed, made anew when they are lost.
// What isn't marked "any thread" happens on the link's own thread.
//
// away -> opening (connect, sign in, SUBSCRIBE to everything, PING) -> live, when the PING behind the SUBSCRIBEs is
// answered -> away, for any reason, which also ends the other connection. Before the first attempt has failed workers
// needn't know: publications wait for it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <thread>
#include <unordered_map>

#include "bus/local.hpp"
#include "bus/redis.hpp"
#include "bus/redis_connection.hpp"
#include "bus/redis_envelope.hpp"
#include "bus/redis_publications.hpp"
#include "bus/redis_retry.hpp"

namespace pictbook::bus {

class RedisLink {
public:
    RedisLink(RedisOptions options, std::shared_ptr<Feed> feed);
    ~RedisLink() { stop(); }
    RedisLink(const RedisLink&) = delete;
    RedisLink& operator=(const RedisLink&) = delete;

    // Any thread.
    void publish(std::string topic, Payload payload);
    void subscribe(std::string topic, std::size_t endpoint);    // each is counted,
    void unsubscribe(std::string topic, std::size_t endpoint);  // and undone by one of these
    /// `done` is called on the link's thread.
    void when_subscribed(std::function<void()> done);
    BusStatus status() const;
    std::string describe() const { return "Redis at " + address_.describe(); }
    /// Ends the thread. By one thread, as often as it likes.
    void stop();

private:
    struct Waiter {
        std::uint64_t barrier;  // answered with the PING of this number, or a later one
        Monotonic::time_point until;
        std::function<void()> done;
    };

    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> serve();
    boost::asio::awaitable<void> hear_events();
    boost::asio::awaitable<void> hear_answers();
    void begin_session();
    void subscribe_all();
    void go_live();
    void give_up(std::string_view reason, bool about_login = false);
    void give_up_because(const std::exception_ptr& failure);
    void tell_lost(std::string_view reason, bool about_login);

    void flush();
    std::string encode(const Publications::Batch& batch);
    void append_publish(std::string& out, std::string_view channel, std::string_view payload);

    void handle(resp::Value& value);
    void receive(std::string_view channel, std::string_view message);
    void passed(std::uint64_t barrier);
    std::uint64_t send_barrier();
    void release_waiters(std::uint64_t barrier, Monotonic::time_point now);

    boost::asio::awaitable<void> watch();
    void look_at_deadlines(Monotonic::time_point now);

    std::string channel_of(std::string_view topic) const { return topics_prefix_ + std::string(topic); }

    const RedisOptions options_;
    const RedisAddress address_;
    const std::shared_ptr<Feed> feed_;
    const std::string node_;
    const std::string topics_prefix_;  // of a topic's channel
    const std::string gaps_channel_;   // on which a node says that others missed something of it
    Publications publications_;
    std::atomic<bool> live_ = false;

    using Subscribers = std::vector<std::size_t>;          // endpoints, each as often as it is subscribed
    std::unordered_map<std::string, Subscribers> topics_;  // none is empty
    std::uint64_t published_ = 0;
    Senders senders_;
    std::deque<Waiter> waiters_;
    std::uint64_t barrier_ = 0;         // the last that was sent
    std::uint64_t released_early_ = 0;  // the barrier of the last waiter that was released before it

    boost::asio::io_context context_{1};
    boost::asio::ip::tcp::resolver resolver_{context_};
    boost::asio::steady_timer pause_{context_}, tick_{context_};
    std::shared_ptr<RedisConnection> talker_, listener_;
    bool trying_ = false;      // a session is being opened, or lives
    bool opened_ = false;      // both connections are signed in
    bool subscribed_ = false;  // SUBSCRIBE was sent for all topics, so new ones are sent at once
    bool away_ = false;        // lost, or the first attempt has failed
    bool sending_ = false;     // a batch is being written
    bool told_lost_ = false, told_refused_ = false;
    Monotonic::time_point began_, lived_since_, pinged_;
    RedisRetry retry_;
    std::thread thread_;
};

}  // namespace pictbook::bus
