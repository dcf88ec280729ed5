#include "unit/canvas/allocations.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PICTBOOK_FOREIGN_OPERATORS
#endif
#endif

#ifdef PICTBOOK_FOREIGN_OPERATORS

std::size_t pictbook::test::allocations() { return 0; }
bool pictbook::test::are_allocations_counted() { return false; }

#else

#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t count = 0;

}  // namespace

std::size_t pictbook::test::allocations() { return count; }
bool pictbook::test::are_allocations_counted() { return true; }

// The program's own operators, by the C++ standard's leave ([replacement.functions]); the array forms call these.
void* operator new(std::size_t size) {
    ++count;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#endif
