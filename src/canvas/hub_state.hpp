// What the hub keeps for each socket and each room; private to the hub's own files.
#pragma once

#include "canvas/hub.hpp"
#include "canvas/presence.hpp"
#include "canvas/room_outbox.hpp"
#include "canvas/session.hpp"

namespace pictbook::canvas {

inline constexpr std::uint16_t kResync = 4008, kReplaced = 4009, kNotUnderstood = 4000;

inline std::string topic_of(const std::string& project_id) { return "book:" + project_id; }
inline http::Frame text_frame(std::string_view text) { return http::make_frame(http::Opcode::text, text); }

/// What ends a piece of work that nobody waits for. Never throws itself, so that the work can be begun again.
void tell_fault(std::string_view what, const std::exception& error) noexcept;
/// What a part that is away or overloaded kept from being done; it is tried again. A line a second for each worker.
void tell_absence(std::string_view what, const std::exception& error);

struct Hub::Peer {
    std::shared_ptr<http::WebSocket> socket;
    FindRights find_rights;
    std::string project_id;
    Sender sender;
    std::optional<std::string> session_id;  // of the first look-up; empty text: it came without a session
    Time session_end = Time::max();
    bool admitted = false;                      // gets and sends events
    bool due = false;                           // waits in due_, or is looked up from there
    bool changed = false;                       // rights may have changed since they were last asked for
    std::unique_ptr<Session> session;           // of one that speaks pictshare.v2
    std::string_view reason = "SESSION_ENDED";  // why its rights may have ended, where the book is there

    /// Gets what is told to everybody.
    bool hears() const { return admitted && (!session || session->state == Session::State::live); }
    bool is_joining() const { return session && session->state == Session::State::joining; }
    bool is_live() const { return admitted && session && session->state == Session::State::live; }

    void take(const Rights& rights) {
        sender.user_id = rights.user_id;
        sender.role = rights.role;
        session_id = rights.session_id;
        session_end = rights.session_end;
    }
};

/// A command whose turn is to come.
struct Waiting {
    std::shared_ptr<Hub::Peer> peer;
    Draft draft;
    std::size_t bytes;  // of its message
};

/// Commands that share a transaction.
struct Together {
    std::vector<Draft> drafts;
    std::vector<std::shared_ptr<Hub::Peer>> peers;  // who sent them
    std::size_t answered = 0;                       // so many of the first
};

/// When the state of a book was last proved to its sessions (V2-34).
struct Agreement {
    Monotonic::time_point at = Monotonic::now();
    std::int64_t seq = -1;
    bool runs = false;
    std::optional<std::pair<std::int64_t, std::string>> due;  // seq and text that wait for the feed
};

struct Hub::Room {
    std::vector<std::shared_ptr<Peer>> peers;
    RoomOutbox outbox;     // for the sockets of LIVE
    RoomOutbox v2_outbox;  // for those of pictshare.v2
    Feed feed;             // runs while there are any
    std::deque<Waiting> commands;
    std::size_t command_bytes = 0;  // of their messages
    bool commits = false;           // somebody works on them
    bool fills = false, fill_again = false;
    Monotonic::time_point read_at = Monotonic::now();       // the journal, for the last time
    std::unordered_map<std::string, std::int64_t> touched;  // elements by the last event that changed them
    Presence presence;
    Agreement agreement;
    bool waits_for_end_of_turn = false;
    bool waits_for_tick = false;
    Monotonic::time_point tick;  // while it waits for it
    bus::Subscription subscription;
    bool hears_all = false;  // the subscription holds on all nodes
};

}  // namespace pictbook::canvas
