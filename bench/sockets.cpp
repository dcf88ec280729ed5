#include "sockets.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <queue>
#include <stdexcept>

#include "segments.hpp"

namespace pictbook::bench {

namespace {

constexpr std::chrono::microseconds kDrained{300'000};  // of silence: nothing more is coming
constexpr int kMostEvents = 64;                         // between two looks at what is due

}  // namespace

Sockets::Sockets(std::uint16_t port, std::string cookie)
    : port_(port), cookie_(std::move(cookie)), poll_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(kReadBytes) {}

Sockets::~Sockets() { ::close(poll_); }

void Sockets::plan(const std::string& book, std::size_t count, std::size_t senders, bool deaf) {
    auto room = std::find_if(rooms_.begin(), rooms_.end(), [&](const Room& each) { return each.book == book; });
    if (room == rooms_.end()) room = rooms_.insert(rooms_.end(), Room{book, {}, {}});
    for (std::size_t i = 0; i < count; ++i) {
        const auto index = static_cast<std::uint32_t>(sockets_.size());
        Socket& socket = sockets_.emplace_back();
        socket.room = static_cast<std::uint32_t>(room - rooms_.begin());
        socket.deaf = deaf;
        socket.sends = i < senders;
        socket.place = static_cast<std::uint32_t>(room->senders.size());
        if (socket.sends) room->senders.push_back(index);
        if (!deaf) room->listeners.push_back(index);
    }
}

void Sockets::poll(std::chrono::microseconds timeout) {
    epoll_event events[kMostEvents];
    const auto micros = std::max<std::int64_t>(timeout.count(), 0);
    const timespec wait{micros / 1'000'000, micros % 1'000'000 * 1000};
    const int count = ::epoll_pwait2(poll_, events, kMostEvents, &wait, nullptr);
    for (int i = 0; i < count; ++i) read(events[i].data.u32);
}

void Sockets::read(std::uint32_t index) {
    Socket& socket = sockets_[index];
    std::int64_t now = 0;  // the time of the first frame
    outcome_.bytes += socket.client.read(buffer_, [&](const ClientSocket::Frame& frame) {
        if (now == 0) now = microseconds_now();
        if (frame.opcode == 9) socket.client.send(10, frame.payload);
        if (frame.opcode == 10 && !std::exchange(socket.answered, true)) ++answered_;
        if (frame.opcode == 1) deliver(index, frame.payload, now);
    });
    if (socket.client.state() != ClientSocket::State::ended) return;
    ::epoll_ctl(poll_, EPOLL_CTL_DEL, socket.client.descriptor(), nullptr);
    ++outcome_.ended;
}

void Sockets::deliver(std::uint32_t index, std::string_view text, std::int64_t now) {
    Socket& socket = sockets_[index];
    const std::optional<Stamp> stamp = read_stamp(text);
    if (!stamp) {  // the answer to what connect() asked
        if (!std::exchange(socket.answered, true)) ++answered_;
        return;
    }
    ++outcome_.delivered;
    outcome_.received_bytes += text.size();
    outcome_.latency.add(now - stamp->microseconds);
    if (stamp->sender >= sockets_.size() || stamp->sender == index || sockets_[stamp->sender].room != socket.room) {
        ++outcome_.losses.strayed;
        return;
    }
    Losses& losses = outcome_.losses;
    socket.tallies[sockets_[stamp->sender].place].count(stamp->number, losses,
                                                        volatile_ ? losses.replaced : losses.missing);
}

bool Sockets::send_message(std::uint32_t index, Kind kind, std::int64_t due) {
    Socket& socket = sockets_[index];
    const std::string message = make_message(kind, {due, index, socket.sent});
    outcome_.lateness.add(microseconds_now() - due);
    if (!socket.client.send(1, message)) {
        ++outcome_.unsent;
        return false;
    }
    ++socket.sent;
    ++outcome_.sent;
    outcome_.sent_bytes += message.size();
    expected_ += rooms_[socket.room].listeners.size() - 1;
    return true;
}

void Sockets::send_until(const Load& load, std::int64_t begin, std::int64_t end) {
    struct Next {
        double due;
        double period;
        std::uint32_t socket;
        bool operator<(const Next& other) const { return due > other.due; }
    };
    std::priority_queue<Next> queue;
    std::uniform_real_distribution<double> anywhere(0, 1);
    for (const Room& room : rooms_)
        for (const std::uint32_t sender : room.senders) {
            const double period = 1e6 / load.per_second * (0.99 + 0.02 * anywhere(random_));
            queue.push({static_cast<double>(begin) + period * anywhere(random_), period, sender});
        }
    while (!queue.empty() && queue.top().due < static_cast<double>(end)) {
        Next next = queue.top();
        const auto due = static_cast<std::int64_t>(next.due);
        const std::int64_t early = due - microseconds_now();
        if (early > 0) {
            poll(std::chrono::microseconds(early));
            continue;
        }
        queue.pop();
        send_message(next.socket, load.kind, due);
        next.due += next.period;
        queue.push(next);
    }
}

void Sockets::drain() {
    const std::int64_t latest = microseconds_now() + 10'000'000;
    while (outcome_.delivered < expected_ && microseconds_now() < latest) {
        const std::size_t before = outcome_.bytes;
        poll(kDrained);
        if (outcome_.bytes == before) break;
    }
}

void Sockets::settle() {
    Losses& losses = outcome_.losses;
    for (const Room& room : rooms_)
        for (const std::uint32_t sender : room.senders)
            for (const std::uint32_t listener : room.listeners) {
                if (listener == sender) continue;
                const Socket& from = sockets_[sender];
                const std::uint32_t gap = sockets_[listener].tallies[from.place].settle(from.sent);
                // The newest of a volatile kind has to come: it says where the thing is.
                const std::uint32_t lost = volatile_ ? std::min(gap, 1u) : gap;
                losses.missing += lost;
                losses.replaced += gap - lost;
            }
}

Outcome Sockets::run(const Load& load) {
    outcome_ = {};
    expected_ = 0;
    volatile_ = is_volatile(load.kind);
    const std::uint64_t segments_before = segments();
    const std::int64_t begin = microseconds_now();
    send_until(load, begin, begin + std::chrono::microseconds(load.duration).count());
    drain();
    settle();
    outcome_.segments = segments() - segments_before;
    return outcome_;
}

std::uint64_t Sockets::segments() const {
    std::uint64_t sum = 0;
    for (const Socket& socket : sockets_)
        if (!socket.deaf) sum += segments_of(socket.client.descriptor());
    return sum;
}

}  // namespace pictbook::bench
