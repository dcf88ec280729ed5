#include "base/pool.hpp"

namespace pictbook {

namespace asio = boost::asio;

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

asio::awaitable<void> Pool::enqueue(Job job) {
    auto initiate = [this, &job](auto handler) {
        auto executor = asio::get_associated_executor(handler);
        auto held = std::make_shared<decltype(handler)>(std::move(handler));
        job.done = [held, guard = asio::make_work_guard(executor)]() mutable {
            asio::post(guard.get_executor(), [held = std::move(held)] { std::move (*held)(std::exception_ptr()); });
        };
        try {
            push(std::move(job));
        } catch (...) {
            asio::post(executor, [held, failure = std::current_exception()] { std::move (*held)(failure); });
        }
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::exception_ptr)>(initiate, asio::use_awaitable);
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
        if (run) job.run(thread);
        else job.refuse();
        job.done();
    }
}

}  // namespace pictbook
