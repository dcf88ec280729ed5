// The bounded pool: work runs beside the loop, a full queue refuses at once, nothing waits without a bound.
#include "base/pool.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "support/comes_true.hpp"

namespace pictbook {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Jobs that wait on it block their thread until it opens.
class Gate {
public:
    void open() { promise_.set_value(); }
    void wait() const { future_.wait(); }

private:
    std::promise<void> promise_;
    std::shared_future<void> future_ = promise_.get_future().share();
};

/// A loop in a thread of its own, on which the callers of the pool live.
class PoolTest : public testing::Test {
protected:
    ~PoolTest() override {
        guard_.reset();
        thread_.join();
    }

    template <class Work>
    auto start(Pool& pool, Work work) {
        return asio::co_spawn(context_, [&pool, work] { return pool.run(work); }, asio::use_future);
    }

    static void wait_until(const std::function<bool()>& condition) { EXPECT_TRUE(test::comes_true(condition)); }

    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> guard_ = asio::make_work_guard(context_);
    std::thread thread_{[this] { context_.run(); }};
};

TEST_F(PoolTest, GivesTheValue) {
    Pool pool("a pool", {.threads = 2, .queue = 4});
    EXPECT_EQ(start(pool, [](std::size_t) { return std::string("done"); }).get(), "done");
    EXPECT_LT(start(pool, [](std::size_t thread) { return thread; }).get(), 2u);
}

TEST_F(PoolTest, ItsThreadsStepBackAsFarAsIsAskedAndNobodyElseDoes) {
    const auto niceness = [](std::size_t) { return ::getpriority(PRIO_PROCESS, 0); };
    const int before = niceness(0);
    Pool polite("polite", {.threads = 1, .queue = 1, .nice = 3}), usual("usual", {.threads = 1, .queue = 1});
    EXPECT_EQ(start(polite, niceness).get(), std::min(before + 3, 19));
    EXPECT_EQ(start(usual, niceness).get(), before);
    EXPECT_EQ(niceness(0), before);
}

TEST_F(PoolTest, ItsThreadsRestOnceWhenNothingComes) {
    static std::atomic<int> rests = 0;
    Pool pool("a pool", {.threads = 2, .queue = 4, .rest = [] { ++rests; }, .rest_after = 20ms});
    wait_until([&] { return rests == 2; });
    EXPECT_EQ(start(pool, [](std::size_t) { return 1; }).get(), 1);
    wait_until([&] { return rests == 3; });
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(rests, 3);
}

TEST_F(PoolTest, GivesTheException) {
    Pool pool("a pool", {.threads = 1, .queue = 4});
    auto failed = start(pool, [](std::size_t) -> int { throw std::out_of_range("nothing there"); });
    EXPECT_THROW(failed.get(), std::out_of_range);
    EXPECT_EQ(start(pool, [](std::size_t) { return 1; }).get(), 1);
}

TEST_F(PoolTest, ResumesTheCallerOnItsOwnLoop) {
    Pool pool("a pool", {.threads = 1, .queue = 4});
    std::thread::id worker, resumed;
    auto caller = [&]() -> asio::awaitable<void> {
        auto work = [&](std::size_t) { worker = std::this_thread::get_id(); };
        co_await pool.run(work);
        resumed = std::this_thread::get_id();
    };
    asio::co_spawn(context_, caller, asio::use_future).get();
    EXPECT_EQ(resumed, thread_.get_id());
    EXPECT_NE(worker, thread_.get_id());
}

// HTTP-32
TEST_F(PoolTest, AFullQueueRefusesAtOnceAndGoesOnAfterwards) {  // DB-9
    Gate running, gate;
    std::atomic<int> done = 0;
    Pool pool("the image pool", {.threads = 1, .queue = 2});
    const auto blocked = [&](std::size_t) {
        gate.wait();
        ++done;
    };
    std::vector<std::future<void>> taken;
    taken.push_back(start(pool, [&](std::size_t thread) {
        running.open();
        blocked(thread);
    }));
    running.wait();
    taken.push_back(start(pool, blocked));
    taken.push_back(start(pool, blocked));
    wait_until([&] { return pool.waiting() == 2; });
    auto refused = start(pool, blocked);
    EXPECT_EQ(refused.wait_for(10s), std::future_status::ready) << "it waits";
    EXPECT_EQ(done, 0);
    gate.open();
    try {
        refused.get();
        ADD_FAILURE() << "a fourth job was taken";
    } catch (const Unavailable& error) {
        EXPECT_STREQ(error.what(), "the image pool is overloaded");
    }
    for (auto& each : taken) each.get();
    EXPECT_EQ(done, 3);
    EXPECT_EQ(start(pool, [](std::size_t) { return 7; }).get(), 7);
}

TEST_F(PoolTest, AJobThatWaitedTooLongIsRefusedAndNotRun) {  // DB-9
    Gate running, gate;
    std::atomic<bool> ran = false;
    Pool pool("a pool", {.threads = 1, .queue = 2, .longest_wait = 1s});
    auto first = start(pool, [&](std::size_t) {
        running.open();
        gate.wait();
    });
    running.wait();
    auto second = start(pool, [&](std::size_t) { ran = true; });
    wait_until([&] { return pool.waiting() == 1; });
    std::this_thread::sleep_for(1100ms);
    gate.open();
    first.get();
    EXPECT_THROW(second.get(), Unavailable);
    EXPECT_FALSE(ran);
}

TEST_F(PoolTest, ItsEndFinishesWhatRunsAndRefusesWhatWaits) {
    Gate running, gate;
    std::atomic<bool> first_done = false, second_ran = false;
    std::future<void> first, second;
    std::thread opener;
    {
        Pool pool("a pool", {.threads = 1, .queue = 2});
        first = start(pool, [&](std::size_t) {
            running.open();
            gate.wait();
            first_done = true;
        });
        running.wait();
        second = start(pool, [&](std::size_t) { second_ran = true; });
        wait_until([&] { return pool.waiting() == 1; });
        opener = std::thread([&] {
            std::this_thread::sleep_for(50ms);  // until the end has begun
            gate.open();
        });
    }
    EXPECT_TRUE(first_done);
    opener.join();
    first.get();
    EXPECT_THROW(second.get(), Unavailable);
    EXPECT_FALSE(second_ran);
}

}  // namespace
}  // namespace pictbook
