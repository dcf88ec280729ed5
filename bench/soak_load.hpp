// A household's day in a book, without an end: people look, change, upload, delete, sign in and out, and move cursors, at a fixed
// rate, while somebody measures.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "histogram.hpp"
#include "support/server.hpp"

namespace pictbook::bench {

enum class Work { read, list, write, upload, photo, event, works };
inline constexpr std::array kWorkNames{"read", "list", "write", "upload", "photo", "event"};

/// What was measured since the last look.
struct Measured {
    std::array<Histogram, static_cast<std::size_t>(Work::works)> latency;
    std::uint64_t failures = 0;  // answers that should not be, and sockets that ended
    std::string failure;         // one of them
};

class SoakLoad {
public:
    explicit SoakLoad(const test::TestServer& server);
    ~SoakLoad();
    SoakLoad(const SoakLoad&) = delete;
    SoakLoad& operator=(const SoakLoad&) = delete;

    /// And begins anew.
    Measured take();

private:
    using Moment = std::chrono::steady_clock::time_point;

    /// Calls it again and again in a thread of its own, every so often, until the end; what it throws is a failure.
    void repeat(std::chrono::milliseconds every, std::function<void(Moment due)> act);
    void add(Work work, Moment since);
    void fail(const std::string& what);

    void read();
    void write();
    void upload();
    void come_and_go();
    void move_cursors();
    void move_one(const std::string& path, const std::string& cookie);

    const test::TestServer& server_;
    test::Person owner_;
    std::string book_, element_;
    std::atomic<bool> stopping_ = false;
    std::mutex mutex_;
    Measured measured_;
    std::vector<std::thread> threads_;
};

}  // namespace pictbook::bench
