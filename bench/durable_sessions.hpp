// Sessions of pictshare.v2 in one book and one loop: they send commands and cursors at a fixed rate, and check that each of
// them sees every seq once. Used by one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <queue>
#include <string>
#include <vector>

#include "client_socket.hpp"
#include "histogram.hpp"

namespace pictbook::bench {

struct Traffic {
    double commands_per_second = 0;  // of each session
    double cursors_per_second = 0;
    std::size_t most_under_way = 256;  // commands of a session that wait for their ACK; the next is sent when one comes
    std::chrono::milliseconds duration{10'000};
};

struct Answers {
    std::size_t commands = 0, acknowledged = 0, refused = 0;
    std::size_t cursors = 0, cursors_delivered = 0, events_delivered = 0;
    std::size_t missing = 0, doubled = 0;  // events
    std::size_t ended = 0;                 // sessions that the server closed
    double seconds = 0;                    // until the last answer
    // From the moment at which a message was due. `lateness`: until it was sent, which is the generator's own part.
    Histogram acks, events, cursor_times, lateness;

    std::size_t delivered() const { return acknowledged + refused + cursors_delivered + events_delivered; }
    double per_second(std::size_t count) const { return static_cast<double>(count) / seconds; }
    void add_losses(const Answers& other) {
        refused += other.refused;
        missing += other.missing;
        doubled += other.doubled;
        ended += other.ended;
    }
};

class DurableSessions {
public:
    /// `cookie`: the header's value, of somebody who may write into the book.
    DurableSessions(std::uint16_t port, std::string cookie, std::string book);
    ~DurableSessions();
    DurableSessions(const DurableSessions&) = delete;
    DurableSessions& operator=(const DurableSessions&) = delete;

    /// Connects so many and waits until each has the book; gives the seconds from HELLO of the last to its last SNAPSHOT.
    double join(std::size_t count);
    /// Each makes the rectangle that its commands move.
    void create_elements();
    Answers run(const Traffic& traffic);

private:
    struct Session {
        ClientSocket socket;
        bool live = false;
        bool waits = false;     // a command is due, and too many are under way
        std::int64_t seq = -1;  // of the last event
        std::size_t under_way = 0;
        std::uint32_t cursors = 0;
        std::vector<std::int64_t> commands;  // when each was due, by its number
    };
    struct Due {
        double at;
        std::uint32_t session;
        bool is_cursor;
        bool operator<(const Due& other) const { return at > other.at; }
    };

    /// False when nothing came.
    bool poll(std::chrono::microseconds timeout);
    void advance(std::uint32_t index);
    void take(std::uint32_t index, std::string_view text);
    void take_answer(Session& session, std::string_view text, bool is_ack);
    void take_event(Session& session, std::string_view text);
    bool send(Session& session, const std::string& text, std::int64_t due);
    void send_command(std::uint32_t index, std::string_view type, std::int64_t due);
    void send_due(const Traffic& traffic);
    /// Until everything has come, or nothing more comes.
    void settle();
    bool all_have_come() const;

    std::uint16_t port_;
    std::string cookie_, book_;
    int poll_;
    std::deque<Session> sessions_;
    std::size_t live_ = 0;
    std::int64_t newest_ = -1;  // seq that anybody was told of
    std::priority_queue<Due> due_;
    std::vector<char> buffer_;
    std::int64_t now_ = 0;  // at which what is taken came
    std::int64_t greeted_ = 0, joined_ = 0;
    Answers answers_;
};

}  // namespace pictbook::bench
