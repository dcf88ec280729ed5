// What Redis between two nodes costs: one worker publishes on one node, one worker of the other node is subscribed.
//     bench_bus [seconds a run]
#include <sys/resource.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>

#include "bus/redis.hpp"
#include "support/redis.hpp"

namespace {

using namespace pictbook;

/// A node of one worker.
class Node {
public:
    explicit Node(const std::string& url) {
        bus::RedisOptions options;
        options.url = url;
        endpoints_ = bus::connect_nodes({loop_.get_executor()}, options);
        thread_ = std::thread([this] { loop_.run(); });
    }
    ~Node() {
        loop_.stop();
        thread_.join();
        subscription_ = {};
    }

    void count(std::atomic<std::size_t>& received) {
        std::promise<void> holds;
        boost::asio::post(loop_, [&] {
            subscription_ = bus().subscribe("book:bench", [&received](const bus::Payload&) { ++received; });
            bus().when_subscribed([&] { holds.set_value(); });
        });
        holds.get_future().get();
    }
    void run(std::function<void(bus::Bus&)> work) {
        std::promise<void> done;
        boost::asio::post(loop_, [&] {
            work(bus());
            done.set_value();
        });
        done.get_future().get();
    }

private:
    bus::Bus& bus() { return *endpoints_.front(); }

    boost::asio::io_context loop_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_{loop_.get_executor()};
    std::vector<std::unique_ptr<bus::Bus>> endpoints_;
    bus::Subscription subscription_;
    std::thread thread_;
};

double seconds_of(int whom) {
    rusage usage{};
    getrusage(whom, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Of both nodes' threads: without Redis, and without the thread that waits here.
double cpu_seconds() { return seconds_of(RUSAGE_SELF) - seconds_of(RUSAGE_THREAD); }

/// Publishes so that at most `under_way` messages are on their way.
void measure(const std::string& url, std::size_t bytes, std::size_t under_way, Milliseconds duration) {
    std::atomic<std::size_t> received = 0;
    Node listener(url), publisher(url);
    listener.count(received);
    const auto payload = std::make_shared<const std::string>(bytes, 'x');
    std::size_t sent = 0;
    const double cpu = cpu_seconds();
    const auto began = Monotonic::now();
    while (Monotonic::now() - began < duration) {
        while (sent - received >= under_way && Monotonic::now() - began < duration) std::this_thread::yield();
        const std::size_t more = under_way == 1 ? 1 : under_way / 4;
        publisher.run([&](bus::Bus& bus) {
            for (std::size_t i = 0; i < more; ++i) bus.publish("book:bench", payload);
        });
        sent += more;
    }
    while (received < sent && Monotonic::now() - began < duration + Seconds(5)) std::this_thread::yield();
    const double seconds = std::chrono::duration<double>(Monotonic::now() - began).count();
    const auto count = static_cast<double>(received.load());
    std::printf("| %9zu | %9zu | %9.0f | %8.2f | %7zu |\n", bytes, under_way, count / seconds,
                (cpu_seconds() - cpu) * 1e6 / count, sent - received);
}

}  // namespace

int main(int count, char** words) {
    const Milliseconds duration(static_cast<int>(1000 * (count > 1 ? std::atof(words[1]) : 3)));
    const test::RedisServer redis;
    std::printf("| %9s | %9s | %9s | %8s | %7s |\n", "bytes", "under way", "per s", "CPU us", "missing");
    std::printf("| --- | --- | --- | --- | --- |\n");
    for (const std::size_t bytes : {200u, 2000u, 20000u}) measure(redis.url(), bytes, 1024, duration);
    measure(redis.url(), 200, 1, duration);
}
