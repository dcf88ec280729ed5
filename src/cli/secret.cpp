#include "cli/secret.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "base/descriptor.hpp"
#include "base/ids.hpp"
#include "base/make_folder.hpp"

namespace pictbook::cli {

namespace {

constexpr std::size_t kSecretLength = 64;
constexpr std::size_t kLeastSecretLength = 32;

[[noreturn]] void fail(const std::filesystem::path& path) {
    throw std::runtime_error("PICTBOOK_DATA: " + path.string() +
                             " can't be used: " + std::generic_category().message(errno));
}

void write_line(const std::filesystem::path& file, const std::string& line) {
    const Descriptor descriptor(::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
    if (!descriptor) fail(file);
    const bool is_whole = ::write(descriptor.number(), line.data(), line.size()) == static_cast<ssize_t>(line.size());
    if (!is_whole || ::fsync(descriptor.number()) != 0) fail(file);
}

/// Never instead of one that is there but can't be read: what it signed would be lost. Nobody else makes one meanwhile, for the
/// folder is locked.
void put_secret_in_place(const std::filesystem::path& made, const std::filesystem::path& path) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) == 0) errno = EEXIST;
    if (errno != ENOENT || ::rename(made.c_str(), path.c_str()) != 0) fail(path);
    const Descriptor folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const bool is_durable = folder && (::fsync(folder.number()) == 0 || errno == EINVAL);  // EINVAL: can't be synced
    if (!is_durable) fail(path);
}

/// Beside it first, so that a full disk or a crash leaves none that is cut.
void make_secret(const std::filesystem::path& path, const std::string& secret) {
    std::filesystem::path made = path;
    made += ".new";
    ::unlink(made.c_str());  // what a crash left
    try {
        write_line(made, secret + "\n");
        put_secret_in_place(made, path);
    } catch (...) {
        ::unlink(made.c_str());
        throw;
    }
}

}  // namespace

std::string load_or_make_secret(const std::filesystem::path& data) {
    const std::filesystem::path path = data / "secret";
    if (std::ifstream file(path); file) {
        std::string secret;
        std::getline(file, secret);
        if (secret.size() < kLeastSecretLength)
            throw std::runtime_error(path.string() + " is shorter than a secret must be");
        return secret;
    }
    std::string secret = make_token(kSecretLength);
    make_secret(path, secret);
    return secret;
}

void make_data_folder(const std::filesystem::path& data) {
    try {
        make_folder(data);
    } catch (const std::runtime_error& failure) {
        throw std::runtime_error(std::string("PICTBOOK_DATA: ") + failure.what());
    }
}

void check_data_folder(const std::filesystem::path& data) {
    make_data_folder(data);
    const std::filesystem::path path = data / (make_lower_token(16) + ".doctor");
    const int descriptor = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor < 0) fail(path);
    ::close(descriptor);
    ::unlink(path.c_str());
}

DataFolder::DataFolder(const std::filesystem::path& data) {
    make_data_folder(data);
    const std::filesystem::path path = data / "lock";
    lock_ = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (lock_ < 0) fail(path);
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock_);
        throw std::runtime_error("another server, or a copy, uses the data folder " + data.string());
    }
}

DataFolder::~DataFolder() { ::close(lock_); }

}  // namespace pictbook::cli
