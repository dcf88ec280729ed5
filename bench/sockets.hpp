// Many WebSockets in one loop: sends at a fixed rate, counts what arrives and how long it took.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pictbook::bench {

class Sockets {
public:
    Sockets(std::uint16_t port, std::string cookie);
    ~Sockets();

    void open(const std::string& book, std::size_t count, bool sends);

    struct Result {
        std::size_t sent = 0, delivered = 0;
        double p50_ms = 0, p99_ms = 0;
    };
    /// Every sending socket moves its cursor `per_second` times a second, spread over the second.
    Result run(double per_second, std::chrono::milliseconds duration);

private:
    struct Socket;
    void send_due(double per_second, std::chrono::steady_clock::time_point now);
    void receive(int timeout_ms);

    std::uint16_t port_;
    std::string cookie_;
    int poll_;
    std::vector<std::unique_ptr<Socket>> sockets_;
    Result result_;
    std::vector<double> times_ms_;
};

}  // namespace pictbook::bench
