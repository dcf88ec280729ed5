// Memory that runs out for the thread that says so.
#pragma once

namespace pictbook::test {

/// While it lives no allocation of this thread by operator new succeeds, where can_allocations_fail().
class FailingAllocations {
public:
    FailingAllocations();
    ~FailingAllocations();
    FailingAllocations(const FailingAllocations&) = delete;
    FailingAllocations& operator=(const FailingAllocations&) = delete;
};

/// False where a sanitizer has operators of its own.
bool can_allocations_fail();

}  // namespace pictbook::test
