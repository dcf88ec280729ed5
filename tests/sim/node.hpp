// A node's shell around the real commit, join and feed: what canvas/hub_v2.cpp, hub_commits.cpp, hub_events.cpp and
// hub_agreement.cpp do for one book, step by step and under the same names, in virtual time. One object is one life of a
// process.
#pragma once

#include <deque>
#include <span>

#include "canvas/feed.hpp"
#include "canvas/join.hpp"
#include "sim/bus.hpp"
#include "sim/connection.hpp"
#include "sim/database.hpp"

namespace pictbook::sim {

/// Of WebSocket: the client is to begin anew.
inline constexpr int kResync = 4008;

class Node : public std::enable_shared_from_this<Node> {
public:
    Node(Scene& scene, Store& store, Bus& bus, std::string name, Milliseconds clock_error);

    const std::string& name() const { return name_; }
    void accept(const std::shared_ptr<Connection>& socket, std::string user);
    /// A REST write, committed beside the sockets' commands (V2-11). `done`: with an answer, or in doubt without one.
    void write(canvas::Draft draft, std::shared_ptr<const json::object> command, std::function<void(bool)> done);
    void begin_watch() { spawn(watch()); }
    /// Its memory and its sessions are gone; what it has committed is not.
    void crash();
    bool is_dead() const { return dead_; }

    // For the bus.
    bool is_alone() const { return alone_; }
    void set_alone(bool alone);
    /// Changes with each subscription; 0 while there is none that holds.
    std::uint64_t subscription() const { return hears_ ? subscription_ : 0; }
    void receive_from_bus(const std::string& payload);
    void on_gap() { fill_all(); }

private:
    enum class State { greeting, joining, live };
    struct Held {
        std::int64_t seq;
        Frame frame;
    };
    struct Peer {
        std::shared_ptr<Connection> socket;
        std::string user;
        model::Role role = model::Role::VIEWER;
        bool admitted = false, busy = false;
        std::deque<json::object> inbox;
        State state = State::greeting;
        std::string client_id;
        std::vector<Held> held;
    };
    using PeerPtr = std::shared_ptr<Peer>;
    struct Waiting {
        PeerPtr peer;
        canvas::Draft draft;
        std::shared_ptr<const json::object> command;
    };
    struct Batch {
        std::vector<PeerPtr> peers;
        std::vector<canvas::Draft> drafts;
        std::vector<std::shared_ptr<const json::object>> commands;
    };
    struct Agreement {
        std::int64_t seq = -1;
        bool runs = false;
        std::optional<std::pair<std::int64_t, Frame>> due;
    };
    struct Room {
        std::vector<PeerPtr> peers;
        canvas::Feed feed;
        std::deque<Waiting> commands;
        bool commits = false, fills = false, fill_again = false, hears_all = false;
        Time read_at;  // the journal, for the last time
        std::vector<Frame> outbox;
        Agreement agreement;
    };

    void spawn(awaitable<void> work) { scene_.scheduler.spawn(shared_from_this(), std::move(work)); }
    awaitable<void> wait(Milliseconds time);
    Time clock() const { return scene_.scheduler.now() + clock_error_; }

    // node.cpp: one client
    awaitable<void> converse(PeerPtr peer);
    awaitable<void> subscribed(PeerPtr peer);
    awaitable<void> admit(PeerPtr peer);
    awaitable<void> handle(PeerPtr peer, json::object message);
    awaitable<void> begin(PeerPtr peer, model::Hello hello);
    awaitable<std::optional<canvas::Start>> read_what_it_lacks(PeerPtr peer, model::Hello hello);
    void start_feed(const Peer& peer, const canvas::Start& start);
    awaitable<bool> send_slowly(PeerPtr peer, std::string text);
    awaitable<std::optional<std::int64_t>> send_missed(PeerPtr peer, canvas::Start start);
    awaitable<bool> turn_page(PeerPtr peer, canvas::Start& start, std::int64_t seq);
    awaitable<bool> catch_up(PeerPtr peer, std::int64_t seq);
    awaitable<void> go_live(PeerPtr peer, std::int64_t seq);
    void end_former(const Peer& peer);
    void command(const PeerPtr& peer, const json::object& message);
    void leave(const PeerPtr& peer);
    void drop_unused();

    // node_commits.cpp
    awaitable<void> commit_queue();
    Batch take_batch();
    awaitable<std::vector<canvas::Verdict>> commit_all(const Batch& batch);
    awaitable<std::optional<std::vector<canvas::Verdict>>> try_commit(
        std::span<const canvas::Draft> drafts, std::span<const std::shared_ptr<const json::object>> commands,
        bool members_only);
    awaitable<void> write_one(canvas::Draft draft, std::shared_ptr<const json::object> command,
                              std::function<void(bool)> done);
    void announce(const canvas::Commit& commit);

    // node_events.cpp: all sessions
    void take_event(canvas::Event event);
    void deliver(const canvas::Event& event);
    void tell(Frame frame);
    void release();
    void fill();
    void fill_all();
    awaitable<void> fill_from_journal();
    void take_entries(std::vector<store::JournalEntry> entries);
    void resync(const Peer* but);
    awaitable<void> watch();
    awaitable<void> prove();
    void tell_agreement();

    Scene& scene_;
    Store& store_;
    Bus& bus_;
    const std::string name_;
    const Milliseconds clock_error_;
    bool dead_ = false, alone_ = false, hears_ = false;
    std::uint64_t subscription_ = 0;
    NodeDb db_;
    canvas::Snapshots snapshots_{256u << 20, 3};  // few elements in a message, so that there are several
    std::unique_ptr<Room> room_;
};

}  // namespace pictbook::sim
