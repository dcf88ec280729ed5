#include "http/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/ids.hpp"

namespace pictbook::http {

namespace {
Unavailable not_stored(int error) {
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        return Unavailable("an upload can't be stored: the disk is full", kFullDiskRetry);
    return Unavailable("an upload can't be stored: " + std::generic_category().message(error));
}
}  // namespace

SpooledFile& SpooledFile::operator=(SpooledFile&& other) noexcept {
    SpooledFile moved(std::move(other));
    swap(moved);
    return *this;
}

void SpooledFile::swap(SpooledFile& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(size_, other.size_);
}

SpooledFile::~SpooledFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(path_.c_str());
}

Spool::Spool(std::filesystem::path folder, Pool& pool) : folder_(std::move(folder)), pool_(pool) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
}

boost::asio::awaitable<SpooledFile> Spool::create() {
    const std::filesystem::path path = folder_ / make_lower_token(24);
    auto open_file = [&](std::size_t) {
        const int descriptor = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
        if (descriptor < 0) throw not_stored(errno);
        return SpooledFile(path, descriptor);
    };
    co_return co_await pool_.run(open_file);
}

boost::asio::awaitable<void> Spool::append(SpooledFile& file, std::string_view bytes) {
    auto write_all = [&](std::size_t) {
        std::string_view rest = bytes;
        while (!rest.empty()) {
            const ssize_t n = ::write(file.descriptor_, rest.data(), rest.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) throw not_stored(errno);
            rest.remove_prefix(static_cast<std::size_t>(n));
        }
    };
    co_await pool_.run(write_all);
    file.size_ += bytes.size();
}

}  // namespace pictbook::http
