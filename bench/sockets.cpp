#include "sockets.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "base/clock.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::bench {

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_now() {
    return std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// The time of sending travels as the cursor's x.
std::string cursor_message() {
    const std::string time = std::to_string(milliseconds_now());
    return R"({"type":"CURSOR_SYNC","timestamp":)" + std::to_string(now().time_since_epoch().count()) +
           R"(,"payload":{"x":)" + time + R"(,"y":22.5,"cursor":"default"}})";
}

}  // namespace

struct Sockets::Socket {
    test::WebSocketClient client;
    bool sends = false;
    Clock::time_point next{};
    std::string received;
};

Sockets::Sockets(std::uint16_t port, std::string cookie)
    : port_(port), cookie_(std::move(cookie)), poll_(::epoll_create1(0)) {}
Sockets::~Sockets() { ::close(poll_); }

void Sockets::open(const std::string& book, std::size_t count, bool sends) {
    for (std::size_t i = 0; i < count; ++i) {
        auto socket = std::make_unique<Socket>();
        if (socket->client.connect(port_, "/canvas/" + book, {{"Cookie", cookie_}}).status != 101)
            throw std::runtime_error("the upgrade was refused");
        socket->sends = sends;
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = socket.get();
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, socket->client.descriptor(), &event);
        sockets_.push_back(std::move(socket));
    }
}

void Sockets::send_due(double per_second, Clock::time_point now) {
    const auto interval = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / per_second));
    for (const auto& socket : sockets_) {
        if (!socket->sends || socket->next > now) continue;
        socket->client.send_text(cursor_message());
        socket->next += interval;
        ++result_.sent;
    }
}

void Sockets::receive(int timeout_ms) {
    epoll_event events[256];
    const int count = ::epoll_wait(poll_, events, 256, timeout_ms);
    for (int i = 0; i < count; ++i) {
        auto& socket = *static_cast<Socket*>(events[i].data.ptr);
        char buffer[65536];
        const ssize_t n = ::recv(socket.client.descriptor(), buffer, sizeof buffer, MSG_DONTWAIT);
        if (n <= 0) continue;
        socket.received.append(buffer, static_cast<std::size_t>(n));
        const double arrived = milliseconds_now();
        static constexpr std::string_view kMark = R"("x":)";
        std::size_t at = 0, end = 0;
        while ((at = socket.received.find(kMark, end)) != std::string::npos) {
            const std::size_t close = socket.received.find("}}", at);
            if (close == std::string::npos) break;
            times_ms_.push_back(arrived - std::strtod(socket.received.c_str() + at + kMark.size(), nullptr));
            ++result_.delivered;
            end = close + 2;
        }
        socket.received.erase(0, end);
    }
}

Sockets::Result Sockets::run(double per_second, std::chrono::milliseconds duration) {
    result_ = {};
    times_ms_.clear();
    const Clock::time_point begin = Clock::now();
    std::size_t number = 0;
    for (const auto& socket : sockets_) {
        const double phase = static_cast<double>(number++ % 97) / 97 / per_second;
        socket->next = begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(phase));
    }
    while (Clock::now() - begin < duration) {
        send_due(per_second, Clock::now());
        receive(1);
    }
    const Clock::time_point end = Clock::now() + std::chrono::milliseconds(300);
    while (Clock::now() < end) receive(10);
    std::sort(times_ms_.begin(), times_ms_.end());
    if (!times_ms_.empty()) {
        result_.p50_ms = times_ms_[times_ms_.size() / 2];
        result_.p99_ms = times_ms_[times_ms_.size() * 99 / 100];
    }
    return result_;
}

}  // namespace pictbook::bench
