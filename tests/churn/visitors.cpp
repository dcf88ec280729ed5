#include "churn/visitors.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

namespace pictbook::test {

namespace {

constexpr std::size_t kVisitors = 48;
constexpr std::chrono::milliseconds kTurn(100);
/// A peer for which too much waits has so long to read its close frame, also when it would soon be given up.
constexpr std::chrono::seconds kReadsWithin(30);

/// The lines of /proc/net/tcp about both ends of the connection: state, queues, timer, retransmissions.
std::string both_ends(const Socket& socket) {
    sockaddr_in own{};
    socklen_t size = sizeof own;
    ::getsockname(socket.descriptor(), reinterpret_cast<sockaddr*>(&own), &size);
    char port[8];
    std::snprintf(port, sizeof port, ":%04X ", static_cast<unsigned>(ntohs(own.sin_port)));
    std::ifstream table("/proc/net/tcp");
    std::string out;
    for (std::string line; std::getline(table, line);)
        if (line.find(port) != std::string::npos) out += "\n" + line;
    return out;
}

/// What the kernel knows of the connection.
std::string kernel_state(const Socket& socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket.descriptor(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return "none";
    return "state " + std::to_string(info.tcpi_state) + ", last data " + std::to_string(info.tcpi_last_data_recv) +
           " ms ago, last acknowledgement " + std::to_string(info.tcpi_last_ack_recv) + " ms ago" + both_ends(socket);
}

}  // namespace

Visitors::Visitors(const Scenery& scenery, Witnesses& witnesses)
    : scenery_(scenery), witnesses_(witnesses), thread_([this] { run(); }) {}

Visitors::~Visitors() {
    is_over_ = true;
    thread_.join();
}

void Visitors::run() {
    try {
        while (!is_over_) {
            // One in a turn, so that they don't come all at once.
            if (visitors_.size() < kVisitors) visitors_.push_back(come());
            for (Visitor& visitor : visitors_) talk(visitor);
            const auto gone = std::partition(visitors_.begin(), visitors_.end(),
                                             [](const Visitor& each) { return each.leaves > Clock::now(); });
            for (auto each = gone; each != visitors_.end(); ++each) leave(*each);
            visitors_.erase(gone, visitors_.end());
            expect_given_up();
            std::this_thread::sleep_for(kTurn);
        }
        for (Visitor& visitor : visitors_) leave(visitor);
        visitors_.clear();
        silent_.clear();
    } catch (const std::exception& failure) {
        ADD_FAILURE() << "the visitors gave up: " << failure.what();
    }
}

Visitors::Manner Visitors::any_manner() {
    constexpr Manner kManners[] = {
        Manner::closes,        Manner::closes,        Manner::closes,        Manner::closes,
        Manner::resets,        Manner::resets,        Manner::hangs_up,      Manner::hangs_up,
        Manner::falls_silent,  Manner::reads_nothing, Manner::says_nonsense, Manner::breaks_frames,
        Manner::says_too_much, Manner::stays_outside, Manner::says_much,
    };
    return kManners[dice_.throw_of(std::size(kManners))];
}

Visitors::Visitor Visitors::come() {
    Visitor visitor{.name = "visitor" + std::to_string(++count_),
                    .manner = any_manner(),
                    .book = dice_.throw_of(Scenery::kBooks),
                    .leaves = Clock::now() + dice_.between(200, 10'000)};
    const std::string& book = scenery_.books[visitor.book];
    if (visitor.manner == Manner::stays_outside) {
        visitor.socket.connect_raw(scenery_.server.port(), kSoon);
        visitor.socket.send_raw("GET /canvas/" + book + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: webso");
    } else {
        visitor.socket = open_socket(scenery_.owner, book);
    }
    return visitor;
}

void Visitors::talk(Visitor& visitor) {
    const Manner manner = visitor.manner;
    if (manner == Manner::stays_outside) return;
    try {
        if (manner != Manner::reads_nothing) drain(visitor.socket);
        switch (dice_.throw_of(8)) {
            case 0:
            case 1:
            case 2:
            case 3:
                return visitor.socket.send_text(cursor(dice_.throw_of(1000)));
            case 4:
            case 5:
                return visitor.socket.send_text(frame(visitor.name, dice_.throw_of(1000)));
            case 6:
                return visitor.socket.send_text(
                    numbered(visitor.name, ++visitor.sent, manner == Manner::says_much ? kMuch : 0));
            default:
                if (manner == Manner::says_nonsense) visitor.socket.send_text(R"({"type":"SHAPE_CREATE","payload":7})");
        }
    } catch (const std::runtime_error& failure) {
        visitor.leaves = Clock::now();
        // Who doesn't read is closed by the server when too much waits for it.
        if (manner == Manner::reads_nothing) return;
        ADD_FAILURE() << visitor.name << " after " << visitor.sent << " events, manner " << static_cast<int>(manner)
                      << ": " << failure.what();
        visitor.manner = Manner::hangs_up;
    }
}

void Visitors::leave(Visitor& visitor) {
    Socket& socket = visitor.socket;
    auto sent = Witnesses::Sent::some_arrive;
    switch (visitor.manner) {
        case Manner::resets:
        case Manner::reads_nothing:
            socket.reset();
            break;
        case Manner::hangs_up:
        case Manner::stays_outside:
            socket.hang_up();
            break;
        case Manner::falls_silent:
            silent_.push_back({std::move(socket), Clock::now()});
            break;
        case Manner::breaks_frames:
            break_frames(visitor);
            break;
        case Manner::says_too_much:
            socket.send_raw(std::string("\x81\xFF\0\0\0\0\0\x10\0\1abcd", 14));  // kLongest + 1 bytes to come
            EXPECT_EQ(socket.expect_close(kSoon).code, 1009u);
            socket.hang_up();
            break;
        case Manner::closes:
        case Manner::says_nonsense:
        case Manner::says_much:
            socket.send_close(1000);
            EXPECT_EQ(socket.expect_close(kSoon).code, 1000u) << visitor.name;
            socket.hang_up();
            sent = Witnesses::Sent::all_arrive;
    }
    witnesses_.see_off(visitor.book, visitor.name, visitor.sent, sent);
}

void Visitors::break_frames(Visitor& visitor) {
    Socket& socket = visitor.socket;
    unsigned code = 1002;
    switch (dice_.throw_of(5)) {
        case 0:
            socket.send_frame({.masked = false, .payload = "bare"});
            break;
        case 1:
            socket.send_frame({.rsv = 4});
            break;
        case 2:
            socket.send_frame({.opcode = 3 + static_cast<unsigned>(dice_.throw_of(5))});
            break;
        case 3:
            socket.send_frame({.opcode = 0, .payload = "no beginning"});
            break;
        default:
            socket.send_frame({.payload = "\xC0\x80"});
            code = 1007;
    }
    EXPECT_EQ(socket.expect_close(kSoon).code, code) << visitor.name;
    socket.hang_up();
}

void Visitors::expect_given_up() {
    std::erase_if(silent_, [](Silent& silent) {
        if (Clock::now() - silent.since < kIdle + kReadsWithin + kSoon) return false;
        const std::string before = kernel_state(silent.socket);
        EXPECT_TRUE(silent.socket.expect_end(kSoon)) << "a silent socket is still open; before it was read: " << before
                                                     << "; now: " << kernel_state(silent.socket);
        return true;
    });
}

}  // namespace pictbook::test
