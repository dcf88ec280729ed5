#include "base/priority.hpp"

#include <sys/resource.h>

#include "base/log.hpp"

namespace pictbook {

/// Linux takes process 0 for the calling thread alone.
void step_back(int nice, std::string_view of) {
    const int now = ::getpriority(PRIO_PROCESS, 0);
    if (::setpriority(PRIO_PROCESS, 0, now + nice) != 0)
        log::warning("a thread keeps the priority of the others", {{"of", of}});
}

}  // namespace pictbook
