// How threads share the cores.
#pragma once

#include <chrono>
#include <csignal>
#include <ctime>
#include <optional>
#include <string_view>

namespace pictbook {

/// The calling thread stands so far (0 to 19) behind those that have its priority now. Where the system doesn't let it, the log
/// says of whom.
void step_back(int nice, std::string_view of);

/// Makes the calling thread give way again and again while it works. Linux's scheduler lets a thread that has just had more than
/// its share wait behind one of whatever priority, and looks at them again at its next tick only, up to 4 ms later (EEVDF's
/// eligibility, 6.6 and later); a timer's signal makes it look each kEvery. docs/bench.md (A storm of wrong passwords) has what
/// that is worth. To be used on the thread that made it.
class GivingWay {
public:
    static constexpr std::chrono::microseconds kEvery{300};
    static int signal() { return SIGRTMIN; }

    /// Where the system has no timer for it, the log says of whom.
    explicit GivingWay(std::string_view of);
    ~GivingWay();
    GivingWay(const GivingWay&) = delete;
    GivingWay& operator=(const GivingWay&) = delete;

    void start() { set(kEvery); }
    void stop() { set(std::chrono::microseconds(0)); }

private:
    void set(std::chrono::microseconds every);

    std::optional<timer_t> timer_;
};

}  // namespace pictbook
