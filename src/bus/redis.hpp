// The bus between nodes: what a worker publishes also goes to Redis once, and from there to every other node that has a
// subscriber. Workers of one process hear of each other by the local bus, so they go on when Redis is away.
//
// One thread of its own owns the link to Redis (redis_link.hpp): both connections, the timers, the counts of
// subscriptions. Workers hand it publications through a bounded queue (redis_publications.hpp) and everything else by
// posting to its loop; it hands them events by posting to theirs.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "bus/bus.hpp"

namespace pictbook::bus {

struct RedisOptions {
    std::string url;        // redis://[user:password@]host[:port][/database], or rediss:// for TLS
    std::string authority;  // file of certificates that are trusted with TLS; empty: the system's
    /// Bytes that wait for Redis; beyond it publications to other nodes are dropped.
    std::size_t most_bytes_waiting = 64u << 20;
    Milliseconds connect_within{2000};  // both connections, signed in
    Milliseconds write_within{5000};
    Milliseconds ping_every{3000};
    Milliseconds silent_within{8000};  // without a byte from Redis for longer it is lost
    Milliseconds subscribe_within{1000};
    Milliseconds first_pause{50}, longest_pause{2000};  // between attempts to connect; a random part is taken off
    // Of commands with replies (redis_commands.hpp).
    Milliseconds answer_within{200};
    std::size_t most_unanswered = 1024;
};

/// One endpoint for each worker, in order. The workers' loops must have stopped before the first of them goes; what was
/// published before is then given a second to reach Redis. An unreachable Redis is logged and tried again; throws
/// BadConfig when the URL is none.
std::vector<std::unique_ptr<Bus>> connect_nodes(const std::vector<boost::asio::any_io_executor>& workers,
                                                RedisOptions options);

}  // namespace pictbook::bus
