// The one thread that writes. All that waits is committed as one group with one sync, and nobody hears of success before
// that sync; when it fails, everyone of the group is told (DB-41).
#pragma once

#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "base/suspend.hpp"
#include "db/db.hpp"
#include "db/sqlite_connection.hpp"

namespace pictbook::db {

class SqliteWriter {
public:
    explicit SqliteWriter(const SqliteOptions& options);
    ~SqliteWriter();  // commits what waits
    SqliteWriter(const SqliteWriter&) = delete;
    SqliteWriter& operator=(const SqliteWriter&) = delete;

    boost::asio::awaitable<Rows> execute(Statement statement, Args args);
    boost::asio::awaitable<void> transact(Db::Body body);
    /// For /metrics; a piece of its work is a group and its commit.
    QueueUse use() const;

private:
    using Work = std::function<void(SqliteConnection&)>;  // what it throws, it has undone
    /// Lives in the frame of its caller, who is suspended until `wake`.
    struct Job {
        Work work;
        std::exception_ptr failure;
        Wake wake;
        Monotonic::time_point since;
    };

    boost::asio::awaitable<void> run(Work work);
    void push(Job& job);  // throws Unavailable when the queue is full
    void take();
    void work();
    void commit(std::span<Job* const> jobs);
    void run_job(Job& job);
    [[noreturn]] static void fail_given_up(const Job& last);

    SqliteConnection connection_;
    boost::asio::io_context loop_{1};  // of the bodies, run on the writer's thread
    const std::size_t queue_;
    const Milliseconds longest_wait_;
    Latency waited_, committed_;  // the thread's own
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job*> jobs_;
    Count refused_;  // as jobs_ under the mutex
    bool stopping_ = false;
    std::vector<Job*> group_;  // of the writer's thread; never grows, for a lack of memory must not end that
    std::thread thread_;
};

}  // namespace pictbook::db
