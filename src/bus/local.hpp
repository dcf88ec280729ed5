// The bus within one process: a publication is posted to the event loops of the other workers.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <span>
#include <vector>

#include "bus/bus.hpp"

namespace pictbook::bus {

/// Bytes on their way to one worker beyond which publications are dropped and the worker is told of the gap.
inline constexpr std::size_t kMostBytesUnderWay = 64u << 20;

/// One endpoint for each executor, in order. They live as long as the last one. The executors' loops must have stopped
/// before the endpoints go.
std::vector<std::unique_ptr<Bus>> connect_workers(const std::vector<boost::asio::any_io_executor>& executors);

/// The way in for what comes from other nodes. From any thread while the endpoints live.
class Feed {
public:
    virtual ~Feed() = default;
    /// To those of the endpoints, by their index, that are subscribed. What one thread delivers keeps its order.
    virtual void deliver(std::string topic, Payload payload, std::span<const std::size_t> endpoints) = 0;
    /// Calls every endpoint's on_gap.
    virtual void tell_gap() = 0;
};

struct LocalBus {
    std::vector<std::unique_ptr<Bus>> endpoints;
    std::shared_ptr<Feed> feed;
};
/// As connect_workers, for a driver that reaches other nodes too.
LocalBus connect_workers_and_feed(const std::vector<boost::asio::any_io_executor>& executors);

}  // namespace pictbook::bus
