// How many system calls a process makes, by the kernel's own counters (the tracepoint raw_syscalls:sys_enter through
// perf_event_open). The process is not stopped for them, but each call becomes a little slower: count in a run of its own.
// Needs root, or CAP_PERFMON and a readable tracefs.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace pictbook::bench {

struct CallCounts {
    double all = 0;
    double send = 0;          // of whatever name: send, sendmsg, write, writev, io_uring_enter
    double receive = 0;       // recv, recvmsg, read
    double wait = 0;          // epoll_wait and its kin
    double poll_control = 0;  // epoll_ctl
    double rest() const { return std::max(0.0, all - send - receive - wait - poll_control); }
    void divide_by(double count) {
        for (double* each : {&all, &send, &receive, &wait, &poll_control}) *each /= count;
    }
};

class SystemCalls {
public:
    /// Counts from now on, for the threads that the process has now.
    explicit SystemCalls(pid_t process);
    ~SystemCalls();
    SystemCalls(const SystemCalls&) = delete;
    SystemCalls& operator=(const SystemCalls&) = delete;

    /// Nothing when this machine does not let us count.
    std::optional<CallCounts> read() const;

private:
    static constexpr std::size_t kGroups = 5;  // in the order of CallCounts

    void count(pid_t thread, std::uint64_t tracepoint);

    bool complete_ = true;
    std::array<std::vector<int>, kGroups> counters_;
};

}  // namespace pictbook::bench
