#include "system_calls.hpp"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace pictbook::bench {

namespace {

std::string any_of(std::initializer_list<long> numbers) {
    std::string out;
    for (const long number : numbers) out += (out.empty() ? "id == " : " || id == ") + std::to_string(number);
    return out;
}

const std::string kFilters[] = {
    "",
    any_of({SYS_sendto, SYS_sendmsg, SYS_sendmmsg, SYS_write, SYS_writev, SYS_io_uring_enter}),
    any_of({SYS_recvfrom, SYS_recvmsg, SYS_read, SYS_readv}),
#ifdef SYS_epoll_wait
    any_of({SYS_epoll_wait, SYS_epoll_pwait, SYS_epoll_pwait2}),
#else
    any_of({SYS_epoll_pwait, SYS_epoll_pwait2}),
#endif
    any_of({SYS_epoll_ctl}),
};

std::optional<std::uint64_t> tracepoint() {
    for (const char* folder : {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"}) {
        std::ifstream file(std::string(folder) + "/events/raw_syscalls/sys_enter/id");
        std::uint64_t id = 0;
        if (file >> id) return id;
    }
    return std::nullopt;
}

}  // namespace

SystemCalls::SystemCalls(pid_t process) {
    const std::optional<std::uint64_t> id = tracepoint();
    complete_ = id.has_value();
    if (!complete_) return;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task"))
        count(std::stoi(thread.path().filename()), *id);
}

SystemCalls::~SystemCalls() {
    for (const auto& group : counters_)
        for (const int counter : group) ::close(counter);
}

void SystemCalls::count(pid_t thread, std::uint64_t id) {
    for (std::size_t group = 0; group < kGroups; ++group) {
        perf_event_attr attributes{};
        attributes.type = PERF_TYPE_TRACEPOINT;
        attributes.size = sizeof attributes;
        attributes.config = id;
        const auto counter = static_cast<int>(::syscall(SYS_perf_event_open, &attributes, thread, -1, -1,
                                                        static_cast<unsigned long>(PERF_FLAG_FD_CLOEXEC)));
        if (counter < 0) {
            complete_ = false;
            return;
        }
        counters_[group].push_back(counter);
        if (group > 0 && ::ioctl(counter, PERF_EVENT_IOC_SET_FILTER, kFilters[group].c_str()) != 0) complete_ = false;
    }
}

std::optional<CallCounts> SystemCalls::read() const {
    if (!complete_) return std::nullopt;
    std::array<double, kGroups> sums{};
    for (std::size_t group = 0; group < kGroups; ++group)
        for (const int counter : counters_[group]) {
            std::uint64_t value = 0;
            if (::read(counter, &value, sizeof value) == sizeof value) sums[group] += static_cast<double>(value);
        }
    return CallCounts{sums[0], sums[1], sums[2], sums[3], sums[4]};
}

}  // namespace pictbook::bench
