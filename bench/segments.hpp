// How many TCP segments with data a socket has got: on loopback, where a segment holds 64 KiB, how often the peer called
// send().
#pragma once

#include <cstdint>

namespace pictbook::bench {

std::uint64_t segments_of(int descriptor);

}  // namespace pictbook::bench
