// How often this program asks for memory, for tests of code that must not.
#pragma once

#include <cstddef>
#include <optional>

namespace pictbook::test {

/// Calls of operator new by this thread so far; nothing under a sanitizer, which has operators of its own.
std::optional<std::size_t> allocations();

}  // namespace pictbook::test
