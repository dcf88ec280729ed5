#include "blob/folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>

#include "base/ids.hpp"
#include "base/make_folder.hpp"
#include "base/result.hpp"

namespace pictbook::blob {

namespace {

constexpr int kMostAttempts = 16;                     // at a place whose folders are removed meanwhile
constexpr std::size_t kCopyBytes = 1 << 20;           // at a time
constexpr time_t kLeftoverSeconds = 3600;             // a copy this old belongs to nobody
constexpr std::string_view kIncoming = ".incoming-";  // no key begins with a dot
constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

[[noreturn]] void fail(int error) {
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        throw Unavailable("The disk of the photo store is full", kFullDiskRetry);
    if (error == EMFILE || error == ENFILE) throw Unavailable("The photo store has too many files open");
    throw Unavailable("The photo store can't be used: " + std::generic_category().message(error));
}

[[noreturn]] void fail() { fail(errno); }

void sync(const Descriptor& file) {
    if (::fsync(file.number()) != 0) fail();
}

void write_all(const Descriptor& file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) fail();
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

struct CloseList {
    void operator()(DIR* list) const { ::closedir(list); }
};

struct Place {
    std::vector<std::string> folders;
    std::string name;
};

Place split(std::string_view key) {
    Place out;
    for (std::size_t slash; (slash = key.find('/')) != key.npos; key.remove_prefix(slash + 1))
        out.folders.emplace_back(key.substr(0, slash));
    out.name = key;
    return out;
}

/// The name is there, or isn't, or is something else than a file: all of these mean that there is no object.
bool is_absence(int error) { return error == ENOENT || error == ENOTDIR || error == ELOOP || error == ENAMETOOLONG; }

}  // namespace

Folder::Folder(const std::filesystem::path& root) {
    make_folder(root);
    root_ = Descriptor(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));  // itself it may be a link
    if (!root_) fail();
    remove_leftovers();
}

void Folder::put(const std::string& key, const std::filesystem::path& file) {
    const Descriptor source(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!source || ::fchmod(source.number(), 0600) != 0) fail();
    sync(source);
    if (place(AT_FDCWD, file.c_str(), key)) return;
    const std::string copy = copy_in(source);
    try {
        if (!place(root_.number(), copy.c_str(), key)) fail(EXDEV);
    } catch (...) {
        ::unlinkat(root_.number(), copy.c_str(), 0);
        throw;
    }
}

Descriptor Folder::open(const std::string& key) const {
    const Place place = split(key);
    const Chain chain = enter(place.folders, false);
    if (chain.empty()) return Descriptor();
    const int folder = chain.back().number();
    // O_NONBLOCK: should somebody have put a pipe there, opening it must not wait.
    Descriptor file(::openat(folder, place.name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!file && !is_absence(errno)) fail();
    struct stat status{};
    if (file && ::fstat(file.number(), &status) != 0) fail();
    return file && S_ISREG(status.st_mode) ? std::move(file) : Descriptor();
}

void Folder::remove(const std::string& key) {
    const Place place = split(key);
    const Chain chain = enter(place.folders, false);
    if (chain.empty()) return;
    if (::unlinkat(chain.back().number(), place.name.c_str(), 0) != 0) {
        if (is_absence(errno) || errno == EISDIR) return;
        fail();
    }
    sync(chain.back());
    for (std::size_t i = place.folders.size(); i-- > 0;)
        if (::unlinkat(chain[i].number(), place.folders[i].c_str(), AT_REMOVEDIR) != 0) return;
}

void Folder::check() const {
    const std::string name = std::string(kIncoming) + make_token();
    const Descriptor file(::openat(root_.number(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) fail();
    const bool written = ::write(file.number(), "x", 1) == 1;
    const int error = errno;
    ::unlinkat(root_.number(), name.c_str(), 0);
    if (!written) fail(error);
}

Folder::Chain Folder::enter(const std::vector<std::string>& folders, bool make) const {
    Chain chain;
    chain.emplace_back(::openat(root_.number(), ".", kFolder));
    if (!chain.back()) fail();
    for (const std::string& name : folders) {
        const int outer = chain.back().number();
        if (make && ::mkdirat(outer, name.c_str(), 0700) != 0 && errno != EEXIST && errno != ENOENT) fail();
        Descriptor inner(::openat(outer, name.c_str(), kFolder));
        if (!inner) {
            if (errno == ENOENT || (!make && is_absence(errno))) return {};
            fail();
        }
        chain.push_back(std::move(inner));
    }
    return chain;
}

bool Folder::place(int from_folder, const char* from, const std::string& key) {
    const Place place = split(key);
    for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
        const Chain chain = enter(place.folders, true);
        if (chain.empty()) continue;
        if (::renameat(from_folder, from, chain.back().number(), place.name.c_str()) != 0) {
            if (errno == EXDEV) return false;
            if (errno == ENOENT) continue;  // the folder was removed since it was opened
            fail();
        }
        // Innermost first, and all of them: another put may have made the outer ones and not have got so far yet.
        for (auto folder = chain.rbegin(); folder != chain.rend(); ++folder) sync(*folder);
        return true;
    }
    fail(ENOENT);
}

std::string Folder::copy_in(const Descriptor& source) {
    std::string name = std::string(kIncoming) + make_token();
    const Descriptor copy(
        ::openat(root_.number(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!copy) fail();
    try {
        std::uint64_t offset = 0;
        for (std::string bytes; !(bytes = read_at(source, offset, kCopyBytes)).empty(); offset += bytes.size())
            write_all(copy, bytes);
        sync(copy);
    } catch (...) {
        ::unlinkat(root_.number(), name.c_str(), 0);
        throw;
    }
    return name;
}

void Folder::remove_leftovers() {
    const int listed = ::openat(root_.number(), ".", kFolder);
    const std::unique_ptr<DIR, CloseList> list(listed < 0 ? nullptr : ::fdopendir(listed));
    if (!list) fail();
    // Safe on a stream of one's own (POSIX.1-2024). NOLINTNEXTLINE(concurrency-mt-unsafe)
    while (const dirent* entry = ::readdir(list.get())) {
        struct stat status{};
        const bool is_copy = std::string_view(entry->d_name).starts_with(kIncoming);
        if (!is_copy || ::fstatat(root_.number(), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (status.st_mtime < ::time(nullptr) - kLeftoverSeconds) ::unlinkat(root_.number(), entry->d_name, 0);
    }
}

std::uint64_t size_of(const Descriptor& file) {
    struct stat status{};
    if (::fstat(file.number(), &status) != 0) fail();
    return static_cast<std::uint64_t>(status.st_size);
}

std::string read_at(const Descriptor& file, std::uint64_t offset, std::size_t length) {
    std::string out(length, '\0');
    std::size_t had = 0;
    while (had < length) {
        const ssize_t got = ::pread(file.number(), out.data() + had, length - had, static_cast<off_t>(offset + had));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail();
        if (got == 0) break;
        had += static_cast<std::size_t>(got);
    }
    out.resize(had);
    return out;
}

}  // namespace pictbook::blob
