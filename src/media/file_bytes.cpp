#include "media/file_bytes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <system_error>

#include "base/result.hpp"

namespace pictbook::media {

namespace {

constexpr std::size_t kPieceBytes = 1 << 20;

[[noreturn]] void fail() {
    throw Unavailable("an uploaded file can't be read: " + std::generic_category().message(errno));
}

}  // namespace

FileBytes::FileBytes(const std::filesystem::path& file) : descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (!descriptor_) fail();
    struct stat status{};
    if (::fstat(descriptor(), &status) == 0) size_ = static_cast<std::uint64_t>(status.st_size);
}

std::string FileBytes::at(std::uint64_t offset, std::size_t length) const {
    if (offset >= size_) return {};
    std::string out(std::min<std::uint64_t>(length, size_ - offset), '\0');
    std::size_t had = 0;
    while (had < out.size()) {
        const ssize_t got = ::pread(descriptor(), out.data() + had, out.size() - had, static_cast<off_t>(offset + had));
        if (got < 0 && errno != EINTR) fail();
        if (got == 0) break;
        if (got > 0) had += static_cast<std::size_t>(got);
    }
    out.resize(had);
    return out;
}

void FileBytes::expect_readable() const {
    for (std::uint64_t offset = 0; offset < size_; offset += kPieceBytes) static_cast<void>(at(offset, kPieceBytes));
}

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t length) {
    assert(length <= 8 && at + length <= bytes.size());
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < length; ++i) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t length) {
    assert(length <= 8 && at + length <= bytes.size());
    std::uint64_t out = 0;
    for (std::size_t i = length; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

}  // namespace pictbook::media
