// A bounded pool of threads for work that would block an event loop: hashing, image work, files, SQLite.
// A full queue throws Unavailable at once; nobody waits without a bound.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/queue_use.hpp"
#include "base/result.hpp"
#include "base/suspend.hpp"

namespace pictbook {

class Pool {
public:
    struct Limits {
        std::size_t threads;
        std::size_t queue;         // jobs waiting, beyond those that run
        Seconds longest_wait{20};  // a job that waited longer is refused with Unavailable instead of run
        int nice = 0;              // how far its threads stand behind the process's others for a core, 0 to 19
        void (*rest)() = nullptr;  // on each thread, when it had nothing to do for that long
        Milliseconds rest_after{1'000};
    };

    Pool(std::string name, Limits limits);
    ~Pool();  // finishes what runs; what still waits is refused
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Runs `work(thread_index)` on the pool and resumes the caller on its own executor with the value or exception.
    /// The caller is suspended meanwhile, so `work` may refer to its locals.
    template <class Work, class Value = std::invoke_result_t<Work&, std::size_t>>
    boost::asio::awaitable<Value> run(Work work) {
        std::conditional_t<std::is_void_v<Value>, char, std::optional<Value>> value{};
        std::exception_ptr failure;
        Job job;
        job.run = [&](std::size_t thread) {
            try {
                if constexpr (std::is_void_v<Value>)
                    work(thread);
                else
                    value.emplace(work(thread));
            } catch (...) {
                failure = std::current_exception();
            }
        };
        job.refuse = [&] { failure = std::make_exception_ptr(Unavailable(name_ + " is overloaded")); };
        co_await enqueue(std::move(job));
        if (failure) std::rethrow_exception(failure);
        if constexpr (!std::is_void_v<Value>) co_return std::move(*value);
    }

    std::size_t waiting() const;
    /// For /metrics, under that label. From any thread.
    QueueUse use(std::string label) const;
    const std::string& name() const { return name_; }

private:
    struct Job {
        std::function<void(std::size_t)> run;
        std::function<void()> refuse;  // called instead of run
        Wake done;
        Monotonic::time_point since{};
    };

    boost::asio::awaitable<void> enqueue(Job job);
    void push(Job job);  // throws Unavailable when the queue is full
    void work(std::size_t thread);
    struct Taken {
        Job job;
        bool may_run;
    };
    /// Nothing when there is no work left to come.
    std::optional<Taken> take();
    void wait_for_job(std::unique_lock<std::mutex>& lock);
    void note_worked(Monotonic::duration took);

    std::string name_;
    Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> jobs_;
    Latency waited_, worked_;  // as jobs_ under the mutex
    Count refused_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace pictbook
