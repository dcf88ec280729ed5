// The thread that runs every HTTP exchange with the S3 server, by one libcurl multi handle. It owns that handle and all
// exchanges; callers on any thread start transfers, and wait for, read and cancel theirs through what they share with
// it (s3_transfer.hpp). Neither retries nor knows what the requests mean. Files are read on it too: they were just
// written, so their bytes are in memory. Where there is no memory, an exchange ends and the thread goes on.
#pragma once

#include <curl/curl.h>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/queue_use.hpp"
#include "blob/s3_exchange.hpp"

namespace pictbook::blob {

class Engine {
public:
    struct Limits {
        std::size_t running = 64;
        std::size_t waiting = 256;  // beyond those that run; one more is Unavailable
        Seconds longest_wait{20};
        Exchange::Deadlines deadlines = {};
    };

    explicit Engine(Limits limits);
    ~Engine();  // ends what runs and what waits
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Throws Unavailable when too many wait. The engine outlives the transfer.
    std::shared_ptr<Transfer> start(Outgoing outgoing);
    /// For /metrics, without the time of the work: that is what the answers take. From any thread.
    QueueUse use() const;

private:
    struct Waiting {
        std::shared_ptr<Transfer> transfer;
        Monotonic::time_point since;
    };

    void run();
    /// What waits longest, if it may begin or has waited too long.
    std::optional<Waiting> take_waiting();
    void begin_waiting();
    void begin(const std::shared_ptr<Transfer>& transfer);
    bool remove_finished();
    void forget(std::size_t finished);
    void collect_finished();
    bool is_stopping() const;

    const Limits limits_;
    CURLM* multi_;
    std::vector<std::unique_ptr<Exchange>> running_;  // the thread's own

    mutable std::mutex mutex_;  // for what follows
    std::deque<Waiting> waiting_;
    std::size_t unfinished_ = 0;  // those that run and those that wait
    bool stopping_ = false;
    Latency waited_;
    Count refused_;

    std::thread thread_;  // last: it uses the others
};

}  // namespace pictbook::blob
