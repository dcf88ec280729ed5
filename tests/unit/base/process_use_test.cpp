#include "base/process_use.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <vector>

namespace pictbook {
namespace {

TEST(ProcessUse, CountsEveryOpenFileAndNoOther) {
    const std::uint64_t before = process_use().open_files;
    EXPECT_GE(before, 3u);
    std::vector<int> files;
    for (int i = 0; i < 100; ++i) files.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(process_use().open_files, before + 100);
    for (const int file : files) ::close(file);
    EXPECT_EQ(process_use().open_files, before);
}

TEST(ProcessUse, SeesMemoryThatIsTouchedAndTimeThatIsSpent) {
    const ProcessUse before = process_use();
    constexpr std::size_t kSize = 64u << 20;
    std::vector<char> memory(kSize, 'x');
    const ProcessUse during = process_use();
    EXPECT_GE(during.resident_bytes, before.resident_bytes + kSize / 2);
    EXPECT_LE(during.resident_bytes, before.resident_bytes + 2 * kSize);
    EXPECT_GT(during.cpu_seconds, before.cpu_seconds);
    EXPECT_EQ(memory.back(), 'x');
}

}  // namespace
}  // namespace pictbook
