// What this process uses of the machine, as the kernel tells it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>

#include "base/clock.hpp"

namespace pictbook {

struct ProcessUse {
    std::uint64_t resident_bytes = 0;
    double cpu_seconds = 0;  // of all threads, in the kernel too
};

/// Zeros for what can't be read.
ProcessUse process_use();
/// Descriptors of this process; 0 when they can't be counted. On Linux 6.2 and newer the kernel knows the number; before, each
/// one is tried, in pieces between which the event loop goes on.
boost::asio::awaitable<std::uint64_t> count_open_files();

}  // namespace pictbook
