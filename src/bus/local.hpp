// The bus within one process: a publication is posted to the event loops of the other workers.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <vector>

#include "bus/bus.hpp"

namespace pictbook::bus {

/// Bytes on their way to one worker beyond which publications are dropped and the worker is told of the gap.
inline constexpr std::size_t kMostBytesUnderWay = 64u << 20;

/// One endpoint for each executor, in order. They live as long as the last one. The executors' loops must have stopped
/// before the endpoints go.
std::vector<std::unique_ptr<Bus>> connect_workers(const std::vector<boost::asio::any_io_executor>& executors);

}  // namespace pictbook::bus
