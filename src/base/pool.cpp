#include "base/pool.hpp"

#include <sys/resource.h>

#include "base/log.hpp"

namespace pictbook {

namespace {

/// For the calling thread alone, which is what Linux makes of process 0.
void step_back(const std::string& pool, int nice) {
    const int now = ::getpriority(PRIO_PROCESS, 0);
    if (::setpriority(PRIO_PROCESS, 0, now + nice) != 0)
        log::warning("a pool's thread keeps the priority of the others", {{"pool", pool}});
}

}  // namespace

Pool::Pool(std::string name, Limits limits) : name_(std::move(name)), limits_(limits) {
    for (std::size_t i = 0; i < limits_.threads; ++i) threads_.emplace_back([this, i] { work(i); });
}

Pool::~Pool() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

std::size_t Pool::waiting() const {
    const std::lock_guard lock(mutex_);
    return jobs_.size();
}

boost::asio::awaitable<void> Pool::enqueue(Job job) {
    auto start = [this, &job](Wake wake) {
        job.done = std::move(wake);
        push(std::move(job));
    };
    co_await suspend(start);
}

void Pool::push(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || jobs_.size() >= limits_.queue) throw Unavailable(name_ + " is overloaded");
        job.since = Monotonic::now();
        jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
}

void Pool::work(std::size_t thread) {
    if (limits_.nice != 0) step_back(name_, limits_.nice);
    for (;;) {
        Job job;
        bool run = true;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
            run = !stopping_ && Monotonic::now() - job.since <= limits_.longest_wait;
        }
        if (run)
            job.run(thread);
        else
            job.refuse();
        job.done();
    }
}

}  // namespace pictbook
