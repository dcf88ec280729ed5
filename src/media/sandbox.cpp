#include "media/sandbox.hpp"

#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace pictbook::media {

namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PICTBOOK_SANITIZED 1
#endif
#if __has_feature(thread_sanitizer)
/// libvips begins a thread in a fork. The name is the sanitizer's; a test program may have options of its own.
extern "C" __attribute__((weak)) const char* __tsan_default_options() { return "die_after_fork=0"; }  // NOLINT
#endif
#endif
#ifdef PICTBOOK_SANITIZED
// A sanitizer's memory is beyond every limit, and its threads ask for more.
constexpr bool kBoundsMemory = false;
constexpr int kOfSanitizer[] = {SCMP_SYS(sigaltstack), SCMP_SYS(sched_getaffinity), SCMP_SYS(prlimit64),
                                SCMP_SYS(readlink), SCMP_SYS(set_tid_address)};
#else
constexpr bool kBoundsMemory = true;
constexpr std::array<int, 0> kOfSanitizer{};
#endif

scmp_filter_ctx filter = nullptr;  // kept for every fork

/// Computing, memory, the image that is open, the answer, the end. Nothing that opens, connects, starts or signals anything.
constexpr int kAllowed[] = {
    SCMP_SYS(read),          SCMP_SYS(pread64),
    SCMP_SYS(lseek),         SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),    SCMP_SYS(dup),
    SCMP_SYS(close),         SCMP_SYS(sendto),
    SCMP_SYS(brk),           SCMP_SYS(munmap),
    SCMP_SYS(mremap),        SCMP_SYS(madvise),
    SCMP_SYS(futex),         SCMP_SYS(sysinfo),
    SCMP_SYS(clock_gettime), SCMP_SYS(getrandom),
    SCMP_SYS(gettimeofday),  SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),  SCMP_SYS(sched_yield),
    SCMP_SYS(getpid),        SCMP_SYS(gettid),
    SCMP_SYS(exit),          SCMP_SYS(exit_group),
    SCMP_SYS(rseq),          SCMP_SYS(set_robust_list),
};

constexpr scmp_datum_t kThread = CLONE_VM | CLONE_THREAD;
constexpr scmp_datum_t kSignalOfThreads = 33;  // of glibc, for setuid() and its kin in all threads

/// Allowed while an argument has the bits of `mask` as in `value`.
struct Conditional {
    int call;
    unsigned argument;
    scmp_datum_t mask, value;
};
constexpr scmp_datum_t kWhole = ~scmp_datum_t{0};
const Conditional kConditional[] = {
    {SCMP_SYS(mmap), 2, PROT_EXEC, 0},  // memory may be had, but not as code
    {SCMP_SYS(mprotect), 2, PROT_EXEC, 0},
    {SCMP_SYS(clone), 0, kThread, kThread},  // libvips decodes WebP on a thread, which has a name
    {SCMP_SYS(prctl), 0, kWhole, PR_SET_NAME},
    {SCMP_SYS(rt_sigaction), 0, kWhole, kSignalOfThreads},
};

bool add_rules() {
    bool added = true;
    for (const int call : kAllowed) added = added && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
    for (const int call : kOfSanitizer) added = added && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
    for (const auto& [call, argument, mask, value] : kConditional) {
        const scmp_arg_cmp condition{.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
        added = added && ::seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &condition) == 0;
    }
    // Its flags are where a filter can't see them; glibc goes back to clone without it.
    return added && ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

void limit(__rlimit_resource resource, rlim_t most) {
    const rlimit both{.rlim_cur = most, .rlim_max = most};
    if (::setrlimit(resource, &both) != 0) ::_exit(1);
}

}  // namespace

void prepare_confinement() {
    filter = ::seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == nullptr || !add_rules()) throw std::runtime_error("libseccomp makes no filter");
}

bool confine() {
    limit(RLIMIT_CPU, kMostDecodingCpuSeconds);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    if constexpr (kBoundsMemory) limit(RLIMIT_DATA, kMostDecodingBytes);
    ::alarm(kMostDecodingSeconds);
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && (!kFilters || ::seccomp_load(filter) == 0);
}

}  // namespace pictbook::media
