// The sockets of one worker: who is in which room, what goes out to them and over the bus, and whether they still may.
// Used on the worker's thread only.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include "bus/bus.hpp"
#include "canvas/control.hpp"
#include "canvas/room.hpp"
#include "http/websocket.hpp"

namespace pictbook::canvas {

/// What a socket may do, as its check found it.
struct Rights {
    std::string user_id;  // empty for a reader without a session
    std::string session_id;
    Time session_end = Time::max();
    model::Role role = model::Role::VIEWER;
};

/// Looks a socket's rights up in the database; nothing when it may not (any longer) read the book.
using FindRights = std::function<boost::asio::awaitable<std::optional<Rights>>()>;

class Hub {
public:
    Hub(const boost::asio::any_io_executor& executor, bus::Bus& bus);
    ~Hub();

    /// Serves one socket until it ends. What arrives while the rights are looked up waits.
    boost::asio::awaitable<void> serve(std::string project_id, std::shared_ptr<http::WebSocket> socket,
                                       FindRights find_rights);

    /// On this worker and all others.
    void tell(const Recheck& recheck);
    /// Closes every socket with 1001.
    void stop();
    std::size_t sockets() const;

private:
    struct Peer;
    struct Room;

    boost::asio::awaitable<void> converse(Peer& peer);
    boost::asio::awaitable<void> subscribed(Room& room);
    void handle(Peer& peer, std::string_view text);
    void relay(Peer& sender, const Relay& message);
    void deliver(Room& room, const http::Frame& frame, Lane lane, std::uint64_t sender, std::string_view element);
    void receive_from_bus(const std::string& project_id, const bus::Payload& payload);

    std::shared_ptr<Peer> join(const std::string& project_id, std::shared_ptr<http::WebSocket> socket,
                               FindRights find_rights);
    void leave(Peer& peer);

    boost::asio::awaitable<std::optional<Rights>> look_up(Peer& peer);
    boost::asio::awaitable<void> admit(Peer& peer);
    void recheck(const Recheck& what);
    void check_soon(const std::shared_ptr<Peer>& peer);
    boost::asio::awaitable<void> check_due();
    boost::asio::awaitable<void> watch_session_ends();

    boost::asio::any_io_executor executor_;
    bus::Bus& bus_;
    std::unordered_map<std::string, std::unique_ptr<Room>> rooms_;
    std::deque<std::shared_ptr<Peer>> due_;  // each peer at most once
    bool checking_ = false;                  // check_due() runs
    bool stopping_ = false;
    Time alone_since_ = now();  // when all rights were last known to hold
    boost::asio::steady_timer tick_;
    bus::Subscription control_;
};

}  // namespace pictbook::canvas
