// How the load generator's sockets come in, and stay.
#include <sys/epoll.h>

#include <stdexcept>

#include "process.hpp"
#include "sockets.hpp"

namespace pictbook::bench {

namespace {

constexpr std::size_t kMostUnderWay = 512;
constexpr int kSmallBuffer = 4096;  // of a deaf socket, so that the server's own bounds are what is seen
constexpr std::chrono::seconds kPatience(60);

using Clock = std::chrono::steady_clock;

void watch(int poll, int operation, int descriptor, std::uint32_t index, std::uint32_t what) {
    epoll_event event{};
    event.events = what;
    event.data.u32 = index;
    ::epoll_ctl(poll, operation, descriptor, &event);
}

}  // namespace

double Sockets::connect() {
    allow_many_files();
    const Clock::time_point begin = Clock::now();
    std::size_t begun = 0;
    answered_ = 0;
    while (answered_ < sockets_.size()) {
        for (; begun < sockets_.size() && begun < answered_ + kMostUnderWay; ++begun) {
            Socket& socket = sockets_[begun];
            socket.tallies.resize(rooms_[socket.room].senders.size());
            socket.client.begin(port_, socket.deaf ? kSmallBuffer : 0);
            watch(poll_, EPOLL_CTL_ADD, socket.client.descriptor(), static_cast<std::uint32_t>(begun), EPOLLOUT);
        }
        epoll_event events[256];
        const int count = ::epoll_wait(poll_, events, 256, 1000);
        for (int i = 0; i < count; ++i) advance(events[i].data.u32);
        if (Clock::now() - begin > kPatience)
            throw std::runtime_error("only " + std::to_string(answered_) + " sockets were let in within a minute");
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    for (const Socket& socket : sockets_)
        if (socket.deaf) ::epoll_ctl(poll_, EPOLL_CTL_DEL, socket.client.descriptor(), nullptr);
    return seconds;
}

void Sockets::advance(std::uint32_t index) {
    Socket& socket = sockets_[index];
    if (socket.client.state() == ClientSocket::State::connecting) {
        socket.client.upgrade("/canvas/" + rooms_[socket.room].book, cookie_);
        watch(poll_, EPOLL_CTL_MOD, socket.client.descriptor(), index, EPOLLIN);
        return;
    }
    const bool was_open = socket.client.state() == ClientSocket::State::open;
    read(index);
    if (socket.client.state() == ClientSocket::State::ended)
        throw std::runtime_error("the server closed a socket that was to be let in");
    // Nonsense is answered to its sender, as soon as the server knows who it is.
    if (!was_open && socket.client.state() == ClientSocket::State::open) socket.client.send(1, "?");
}

std::size_t Sockets::ping(std::chrono::milliseconds patience) {
    answered_ = 0;
    const Clock::time_point end = Clock::now() + patience;
    for (Socket& socket : sockets_) {
        socket.answered = false;
        socket.client.send(9, "still there?");
        poll(std::chrono::microseconds(0));
    }
    while (answered_ < sockets_.size() && Clock::now() < end) poll(std::chrono::milliseconds(100));
    return answered_;
}

void Sockets::stay(std::chrono::milliseconds time) {
    const Clock::time_point end = Clock::now() + time;
    while (Clock::now() < end) poll(std::chrono::milliseconds(100));
}

std::size_t Sockets::deaf_and_closed(std::chrono::milliseconds time) {
    std::size_t closed = 0;
    const Clock::time_point end = Clock::now() + time;
    while (Clock::now() < end) {
        for (Socket& socket : sockets_) {
            if (!socket.deaf || socket.client.state() != ClientSocket::State::open) continue;
            bool close_frame = false;
            socket.client.read(buffer_, [&](const ClientSocket::Frame& frame) { close_frame |= frame.opcode == 8; });
            if (close_frame) socket.client.end();
            closed += socket.client.state() == ClientSocket::State::ended;
        }
        poll(std::chrono::milliseconds(1));
    }
    return closed;
}

}  // namespace pictbook::bench
