// What a process has used so far, and which cores it runs on.
#pragma once

#include <sys/types.h>

namespace pictbook::bench {

/// User and system time of all its threads in seconds, by the kernel's clock of the process (nanoseconds).
double cpu_seconds(pid_t process);

/// What all cores have done until now for anybody but this program and `process`, in seconds, to the kernel's tick (10 ms).
double others_seconds(pid_t process);

/// Resident memory in KiB.
long resident_kib(pid_t process);
/// The most that was resident since forget_peak(), in KiB.
long peak_kib(pid_t process);
void forget_peak(pid_t process);

/// Allows all threads that the process has now, and those that they start, one core: `core` counts those that this
/// program may use, from 0, and wraps.
void pin(pid_t process, int core);

/// Gives a process the priority of this program's session, where the kernel has groups of them: one that begins a session of
/// its own (each process of PostgreSQL does) would wait behind a program that was started with a higher one.
void share_priority(pid_t process);

/// As many open files as the hard limit lets this process have.
void allow_many_files();

}  // namespace pictbook::bench
