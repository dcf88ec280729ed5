#include "unit/base/failing_allocations.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PICTBOOK_FOREIGN_OPERATORS
#endif
#endif

namespace {

thread_local bool is_memory_out = false;

}  // namespace

pictbook::test::FailingAllocations::FailingAllocations() { is_memory_out = true; }
pictbook::test::FailingAllocations::~FailingAllocations() { is_memory_out = false; }

#ifdef PICTBOOK_FOREIGN_OPERATORS

bool pictbook::test::can_allocations_fail() { return false; }

#else

#include <cstdlib>
#include <new>

bool pictbook::test::can_allocations_fail() { return true; }

// The program's own operators, by the C++ standard's leave ([replacement.functions]); the array forms call these.
void* operator new(std::size_t size) {
    if (!is_memory_out)
        if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#endif
