// How often this program asks for memory, for tests of code that must not.
#pragma once

#include <cstddef>

namespace pictbook::test {

/// Calls of operator new by this thread so far.
std::size_t allocations();
/// Under a sanitizer, which has operators of its own, allocations() stays 0.
bool are_allocations_counted();

}  // namespace pictbook::test
