// Stands between the server under test and the C library (LD_PRELOAD): lets calls on the files of its data folder fail, writes
// down what reaches the disk, and moves the clock of the day. What it is not told to do it passes on, to the kernel itself: to look
// up the library's own functions is not possible everywhere in a program with a sanitizer.
#include "support/shim/shim.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdlib>

using pictbook::test::FaultControl;
namespace shim = pictbook::test::shim;

extern "C" {

static mode_t mode_in(int flags, std::va_list rest) {
    return (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
}

static int open_any(int folder, const char* path, int flags, mode_t mode) {
    const shim::Path place(folder, path);
    const bool changes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) != 0;
    if (shim::fails(place, FaultControl::opening) || (changes && shim::fails(place, FaultControl::naming))) return -1;
    const bool was_there =
        !shim::is_watched(place) || ::faccessat(AT_FDCWD, place.text, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    const int file = static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
    if (file >= 0 && !was_there) shim::record_made(place, false);
    return file;
}

int open(const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_in(flags, rest);
    va_end(rest);
    return open_any(AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_in(flags, rest);
    va_end(rest);
    return open_any(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_in(flags, rest);
    va_end(rest);
    return open_any(folder, path, flags, mode);
}

int openat64(int folder, const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_in(flags, rest);
    va_end(rest);
    return open_any(folder, path, flags | O_LARGEFILE, mode);
}

ssize_t pread(int file, void* bytes, size_t size, off_t offset) {
    return shim::fails(shim::Path(file), FaultControl::reading) ? -1
                                                                : ::syscall(SYS_pread64, file, bytes, size, offset);
}
ssize_t pread64(int file, void* bytes, size_t size, off64_t offset) {
    return shim::fails(shim::Path(file), FaultControl::reading) ? -1
                                                                : ::syscall(SYS_pread64, file, bytes, size, offset);
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
    const shim::Path place(file);
    if (shim::fails(place, FaultControl::writing)) return -1;
    const shim::Lock lock;
    const ssize_t written = ::syscall(SYS_pwrite64, file, bytes, size, offset);
    if (written > 0) shim::record_write(place, file, bytes, static_cast<size_t>(written), offset);
    return written;
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) { return pwrite(file, bytes, size, offset); }

ssize_t write(int file, const void* bytes, size_t size) {
    const shim::Path place(file);
    if (!shim::is_watched(place)) return ::syscall(SYS_write, file, bytes, size);
    if (shim::fails(place, FaultControl::writing)) return -1;
    const shim::Lock lock;
    const off_t offset = ::lseek(file, 0, SEEK_CUR);
    const ssize_t written = ::syscall(SYS_write, file, bytes, size);
    if (written > 0) shim::record_write(place, file, bytes, static_cast<size_t>(written), offset);
    return written;
}

int ftruncate(int file, off_t size) {
    const shim::Path place(file);
    if (shim::fails(place, FaultControl::writing)) return -1;
    const shim::Lock lock;
    const int result = static_cast<int>(::syscall(SYS_ftruncate, file, size));
    if (result == 0) shim::record_cut(place, file, size);
    return result;
}
int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }

int fsync(int file) {
    const shim::Path place(file);
    const std::uint64_t before = shim::records();
    const bool failed = shim::fails(place, FaultControl::syncing);
    const int result = failed ? -1 : static_cast<int>(::syscall(SYS_fsync, file));
    shim::record_sync(place, file, before, result == 0);
    if (failed) errno = shim::error();
    return result;
}
int fdatasync(int file) { return fsync(file); }

int renameat(int from_folder, const char* from, int to_folder, const char* to) {
    const shim::Path old_place(from_folder, from), new_place(to_folder, to);
    if (shim::fails(new_place, FaultControl::naming)) return -1;
    const shim::Lock lock;
    const int result = static_cast<int>(::syscall(SYS_renameat, from_folder, from, to_folder, to));
    if (result == 0) shim::record_rename(old_place, new_place);
    return result;
}
int rename(const char* from, const char* to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int mkdirat(int folder, const char* path, mode_t mode) {
    const shim::Path place(folder, path);
    if (shim::fails(place, FaultControl::naming)) return -1;
    const int result = static_cast<int>(::syscall(SYS_mkdirat, folder, path, mode));
    if (result == 0) shim::record_made(place, true);
    return result;
}
int mkdir(const char* path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int unlinkat(int folder, const char* path, int flags) {
    const shim::Path place(folder, path);
    if (shim::fails(place, FaultControl::naming)) return -1;
    const int result = static_cast<int>(::syscall(SYS_unlinkat, folder, path, flags));
    if (result == 0) shim::record_removed(place);
    return result;
}
int unlink(const char* path) { return unlinkat(AT_FDCWD, path, 0); }

int clock_gettime(clockid_t clock, timespec* time) {
    const int result = static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        time->tv_sec += shim::clock_seconds();
    return result;
}

int gettimeofday(timeval* time, void*) {
    timespec now{};
    const int result = clock_gettime(CLOCK_REALTIME, &now);
    *time = {now.tv_sec, now.tv_nsec / 1000};
    return result;
}

time_t time(time_t* out) {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}

}  // extern "C"
