#include "base/process_use.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <ctime>
#include <string>

namespace pictbook {

namespace asio = boost::asio;

namespace {

/// Descriptors that are tried in one turn of the event loop: a quarter of a millisecond.
constexpr int kTriedAtOnce = 500;

/// A file below /proc/self that stays open, so that it is read also when no descriptor is left.
class KernelFile {
public:
    explicit KernelFile(const char* path) : descriptor_(::open(path, O_RDONLY | O_CLOEXEC)) {}

    /// As it is now; at most 4 KiB.
    std::string read() const {
        std::array<char, 4096> bytes;
        const ssize_t size = ::pread(descriptor_, bytes.data(), bytes.size(), 0);
        return {bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    }

private:
    int descriptor_;
};

std::uint64_t count_resident_pages() {
    static const KernelFile file("/proc/self/statm");
    const std::string text = file.read();  // all pages, resident pages, …
    const std::size_t second = text.find(' ');
    return second == text.npos ? 0 : std::strtoull(text.c_str() + second, nullptr, 10);
}

/// Slots of the table of descriptors: every descriptor is lower.
int table_size() {
    static const KernelFile file("/proc/self/status");
    const std::string text = file.read(), mark = "FDSize:";
    const std::size_t found = text.find(mark);
    return found == text.npos ? 0 : static_cast<int>(std::strtol(text.c_str() + found + mark.size(), nullptr, 10));
}

}  // namespace

ProcessUse process_use() {
    ProcessUse use;
    use.resident_bytes = count_resident_pages() * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    timespec cpu{};
    if (::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) == 0)
        use.cpu_seconds = static_cast<double>(cpu.tv_sec) + static_cast<double>(cpu.tv_nsec) / 1e9;
    return use;
}

asio::awaitable<std::uint64_t> count_open_files() {
    struct stat status{};
    if (::stat("/proc/self/fd", &status) == 0 && status.st_size > 0)
        co_return static_cast<std::uint64_t>(status.st_size);
    std::uint64_t count = 0;
    const int end = table_size();
    for (int file = 0; file < end; ++file) {
        if (::fcntl(file, F_GETFD) >= 0) ++count;
        if (file % kTriedAtOnce == kTriedAtOnce - 1)
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }
    co_return count;
}

}  // namespace pictbook
