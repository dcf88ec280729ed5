// The sockets of one worker: who is in which room, what goes out to them and over the bus, and whether they still may.
//
// A room belongs to one worker of the process (api/canvas.cpp gives every socket to its room's worker), so everything here,
// the rooms, their sockets and outboxes, is used on that worker's thread only, and no message path takes a lock. Other
// workers only post to it: the bus, and the sockets they hand over.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "bus/bus.hpp"
#include "canvas/commit.hpp"
#include "canvas/control.hpp"
#include "canvas/feed.hpp"
#include "canvas/join.hpp"
#include "canvas/room.hpp"
#include "canvas/totals.hpp"
#include "http/send_batch.hpp"
#include "http/upgrade.hpp"
#include "http/websocket.hpp"

namespace pictbook::canvas {

struct Message;
struct Packet;
struct Person;
struct Together;

/// What a socket may do, as its check found it.
struct Rights {
    std::string user_id;     // empty for a reader whom nothing says
    std::string session_id;  // of the session or the API key that says who it is
    Time session_end = Time::max();
    model::Role role = model::Role::VIEWER;
};

/// Looks a socket's rights up in the database; nothing when it may not (any longer) read the book.
using FindRights = std::function<boost::asio::awaitable<std::optional<Rights>>()>;

/// What a socket speaks: docs/spec/live.md or docs/spec/live-v2.md.
enum class Protocol { live, v2 };
inline constexpr const char* kV2Name = "pictshare.v2";

struct HubLimits {
    std::size_t most_in_room = 10'000;  // sockets; one more is closed with 1013
    std::size_t most_queued =
        256u << 20;  // bytes that wait for all sockets (http/outbox.hpp), and of unfinished messages
    std::size_t most_snapshots = 256u << 20;  // bytes of snapshots that are kept or being sent
    /// Who takes a snapshot more slowly than that, bytes a second beyond the patience, may be ended when others lack room (V2-42).
    Seconds snapshot_patience{30};
    std::size_t slowest_snapshot = 32 * 1024;
    http::WebSocketLimits socket;
    bool io_uring = true;                        // where the kernel lets us
    Milliseconds agreement_every = Seconds(30);  // V2-34
};

class Hub {
public:
    /// `db` is for pictshare.v2, which nobody speaks without it.
    Hub(const boost::asio::any_io_executor& executor, bus::Bus& bus, const HubLimits& limits = {},
        db::Db* db = nullptr);
    ~Hub();

    /// Serves one socket until it ends. What arrives while the rights are looked up waits.
    boost::asio::awaitable<void> serve(std::string project_id, std::shared_ptr<http::WebSocket> socket,
                                       FindRights find_rights, Protocol protocol = Protocol::live);

    /// On this worker and all others.
    void tell(const Recheck& recheck);
    /// Closes every socket with 1001.
    void stop();
    /// That are served.
    std::size_t sockets() const { return totals_.sockets; }
    /// From any thread.
    const Totals& totals() const { return totals_; }
    const http::SocketsOfThread& all_sockets() const { return all_sockets_; }
    /// Makes a socket of a connection that was upgraded, with the hub's bounds.
    std::shared_ptr<http::WebSocket> open(http::Upgraded& upgraded, Protocol protocol = Protocol::live);
    /// Tells the book's sessions on all workers and nodes of a commit that REST made.
    void tell_commit(const std::string& project_id, const Commit& commit);

    struct Peer;  // hub_state.hpp

private:
    struct Room;

    /// Closes the socket and counts it; no effect on one that is closed already.
    void close(http::WebSocket& socket, Closing why, Protocol protocol);
    void close(Peer& peer, Closing why);
    boost::asio::awaitable<void> converse(std::shared_ptr<Peer> peer);
    boost::asio::awaitable<void> subscribed(Room& room);
    void handle(Peer& peer, std::string_view text);
    void relay(Peer& sender, const Relay& message);
    void deliver(Room& room, const http::Frame& frame, Lane lane, std::uint64_t sender, std::string_view element);
    void release(std::span<Room* const> rooms);
    void release(Room& room);
    void wait_for_end_of_turn(Room& room);
    void end_turn();
    void wait_for_tick(Room& room);
    void arm_tick();
    void tick();
    void receive_from_bus(const std::string& project_id, const bus::Payload& payload);

