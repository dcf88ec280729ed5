#include "base/priority.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cassert>

#include "base/log.hpp"

namespace pictbook {

namespace {

extern "C" void look_again(int) { ::sched_yield(); }  // a bare system call, which has no error on Linux

}  // namespace

/// Linux takes process 0 for the calling thread alone.
void step_back(int nice, std::string_view of) {
    const int now = ::getpriority(PRIO_PROCESS, 0);
    if (::setpriority(PRIO_PROCESS, 0, now + nice) != 0)
        log::warning("a thread keeps the priority of the others", {{"of", of}});
}

GivingWay::GivingWay(std::string_view of) {
    struct sigaction action{};
    action.sa_handler = look_again;
    action.sa_flags = SA_RESTART;
    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = signal();
    event._sigev_un._tid = ::gettid();
    timer_t timer{};
    if (::sigaction(signal(), &action, nullptr) == 0 && ::timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
        timer_ = timer;
    else
        log::warning("a thread does not give way to the others while it works", {{"of", of}});
}

GivingWay::~GivingWay() {
    if (timer_) ::timer_delete(*timer_);
}

void GivingWay::set(std::chrono::microseconds every) {
    if (!timer_) return;
    const timespec time{0, std::chrono::nanoseconds(every).count()};
    const itimerspec interval{time, time};
    [[maybe_unused]] const int done = ::timer_settime(*timer_, 0, &interval, nullptr);
    assert(done == 0);
}

}  // namespace pictbook
