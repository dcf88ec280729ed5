#include "base/pool.hpp"

#include "base/priority.hpp"

namespace pictbook {

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

QueueUse Pool::use(std::string label) const {
    const std::lock_guard lock(mutex_);
    QueueUse use{.name = std::move(label), .waiting = jobs_.size(), .most = limits_.queue, .refused = refused_};
    use.waited += waited_;
    use.worked += worked_;
    return use;
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
        if (stopping_ || jobs_.size() >= limits_.queue) {
            ++refused_;
            throw Unavailable(name_ + " is overloaded");
        }
        job.since = Monotonic::now();
        jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
}

void Pool::wait_for_job(std::unique_lock<std::mutex>& lock) {
    const auto comes = [this] { return stopping_ || !jobs_.empty(); };
    if (limits_.rest && !wake_.wait_for(lock, limits_.rest_after, comes)) {
        lock.unlock();
        limits_.rest();
        lock.lock();
    }
    wake_.wait(lock, comes);
}

std::optional<Pool::Taken> Pool::take() {
    std::unique_lock lock(mutex_);
    wait_for_job(lock);
    if (jobs_.empty()) return std::nullopt;
    Taken taken{std::move(jobs_.front()), false};
    jobs_.pop_front();
    const Monotonic::duration waited = Monotonic::now() - taken.job.since;
    taken.may_run = !stopping_ && waited <= limits_.longest_wait;
    waited_.add(waited);
    if (!taken.may_run) ++refused_;
    return taken;
}

void Pool::note_worked(Monotonic::duration took) {
    const std::lock_guard lock(mutex_);
    worked_.add(took);
}

void Pool::work(std::size_t thread) {
    if (limits_.nice != 0) step_back(limits_.nice, name_);
    while (std::optional<Taken> taken = take()) {
        if (taken->may_run) {
            const Monotonic::time_point begin = Monotonic::now();
            taken->job.run(thread);
            note_worked(Monotonic::now() - begin);
        } else {
            taken->job.refuse();
        }
        taken->job.done();
    }
}

}  // namespace pictbook
