#include "support/small_disk.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <vector>

namespace pictbook::test {

namespace {

/// Once for the program. Without root in a user namespace, which a program with threads can't enter any more.
bool have_mounts_of_our_own() {
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    if (::unshare(user == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0) return false;
    if (user != 0) {
        std::ofstream("/proc/self/setgroups") << "deny";
        std::ofstream("/proc/self/uid_map") << user << " " << user << " 1";
        std::ofstream("/proc/self/gid_map") << group << " " << group << " 1";
    }
    return ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

}  // namespace

SmallDisk::SmallDisk(std::uint64_t bytes) {
    static const bool can_mount = have_mounts_of_our_own();
    const std::string size = "size=" + std::to_string(bytes);
    if (!can_mount || ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, size.c_str()) != 0)
        throw std::runtime_error("no disk can be mounted: neither root nor user namespaces");
    std::filesystem::create_directory(data());
}

SmallDisk::~SmallDisk() { ::umount2(folder_.path().c_str(), MNT_DETACH); }

void SmallDisk::fill() const {
    const int file = ::open(filling().c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    for (std::vector<char> piece(1 << 20); !piece.empty();)
        if (::write(file, piece.data(), piece.size()) <= 0) piece.resize(piece.size() / 2);
    ::close(file);
}

void SmallDisk::make_space() const { std::filesystem::remove(filling()); }

}  // namespace pictbook::test
