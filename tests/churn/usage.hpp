// What a process takes of its machine, as /proc tells it.
#pragma once

#include <sys/types.h>

#include <string>

namespace pictbook::test {

struct Usage {
    long resident_kib = 0;
    int descriptors = 0;
    int sockets = 0;  // of the descriptors
    int threads = 0;

    static Usage of(pid_t process);
    std::string text() const;
};

}  // namespace pictbook::test
