#include "process.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace pictbook::bench {

namespace {

std::string folder_of(pid_t process) { return "/proc/" + std::to_string(process); }

long status_of(pid_t process, const std::string& name) {
    std::ifstream file(folder_of(process) + "/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(name)) return std::stol(line.substr(name.size()));
    throw std::runtime_error("the process has ended");
}

std::vector<int> allowed_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    ::sched_getaffinity(0, sizeof set, &set);
    std::vector<int> out;
    for (int i = 0; i < CPU_SETSIZE; ++i)
        if (CPU_ISSET(i, &set)) out.push_back(i);
    return out;
}

}  // namespace

double cpu_seconds(pid_t process) {
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &time) != 0)
        throw std::runtime_error("the process has ended");
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double others_seconds(pid_t process) {
    std::ifstream file("/proc/stat");  // user nice system idle iowait irq softirq steal
    std::string skipped;
    file >> skipped;
    double busy = 0;
    for (int i = 0; i < 8; ++i) {
        double ticks = 0;
        file >> ticks;
        if (i != 3 && i != 4) busy += ticks;
    }
    return busy / static_cast<double>(::sysconf(_SC_CLK_TCK)) - cpu_seconds(process) - cpu_seconds(::getpid());
}

long resident_kib(pid_t process) { return status_of(process, "VmRSS:"); }

long peak_kib(pid_t process) { return status_of(process, "VmHWM:"); }

void forget_peak(pid_t process) { std::ofstream(folder_of(process) + "/clear_refs") << 5; }

void pin(pid_t process, int core) {
    static const std::vector<int> cores = allowed_cores();  // before the first pinning
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cores[static_cast<std::size_t>(core) % cores.size()], &set);
    for (const auto& thread : std::filesystem::directory_iterator(folder_of(process) + "/task"))
        ::sched_setaffinity(std::stoi(thread.path().filename()), sizeof set, &set);
}

void share_priority(pid_t process) {
    std::ifstream own("/proc/self/autogroup");  // "/autogroup-17 nice -15"
    std::string group, word;
    int nice = 0;
    if (own >> group >> word >> nice) std::ofstream(folder_of(process) + "/autogroup") << nice;
}

void allow_many_files() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace pictbook::bench
