#include "load.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <stdexcept>
#include <vector>

#include "process.hpp"

namespace pictbook::bench {

namespace {

using Clock = std::chrono::steady_clock;

class Connection {
public:
    explicit Connection(const RequestLoad& load) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(load.port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("can't connect");
    }
    ~Connection() { ::close(descriptor_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    int descriptor() const { return descriptor_; }

    void send(const std::string& request) {
        begin_ = Clock::now();
        if (::send(descriptor_, request.data(), request.size(), 0) < 0) throw std::runtime_error("can't send");
    }

    /// True when the whole answer is there; gives its milliseconds.
    bool receive(double& milliseconds) {
        char buffer[65536];
        const ssize_t n = ::recv(descriptor_, buffer, sizeof buffer, 0);
        if (n <= 0) throw std::runtime_error("the server hung up");
        answer_.append(buffer, static_cast<std::size_t>(n));
        const std::size_t end = answer_.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        if (answer_.compare(9, 3, "200") != 0) throw std::runtime_error("not 200: " + answer_.substr(0, 2000));
        static constexpr std::string_view kLength = "Content-Length: ";
        const std::size_t at = answer_.find(kLength) + kLength.size();
        std::size_t length = 0;
        std::from_chars(answer_.data() + at, answer_.data() + answer_.size(), length);
        if (answer_.size() < end + 4 + length) return false;
        answer_.clear();
        milliseconds = std::chrono::duration<double, std::milli>(Clock::now() - begin_).count();
        return true;
    }

private:
    int descriptor_;
    std::string answer_;
    Clock::time_point begin_;
};

double percentile(std::vector<double>& values, double part) {
    const auto index = static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * part);
    std::nth_element(values.begin(), values.begin() + index, values.end());
    return values[static_cast<std::size_t>(index)];
}

}  // namespace

LoadResult run_load(const RequestLoad& load) {
    const int poll = ::epoll_create1(0);
    std::vector<std::unique_ptr<Connection>> connections;
    for (std::size_t i = 0; i < load.connections; ++i) {
        connections.push_back(std::make_unique<Connection>(load));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = connections.back().get();
        ::epoll_ctl(poll, EPOLL_CTL_ADD, connections.back()->descriptor(), &event);
    }
    std::vector<double> times;
    std::size_t sent = 0;
    const auto next = [&]() -> const std::string& { return load.requests[sent++ % load.requests.size()]; };
    const double cpu_before = cpu_seconds(load.server);
    const Clock::time_point begin = Clock::now();
    for (const auto& each : connections) each->send(next());
    std::size_t busy = connections.size();
    while (busy > 0) {
        epoll_event events[64];
        const int count = ::epoll_wait(poll, events, 64, 10'000);
        if (count <= 0) throw std::runtime_error("the server does not answer");
        for (int i = 0; i < count; ++i) {
            auto& connection = *static_cast<Connection*>(events[i].data.ptr);
            double milliseconds = 0;
            if (!connection.receive(milliseconds)) continue;
            times.push_back(milliseconds);
            if (Clock::now() - begin < load.duration)
                connection.send(next());
            else
                --busy;
        }
    }
    LoadResult result;
    result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    result.server_cpu_seconds = cpu_seconds(load.server) - cpu_before;
    result.requests = times.size();
    result.p50_ms = percentile(times, 0.5);
    result.p99_ms = percentile(times, 0.99);
    ::close(poll);
    return result;
}

}  // namespace pictbook::bench
