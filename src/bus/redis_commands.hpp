// Commands to Redis whose replies somebody waits for, on one connection that is made anew when it is lost. Each worker has
// its own, on its thread. Commands are pipelined; a reply that is late ends the connection, so that a Redis that hangs delays
// only those who wait at that moment.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>

#include "bus/redis.hpp"
#include "bus/resp.hpp"

namespace pictbook::bus {

class RedisCommands {
public:
    /// Hears when commands can be given, when no longer, and of each attempt that failed.
    using Listener = std::function<void(bool live, std::string_view reason)>;

    /// `hello`: the command that begins each connection; while Redis refuses it there is none. Throws BadConfig when the URL
    /// of the options is none.
    RedisCommands(const boost::asio::any_io_executor& executor, RedisOptions options, std::string hello,
                  Listener listener);
    /// When the executor's loop has stopped, or on its thread.
    ~RedisCommands();
    RedisCommands(const RedisCommands&) = delete;
    RedisCommands& operator=(const RedisCommands&) = delete;

    /// The reply to a command as resp::append_command writes it; the first attempt to connect is waited for. Throws Unavailable
    /// when Redis is away, refuses, is silent for `answer_within`, or when `most_unanswered` commands wait. Throws RedisRefusal
    /// for NOSCRIPT alone.
    boost::asio::awaitable<resp::Value> ask(std::string command);
    /// By any thread.
    bool is_live() const;

private:
    class Link;
    std::shared_ptr<Link> link_;
};

}  // namespace pictbook::bus
