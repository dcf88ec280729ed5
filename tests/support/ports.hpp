// Ports for the servers that tests start.
#pragma once

#include <cstdint>

namespace pictbook::test {

/// One of 127.0.0.1 that nobody listens on now; somebody else may be faster.
std::uint16_t free_port();

}  // namespace pictbook::test
