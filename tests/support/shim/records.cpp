// The half of the shim that decides which calls fail, and writes down what reaches the disk.
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "support/shim/shim.hpp"

namespace pictbook::test::shim {

namespace {

FaultControl* control = nullptr;
const char* watched = nullptr;
std::size_t watched_length = 0;
int record_file = -1;
std::atomic<std::uint64_t> count = 0;
pthread_mutex_t mutex;

__attribute__((constructor)) void begin() {
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&mutex, &kind);
    const char* name = std::getenv(kFaultFile);
    watched = std::getenv(kFaultFolder);
    if (!name || !watched) return;
    watched_length = std::strlen(watched);
    const auto file = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC, 0));
    void* shared = ::mmap(nullptr, sizeof(FaultControl), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    char records_name[PATH_MAX];
    std::snprintf(records_name, sizeof records_name, "%s.records", name);
    record_file = static_cast<int>(
        ::syscall(SYS_openat, AT_FDCWD, records_name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (shared != MAP_FAILED) control = static_cast<FaultControl*>(shared);
}

bool is_busy() { return control && (control->error != 0 || control->records); }

unsigned kind_of(const char* path) {
    const char* rest = path + watched_length;
    if (std::strncmp(rest, "/blobs", 6) == 0) return FaultControl::photos;
    if (std::strncmp(rest, "/uploads", 8) == 0) return FaultControl::uploads;
    if (std::strcmp(rest, "/pictbook.db") == 0) return FaultControl::database;
    if (std::strcmp(rest, "/pictbook.db-wal") == 0) return FaultControl::log;
    if (std::strcmp(rest, "/pictbook.db-shm") == 0) return FaultControl::index;
    return FaultControl::others;
}

std::uint64_t inode_of(int file) {
    struct stat status{};
    return ::fstat(file, &status) == 0 ? status.st_ino : 0;
}

std::uint64_t inode_of(const char* path) {
    struct stat status{};
    return ::fstatat(AT_FDCWD, path, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_ino : 0;
}

std::uint64_t folder_of(const char* path) {
    char folder[PATH_MAX];
    std::snprintf(folder, sizeof folder, "%s", path);
    if (char* slash = std::strrchr(folder, '/')) *slash = '\0';
    return inode_of(folder);
}

bool is_recorded(const Path& path) { return control && control->records && is_watched(path); }

void write_down(FaultRecord record, const void* bytes, const char* path, const char* new_path) {
    const Lock lock;
    record.path = static_cast<std::uint32_t>(std::strlen(path));
    record.new_path = static_cast<std::uint32_t>(std::strlen(new_path));
    const iovec pieces[] = {{&record, sizeof record},
                            {const_cast<void*>(bytes), record.length},
                            {const_cast<char*>(path), record.path},
                            {const_cast<char*>(new_path), record.new_path}};
    if (::writev(record_file, pieces, 4) < 0) std::abort();
    ++count;
}

}  // namespace

Path::Path(int file) : text{} {
    if (!is_busy()) return;
    char link[64];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    if (::readlink(link, text, sizeof text - 1) < 0) text[0] = '\0';
}

Path::Path(int folder, const char* path) : text{} {
    if (!is_busy()) return;
    if (path[0] != '/' && folder != AT_FDCWD) {
        const Path outer(folder);
        std::snprintf(text, sizeof text, "%s/%s", outer.text, path);
    } else {
        std::snprintf(text, sizeof text, "%s", path);
    }
}

bool is_watched(const Path& path) {
    return control && std::strncmp(path.text, watched, watched_length) == 0 &&
           (path.text[watched_length] == '/' || path.text[watched_length] == '\0');
}

bool fails(const Path& path, FaultControl::Call call) {
    if (!is_watched(path) || control->error == 0) return false;
    if ((control->calls & call) == 0 || (control->files & kind_of(path.text)) == 0) return false;
    const unsigned every = control->every;
    if (every > 1 && ++control->seen % every != 0) return false;
    ++control->failed;
    errno = control->error;
    return true;
}

int error() { return control ? control->error.load() : 0; }
std::int64_t clock_seconds() { return control ? control->clock_seconds.load() : 0; }

Lock::Lock() { pthread_mutex_lock(&mutex); }
Lock::~Lock() { pthread_mutex_unlock(&mutex); }

std::uint64_t records() { return count; }

void record_made(const Path& path, bool is_folder) {
    if (!is_recorded(path)) return;
    FaultRecord record{};
    record.kind = FaultRecord::made;
    record.inode = inode_of(path.text);
    record.folder = folder_of(path.text);
    record.is_folder = is_folder;
    write_down(record, nullptr, path.text, "");
}

void record_write(const Path& path, int file, const void* bytes, std::size_t size, off_t offset) {
    if (!is_recorded(path)) return;
    FaultRecord record{};
    record.kind = FaultRecord::wrote;
    record.length = static_cast<std::uint32_t>(size);
    record.inode = inode_of(file);
    record.offset = static_cast<std::uint64_t>(offset);
    write_down(record, bytes, path.text, "");
}

void record_cut(const Path& path, int file, off_t size) {
    if (!is_recorded(path)) return;
    FaultRecord record{};
    record.kind = FaultRecord::cut;
    record.inode = inode_of(file);
    record.offset = static_cast<std::uint64_t>(size);
    write_down(record, nullptr, path.text, "");
}

void record_sync(const Path& path, int file, std::uint64_t before, bool was_done) {
    if (!is_recorded(path)) return;
    FaultRecord record{};
    record.kind = was_done ? FaultRecord::synced : FaultRecord::not_synced;
    record.inode = inode_of(file);
    record.offset = before;
    write_down(record, nullptr, path.text, "");
}

void record_rename(const Path& from, const Path& to) {
    if (!is_recorded(to)) return;
    FaultRecord record{};
    record.kind = FaultRecord::renamed;
    record.inode = inode_of(to.text);
    record.folder = folder_of(to.text);
    write_down(record, nullptr, from.text, to.text);
}

void record_removed(const Path& path) {
    if (!is_recorded(path)) return;
    FaultRecord record{};
    record.kind = FaultRecord::removed;
    write_down(record, nullptr, path.text, "");
}

}  // namespace pictbook::test::shim
