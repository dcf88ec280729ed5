#include "base/process_use.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>

namespace pictbook {

namespace {

std::uint64_t count_open_files() {
    struct stat status{};
    if (::stat("/proc/self/fd", &status) == 0 && status.st_size > 0) return static_cast<std::uint64_t>(status.st_size);
    std::error_code error;
    std::filesystem::directory_iterator each("/proc/self/fd", error);
    std::uint64_t count = 0;
    for (; !error && each != std::filesystem::directory_iterator(); each.increment(error)) ++count;
    return count > 0 ? count - 1 : 0;  // one of them read the folder
}

}  // namespace

ProcessUse process_use() {
    ProcessUse use;
    std::uint64_t all_pages = 0, resident_pages = 0;
    if (std::ifstream("/proc/self/statm") >> all_pages >> resident_pages)
        use.resident_bytes = resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    use.open_files = count_open_files();
    timespec cpu{};
    if (::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) == 0)
        use.cpu_seconds = static_cast<double>(cpu.tv_sec) + static_cast<double>(cpu.tv_nsec) / 1e9;
    return use;
}

}  // namespace pictbook
