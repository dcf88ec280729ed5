// How often this program asks for memory, for tests of code that must not.
#pragma once

#include <cstddef>

namespace pictbook::test {

/// Calls of operator new by this thread so far.
std::size_t allocations();

}  // namespace pictbook::test
