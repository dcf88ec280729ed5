// Up to ten thousand WebSockets in one loop. Sends at a fixed rate whether or not anything arrives (open loop): a message
// carries the time at which it was due, so waiting before the send counts too. Used by one thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "client_socket.hpp"
#include "histogram.hpp"
#include "stamp.hpp"
#include "tally.hpp"

namespace pictbook::bench {

struct Load {
    Kind kind = Kind::cursor;
    double per_second = 20;  // of each sender, give or take 1 %, from a random moment on: people's clocks don't agree
    std::chrono::milliseconds duration{5000};
};

struct Outcome {
    std::size_t sent = 0, delivered = 0;
    std::size_t unsent = 0;                          // the kernel took no more: the server did not read
    std::size_t bytes = 0;                           // that came, frames' headers included
    std::uint64_t segments = 0;                      // that came: how often the server sent
    std::size_t ended = 0;                           // sockets that the server closed
    std::size_t sent_bytes = 0, received_bytes = 0;  // of the messages alone
    Losses losses;
    Histogram latency, lateness;  // due to arrival; due to send, which is the generator's own part

    double messages_per_send() const {
        return segments == 0 ? 1 : static_cast<double>(delivered) / static_cast<double>(segments);
    }
    /// How much longer a message is when it arrives than when it was sent, on average.
    std::size_t extra_bytes() const {
        if (sent == 0 || delivered == 0) return 0;
        const double longer = static_cast<double>(received_bytes) / static_cast<double>(delivered) -
                              static_cast<double>(sent_bytes) / static_cast<double>(sent);
        return static_cast<std::size_t>(std::max(0.0, longer + 0.5));
    }
};

class Sockets {
public:
    /// `cookie`: the header's value, of somebody who may write into all books.
    Sockets(std::uint16_t port, std::string cookie);
    ~Sockets();
    Sockets(const Sockets&) = delete;
    Sockets& operator=(const Sockets&) = delete;

    /// Plans `count` sockets of a book, the first `senders` of which send. Those that are `deaf` take part in nothing and
    /// never read once they are in.
    void plan(const std::string& book, std::size_t count, std::size_t senders, bool deaf = false);
    /// Connects all that are planned, and asks each for something only an admitted socket is answered. Gives the seconds
    /// until all were. Throws when one is refused or a minute is over.
    double connect();

    Outcome run(const Load& load);
    /// Pings all, none of which is deaf, and reads for at most `patience`; gives how many answered.
    std::size_t ping(std::chrono::milliseconds patience);
    /// Answers the server's pings meanwhile.
    void stay(std::chrono::milliseconds time);

    std::size_t size() const { return sockets_.size(); }
    /// Reads for `time` what the deaf ones were sent; gives how many of them the server has closed.
    std::size_t deaf_and_closed(std::chrono::milliseconds time);

private:
    struct Socket {
        ClientSocket client;
        std::uint32_t room = 0;
        std::uint32_t place = 0;  // among the room's senders
        bool sends = false, deaf = false, answered = false;
        std::uint32_t sent = 0;
        std::vector<Tally> tallies;  // of the room's senders
    };
    struct Room {
        std::string book;
        std::vector<std::uint32_t> senders, listeners;
    };

    void advance(std::uint32_t index);
    void poll(std::chrono::microseconds timeout);
    void read(std::uint32_t index);
    void deliver(std::uint32_t index, std::string_view text, std::int64_t now);
    bool send_message(std::uint32_t index, Kind kind, std::int64_t due);
    void send_until(const Load& load, std::int64_t begin, std::int64_t end);
    void drain();
    void settle();
    std::uint64_t segments() const;

    std::uint16_t port_;
    std::string cookie_;
    int poll_;
    std::deque<Socket> sockets_;
    std::vector<Room> rooms_;
    std::vector<char> buffer_;
    std::mt19937_64 random_{20};
    std::size_t answered_ = 0, expected_ = 0;
    bool volatile_ = false;
    Outcome outcome_;
};

}  // namespace pictbook::bench
