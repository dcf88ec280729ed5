#include "cli/secret.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <system_error>

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
    const std::string secret = make_token(kSecretLength);
    const int descriptor = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor < 0) fail(path);
    const std::string line = secret + "\n";
    const bool written = ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    const bool durable = written && ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!durable) fail(path);
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