    // pictshare.v2: hub_v2.cpp
    boost::asio::awaitable<void> handle_v2(std::shared_ptr<Peer> peer, std::string_view text);
    boost::asio::awaitable<void> begin(std::shared_ptr<Peer> peer, model::Hello hello);
    boost::asio::awaitable<std::optional<Start>> read_what_it_lacks(const Peer& peer, const model::Hello& hello);
    boost::asio::awaitable<void> go_live(std::shared_ptr<Peer> peer, std::int64_t seq);
    boost::asio::awaitable<bool> send_slowly(const Peer& peer, http::Frame frame);
    boost::asio::awaitable<bool> send_snapshot(Peer& peer, Snapshots::Pointer snapshot);
    boost::asio::awaitable<std::optional<std::int64_t>> send_missed(Peer& peer, Start start);
    boost::asio::awaitable<bool> turn_page(Peer& peer, Start& start, std::int64_t seq);
    boost::asio::awaitable<bool> catch_up(const Peer& peer, std::int64_t seq);
    void end_former(const Peer& peer);
    void move(Peer& peer, const Message& message, std::string_view text);
    void command(const std::shared_ptr<Peer>& peer, std::string_view type, const schema::json::object& message,
                 std::size_t bytes);
    void look_at_greetings();
    void look_at_snapshots();
    // hub_commits.cpp
    void submit(const std::shared_ptr<Peer>& peer, Draft draft, std::size_t bytes);
    boost::asio::awaitable<void> commit_queue(std::string project_id);
    bool take_waiting(Room& room, Together& together);
    boost::asio::awaitable<void> commit_together(const std::string& project_id, Together& together);
    void give_up(Room& room, const Together& together);
    boost::asio::awaitable<std::vector<Verdict>> commit_all(const std::string& project_id,
                                                            std::span<const Draft> drafts);
    boost::asio::awaitable<Verdict> commit_one(const std::string& project_id, const Draft& draft);
    /// The verdicts, or why there are none: the database is away, or one of the commands breaks a rule of its schema.
    using Attempt = std::variant<std::vector<Verdict>, Refusal>;
    boost::asio::awaitable<Attempt> try_commit(const std::string& project_id, std::span<const Draft> drafts);
    boost::asio::awaitable<void> settled(const Peer& peer);
    void announce(const std::string& project_id, const Commit& commit);
    // hub_events.cpp
    void take_event(const std::string& project_id, Event event);
    void deliver_event(Room& room, const Event& event);
    void hold(Peer& peer, std::optional<std::int64_t> seq, const http::Frame& frame);
    void note_touched(Room& room, const Event& event);
    void receive_event(const std::string& project_id, const Packet& packet);
    void fill(const std::string& project_id);
    boost::asio::awaitable<void> fill_from_journal(std::string project_id);
    boost::asio::awaitable<bool> fill_once(const std::string& project_id);
    void take_entries(Room& room, std::int64_t seq, const std::vector<store::JournalEntry>& entries);
    void resync(Room& room, const Peer* but);
    void fill_all();
    void look_at_journals();
    void heal_drags(const Peer& peer);
    boost::asio::awaitable<void> heal(std::string project_id, std::string user_id, std::vector<std::string> elements);
    // hub_presence.cpp
    void arrive(const Peer& peer);
    void depart(const Peer& peer);
    void tell_presence(Room& room, std::string_view type, const Person& person, std::uint64_t but);
    void tell_sessions(Room& room, const http::Frame& frame, std::uint64_t but);
    void tell_people(const std::string& project_id, std::string_view what, const std::vector<Person>& people);
    void receive_presence(const std::string& project_id, std::string_view text);
    void look_at_presence();
    // hub_agreement.cpp
    void look_at_agreement();
    boost::asio::awaitable<void> prove(std::string project_id);
    void tell_agreement(Room& room);

    std::shared_ptr<Peer> join(const std::string& project_id, std::shared_ptr<http::WebSocket> socket,
                               FindRights find_rights);
    void leave(Peer& peer);
    void drop_unused(const std::string& project_id);

    boost::asio::awaitable<std::optional<Rights>> look_up(Peer& peer);
    boost::asio::awaitable<std::string_view> find_reason(const Peer& peer, bool session_differs);
    boost::asio::awaitable<void> admit(Peer& peer);
    void take(Peer& peer, const Rights& rights);
    void recheck(const Recheck& what);
    void check_soon(const std::shared_ptr<Peer>& peer);
    boost::asio::awaitable<void> check_due();
    boost::asio::awaitable<void> check(Peer& peer);
    void look_around();
    boost::asio::awaitable<void> watch_session_ends();

    boost::asio::any_io_executor executor_;
    bus::Bus& bus_;
    db::Db* const db_;
    const HubLimits limits_;
    http::SocketsOfThread all_sockets_;
    Totals totals_;
    std::unordered_map<std::string, std::unique_ptr<Room>> rooms_;
    Snapshots snapshots_;
    Turns proofs_{1, std::chrono::hours(1)};  // of agreement: all elements of a book are in memory
    http::SendBatch batch_;                   // empty between two releases
    std::vector<Room*> ending_;               // wait for the end of the turn, each at most once
    std::deque<Room*> waiting_;               // for its tick, the first due in front; each at most once
    boost::asio::steady_timer tick_timer_;    // runs while some wait
    std::deque<std::shared_ptr<Peer>> due_;   // each peer at most once
    std::size_t looking_ = 0;                 // of check_due()
    bool stopping_ = false;
    Time alone_since_ = now();            // when all rights were last known to hold
    Monotonic::time_point told_since_{};  // when other nodes were last told who is here
    boost::asio::steady_timer watch_timer_;
    bus::Subscription control_;
};

}  // namespace pictbook::canvas
