#include "base/process_use.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <vector>

namespace pictbook {
namespace {

std::uint64_t counted_files() {
    boost::asio::io_context context;
    auto count = boost::asio::co_spawn(context, count_open_files(), boost::asio::use_future);
    context.run();
    const std::uint64_t counted = count.get();
    std::uint64_t open = 0;
    for (int file = 0; file < 1024; ++file)
        if (::fcntl(file, F_GETFD) >= 0) ++open;
    EXPECT_EQ(counted, open);
    return counted;
}

TEST(ProcessUse, CountsEveryOpenFileAndNoOther) {
    const std::uint64_t before = counted_files();
    EXPECT_GE(before, 3u);
    std::vector<int> files;
    files.reserve(100);
    for (int i = 0; i < 100; ++i) files.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(counted_files(), before + 100);
    for (const int file : files) ::close(file);
    EXPECT_EQ(counted_files(), before);
}

TEST(ProcessUse, SeesMemoryThatIsTouchedAndTimeThatIsSpent) {
    constexpr std::size_t kSize = 64u << 20;
    const ProcessUse before = process_use();
    // By the kernel, not by this program: a sanitizer would keep a shadow of each byte.
    const auto map = [](std::size_t size, int flags) {
        return ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    };
    void* untouched = map(16 * kSize, MAP_NORESERVE);
    void* touched = map(kSize, MAP_POPULATE);
    const ProcessUse during = process_use();
    EXPECT_GE(during.resident_bytes, before.resident_bytes + kSize / 2);
    EXPECT_LE(during.resident_bytes, before.resident_bytes + 2 * kSize);
    EXPECT_GT(during.cpu_seconds, before.cpu_seconds);
    ::munmap(touched, kSize);
    ::munmap(untouched, 16 * kSize);
}

}  // namespace
}  // namespace pictbook
