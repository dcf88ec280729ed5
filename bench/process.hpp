// What a process has used so far, from /proc.
#pragma once

#include <sys/types.h>

namespace pictbook::bench {

/// User and system time in seconds, to the kernel's tick (10 ms).
double cpu_seconds(pid_t process);

}  // namespace pictbook::bench
