// What a process may still do that decodes an image of a stranger: compute, read what it has open, answer, end.
#pragma once

#include <cstdint>

namespace pictbook::media {

/// Of one image: CPU time, time on the clock, and memory for its pixels and what is around them.
inline constexpr unsigned kMostDecodingCpuSeconds = 30;
inline constexpr unsigned kMostDecodingSeconds = 60;
inline constexpr std::uint64_t kMostDecodingBytes = std::uint64_t{768} << 20;

/// Whether system calls are filtered: not under ThreadSanitizer, whose runtime forks and opens pipes when a thread begins.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
inline constexpr bool kFilters = false;
#else
inline constexpr bool kFilters = true;
#endif
#else
inline constexpr bool kFilters = true;
#endif

/// Prepares the filter, so that confining needs nothing that it forbids. Once, before confine(). Throws std::runtime_error.
void prepare_confinement();
/// From here on any other system call, and a second or a byte too many, kills the calling process. Can't be undone. False when the
/// kernel refuses it.
bool confine();

}  // namespace pictbook::media
