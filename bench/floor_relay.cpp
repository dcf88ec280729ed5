#include "floor_relay.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace pictbook::bench {

namespace {

void watch(int poll, int descriptor) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    ::epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event);
}

void send_all(int descriptor, std::string_view bytes) { ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

/// A text frame's header for up to 65,535 bytes.
void append_header(std::string& out, std::size_t size) {
    out += '\x81';
    if (size < 126) {
        out += static_cast<char>(size);
        return;
    }
    out += '\x7e';
    out += static_cast<char>(size >> 8);
    out += static_cast<char>(size);
}

}  // namespace

FloorRelay::FloorRelay(int listener, const FloorPace& pace)
    : listener_(listener), poll_(::epoll_create1(0)), pace_(pace) {
    watch(poll_, listener_);
}

void FloorRelay::run() {
    for (;;) {
        epoll_event events[128];
        const int count = ::epoll_wait(poll_, events, 128, -1);
        for (int i = 0; i < count; ++i) {
            if (events[i].data.fd == listener_)
                accept();
            else
                read(events[i].data.fd);
        }
    }
}

void FloorRelay::accept() {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
    if (descriptor < 0) return;
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto index = static_cast<std::size_t>(descriptor);
    if (room_of_.size() <= index) room_of_.resize(index + 1);
    room_of_[index] = nullptr;
    watch(poll_, descriptor);
}

void FloorRelay::open(int descriptor, std::string_view request) {
    const std::string path(request.substr(0, request.find('\r')));
    Room& room = rooms_[path];
    room.members.push_back(descriptor);
    room_of_[static_cast<std::size_t>(descriptor)] = &room;
    send_all(descriptor, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
}

void FloorRelay::read(int descriptor) {
    const ssize_t n = ::recv(descriptor, buffer_.data(), buffer_.size(), 0);
    Room* const room = room_of_[static_cast<std::size_t>(descriptor)];
    if (n <= 0) {
        if (room) std::erase(room->members, descriptor);
        ::close(descriptor);
        return;
    }
    std::string_view bytes(buffer_.data(), static_cast<std::size_t>(n));
    if (!room) return open(descriptor, bytes);
    // The generator sends whole frames of less than 64 KiB, so on loopback none comes in part.
    while (bytes.size() >= 6) {
        const bool small = (bytes[1] & 127) < 126;
        const std::size_t header = small ? 6 : 8;
        const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
        const std::size_t size = small ? byte(1) & 127 : byte(2) << 8 | byte(3);
        if ((bytes[0] & 15) == 9)
            send_all(descriptor, std::string_view("\x8a\x00", 2));  // without the ping's bytes
        else if (size == 1)
            send_all(descriptor, "\x81\x01?");  // what an admitted socket is answered
        else if (bytes.size() >= header + size)
            relay(descriptor, bytes.substr(header, size), bytes.data() + header - 4);
        bytes.remove_prefix(std::min(bytes.size(), header + size));
    }
}

void FloorRelay::relay(int descriptor, std::string_view masked, const char* mask) {
    Room& room = *room_of_[static_cast<std::size_t>(descriptor)];
    const std::size_t begin = room.bytes.size(), extra = pace_.extra;
    append_header(room.bytes, masked.size() + extra);
    const std::size_t at = room.bytes.size();
    room.bytes.resize(at + masked.size() + extra, ' ');
    for (std::size_t i = 0; i < masked.size(); ++i) room.bytes[at + i] = static_cast<char>(masked[i] ^ mask[i % 4]);
    room.waiting.push_back({descriptor, begin, room.bytes.size()});
    room.sends_due += 1 / pace_.messages_per_send;
    if (room.sends_due < 1) return;
    room.sends_due = std::min(room.sends_due - 1, 1.0);
    flush(room);
}

void FloorRelay::flush(Room& room) {
    for (const int member : room.members) {
        const auto own = [&](const Waiting& each) { return each.sender == member; };
        if (std::none_of(room.waiting.begin(), room.waiting.end(), own)) {
            send_all(member, room.bytes);
            continue;
        }
        std::string others;
        for (const Waiting& each : room.waiting)
            if (!own(each)) others.append(room.bytes, each.begin, each.end - each.begin);
        if (!others.empty()) send_all(member, others);
    }
    room.bytes.clear();
    room.waiting.clear();
}

}  // namespace pictbook::bench
