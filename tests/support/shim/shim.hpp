// The half of the shim that decides and writes down. Nothing of it allocates or throws: it runs inside any call.
#pragma once

#include <limits.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>

#include "support/shim/control.hpp"

namespace pictbook::test::shim {

/// Where a file is, as a whole path; empty when nobody asks for faults or records, or it can't be told.
struct Path {
    explicit Path(int file);
    Path(int folder, const char* path);
    char text[PATH_MAX];
};

/// Whether it is below the folder that is meant, and there is a control at all.
bool is_watched(const Path& path);
/// Whether this call is to fail; errno is set then.
bool fails(const Path& path, FaultControl::Call call);
int error();
std::int64_t clock_seconds();

/// Held over a change and its record, so that they have the same order.
struct Lock {
    Lock();
    ~Lock();
};

/// How many are written down.
std::uint64_t records();
void record_made(const Path& path, bool is_folder);
void record_write(const Path& path, int file, const void* bytes, std::size_t size, off_t offset);
void record_cut(const Path& path, int file, off_t size);
void record_sync(const Path& path, int file, std::uint64_t before, bool was_done);
void record_rename(const Path& from, const Path& to);
void record_removed(const Path& path);

}  // namespace pictbook::test::shim
