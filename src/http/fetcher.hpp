// Requests that this server makes of others: few, small, and with secrets in them. Each gets a connection of its own, on a
// bounded pool of threads. Certificates are verified, redirects are not followed, and the environment's proxies are not used.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "base/pool.hpp"

namespace pictbook::http {

/// Somebody else's server gave no whole answer in time, or one beyond the bound. The reason holds no part of the request.
class Unreachable : public Unavailable {
    using Unavailable::Unavailable;
};

struct Outgoing {
    std::string url;                         // https, or http to this machine
    std::optional<std::string> form;         // sent by POST as application/x-www-form-urlencoded; nothing: a GET
    std::string basic_user, basic_password;  // empty: no Authorization header
};

struct Answer {
    long status = 0;
    std::string body;
};

class Fetcher {
public:
    struct Limits {
        std::size_t threads = 4;          // requests at a time
        std::size_t queue = 64;           // that wait for a thread
        Milliseconds deadline{10'000};    // from the call to the end of the answer
        std::size_t most_body{1u << 20};  // bytes of an answer
        std::size_t most_head{64u << 10};
    };

    explicit Fetcher(Limits limits);

    /// Whatever the status. Throws Unreachable, and Unavailable when too many wait.
    boost::asio::awaitable<Answer> fetch(Outgoing request);
    /// For /metrics. From any thread.
    QueueUse use() const { return pool_.use("providers"); }

private:
    Limits limits_;
    Pool pool_;
};

}  // namespace pictbook::http
