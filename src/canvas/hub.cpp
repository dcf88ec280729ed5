#include "canvas/hub.hpp"

#include <algorithm>

#include "base/suspend.hpp"
#include "canvas/hub_state.hpp"
#include "canvas/packet.hpp"
#include "canvas/updates.hpp"

namespace pictbook::canvas {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

/// Rooms that wait leave at multiples of it, so that one system call can serve many.
constexpr Milliseconds kStep{4};

class Counted {
public:
    explicit Counted(Count& count) : count_(count) { ++count_; }
    ~Counted() { --count_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    Count& count_;
};

/// In kLaneNames.
std::size_t place_of(Lane lane) { return lane == Lane::ordered ? 0 : lane == Lane::cursor ? 1 : 2; }

}  // namespace

Hub::Hub(const asio::any_io_executor& executor, bus::Bus& bus, const HubLimits& limits, db::Db* db)
    : executor_(executor),
      bus_(bus),
      db_(db),
      limits_(limits),
      all_sockets_{.queued = {.most = limits.most_queued},
                   .unfinished = {.most = std::max(limits.most_queued, 2 * limits.socket.max_message)}},
      snapshots_(limits.most_snapshots),
      batch_(limits.io_uring),
      tick_timer_(executor),
      watch_timer_(executor) {
    control_ = bus_.subscribe("control", [this](const bus::Payload& payload) {
        const std::string_view text = *payload;  // project\nuser\nsession
        const std::size_t first = text.find('\n'), second = text.find('\n', first + 1);
        recheck({std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1)),
                 std::string(text.substr(second + 1))});
    });
    bus_.on_gap([this] {
        ++totals_.gaps;
        for (const auto& [id, room] : rooms_)
            for (const auto& peer : room->peers)
                if (!peer->session) close(*peer, Closing::events_lost);
        fill_all();
        recheck({});  // what was lost may have told of rights that have ended
    });
    asio::co_spawn(executor_, watch_session_ends(), asio::detached);
}

Hub::~Hub() = default;

std::shared_ptr<http::WebSocket> Hub::open(http::Upgraded& upgraded, Protocol protocol) {
    http::WebSocketLimits limits = limits_.socket;
    if (protocol == Protocol::v2) {
        limits.overflow_code = kResync;
        limits.overflow_reason = "resync";
    }
    return http::WebSocket::create(upgraded.attach(executor_), std::move(upgraded.leftover), limits, &all_sockets_);
}

awaitable<void> Hub::serve(std::string project_id, std::shared_ptr<http::WebSocket> socket, FindRights find_rights,
                           Protocol protocol) {
    const Counted counted(totals_.sockets);
    const auto room = rooms_.find(project_id);
    const bool is_full = room != rooms_.end() && room->second->peers.size() >= limits_.most_in_room;
    if (stopping_ || is_full) {
        close(*socket, stopping_ ? Closing::stopping : Closing::book_full, protocol);
        while (co_await socket->receive()) {
        }
        co_return;
    }
    // In the room before the look-up, so that a change of rights in between finds this peer and looks again.
    const std::shared_ptr<Peer> peer = join(project_id, std::move(socket), std::move(find_rights));
    if (protocol == Protocol::v2 && db_) peer->session = std::make_unique<Session>();
    std::exception_ptr failure;
    try {
        co_await converse(peer);
    } catch (...) {
        failure = std::current_exception();
    }
    leave(*peer);
    co_await settled(*peer);
    if (!failure) co_return;
    // To its end, while this hub still counts it: its outbox counts for this hub.
    close(*peer, Closing::failed);
    while (co_await peer->socket->receive()) {
    }
    std::rethrow_exception(failure);
}

awaitable<void> Hub::converse(std::shared_ptr<Peer> peer) {
    co_await subscribed(*rooms_.at(peer->project_id));
    co_await admit(*peer);
    while (const std::optional<http::Message> message = co_await peer->socket->receive()) {
        if (!peer->admitted) continue;
        const auto* text = std::get_if<http::TextMessage>(&*message);
        const std::string_view words = text ? std::string_view(text->text) : std::string_view();  // binary is no JSON
        if (peer->session)
            co_await handle_v2(peer, words);
        else
            handle(*peer, words);
    }
}

/// Until the room hears all nodes. The rights are looked up after it, so that no change of them is missed, and what the
/// peer says is relayed after it, so that he hears what others say to it (LIVE-43).
awaitable<void> Hub::subscribed(Room& room) {
    if (room.hears_all) co_return;
    const auto wait = [this](Wake wake) { bus_.when_subscribed(std::move(wake)); };
    co_await suspend(wait);
    room.hears_all = true;
}

void Hub::handle(Peer& peer, std::string_view text) {
    const Decision decision = receive(peer.sender, text, now());
    if (const auto* message = std::get_if<Relay>(&decision))
        relay(peer, *message);
    else if (const auto* reply = std::get_if<Reply>(&decision))
        peer.socket->send(text_frame(reply->text));
}

void Hub::relay(Peer& sender, const Relay& message) {
    ++totals_.events[place_of(message.lane)];
    const http::Frame frame = text_frame(message.text);
    const std::uint64_t id = sender.socket->id();
    deliver(*rooms_.at(sender.project_id), frame, message.lane, id, message.element);
    if (!bus_.has_nodes()) return;
    const Packet packet{id, message.lane, message.element, *frame};
    bus_.publish_to_nodes(topic_of(sender.project_id), std::make_shared<const std::string>(pack(packet)));
}

void Hub::deliver(Room& room, const http::Frame& frame, Lane lane, std::uint64_t sender, std::string_view element) {
    if (lane == Lane::ordered) {  // those of pictshare.v2 hear of it from the journal (V2-12)
        if (room.outbox.add_ordered(sender, frame))
            release(room);
        else
            wait_for_end_of_turn(room);
        return;
    }
    const http::VolatileKey key(sender, static_cast<std::uint8_t>(lane), element);
    const auto now = Monotonic::now();
    const bool v2_now = room.feed.started() && room.v2_outbox.add(key, frame, now);
    if (room.outbox.add(key, frame, now) || v2_now)
        release(room);
    else
        wait_for_tick(room);
}

/// Sends what waits in the outboxes of these rooms.
void Hub::release(std::span<Room* const> rooms) {
    std::deque<Updates> leaving;  // what the batch refers to
    std::size_t delivered = 0;
    for (Room* room : rooms) {
        const auto now = Monotonic::now();
        const Updates* live = room->outbox.empty() ? nullptr : &leaving.emplace_back(room->outbox.take(now));
        const Updates* v2 = room->v2_outbox.empty() ? nullptr : &leaving.emplace_back(room->v2_outbox.take(now));
        for (const std::shared_ptr<Peer>& peer : room->peers) {
            const Updates* const updates = peer->session ? v2 : live;
            if (updates && peer->hears()) delivered += updates->send_to(*peer->socket, batch_);
        }
        totals_.superseded += room->outbox.take_superseded() + room->v2_outbox.take_superseded();
    }
    totals_.delivered += delivered;
    batch_.send();
}

void Hub::release(Room& room) {
    Room* const rooms[] = {&room};
    release(rooms);
}

/// Behind what the loop has at hand, so that the events that came together leave together.
void Hub::wait_for_end_of_turn(Room& room) {
    if (std::exchange(room.waits_for_end_of_turn, true)) return;
    ending_.push_back(&room);
    if (ending_.size() == 1) asio::post(executor_, [this] { end_turn(); });
}

void Hub::end_turn() {
    const std::vector<Room*> rooms = std::exchange(ending_, {});
    for (Room* room : rooms) room->waits_for_end_of_turn = false;
    release(rooms);
}

/// As long as its first update may wait, but only at moments at which other rooms leave too.
void Hub::wait_for_tick(Room& room) {
    if (std::exchange(room.waits_for_tick, true)) return;
    const auto latest = Monotonic::now() + RoomOutbox::kTick;
    room.tick = latest - latest.time_since_epoch() % kStep;
    waiting_.push_back(&room);
    if (waiting_.size() == 1) arm_tick();
}

void Hub::arm_tick() {
    tick_timer_.expires_at(waiting_.front()->tick);
    tick_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) tick();
    });
}

void Hub::tick() {
    const auto now = Monotonic::now();
    std::vector<Room*> rooms;
    for (; !waiting_.empty() && waiting_.front()->tick <= now; waiting_.pop_front()) {
        rooms.push_back(waiting_.front());
        rooms.back()->waits_for_tick = false;
    }
    release(rooms);
    if (!waiting_.empty()) arm_tick();
}

void Hub::receive_from_bus(const std::string& project_id, const bus::Payload& payload) {
    const auto room = rooms_.find(project_id);
    const std::optional<Packet> packet = unpack(*payload);
    if (room == rooms_.end() || !packet) return;
    if (packet->lane == Lane::presence) return receive_presence(project_id, packet->frame);
    if (packet->lane == Lane::journal) return receive_event(project_id, *packet);
    const auto frame = std::make_shared<const std::string>(packet->frame);
    deliver(*room->second, frame, packet->lane, packet->sender, packet->element);
}

std::shared_ptr<Hub::Peer> Hub::join(const std::string& project_id, std::shared_ptr<http::WebSocket> socket,
                                     FindRights find_rights) {
    auto peer = std::make_shared<Peer>();
    peer->socket = std::move(socket);
    peer->find_rights = std::move(find_rights);
    peer->project_id = project_id;
    auto found = rooms_.find(project_id);
    if (found == rooms_.end()) {
        auto room = std::make_unique<Room>();
        room->subscription = bus_.subscribe(topic_of(project_id), [this, project_id](const bus::Payload& payload) {
            receive_from_bus(project_id, payload);
        });
        found = rooms_.emplace(project_id, std::move(room)).first;
        ++totals_.rooms;
    }
    found->second->peers.push_back(peer);
    return peer;
}

void Hub::leave(Peer& peer) {
    const auto found = rooms_.find(peer.project_id);
    auto& peers = found->second->peers;
    std::erase_if(peers, [&](const auto& each) { return each.get() == &peer; });
    if (peer.session) depart(peer);
    drop_unused(peer.project_id);
}

/// A room in which nobody is, and for which nobody works.
void Hub::drop_unused(const std::string& project_id) {
    const auto found = rooms_.find(project_id);
    if (!found->second->peers.empty() || found->second->commits) return;
    std::erase(waiting_, found->second.get());
    std::erase(ending_, found->second.get());
    rooms_.erase(found);
    --totals_.rooms;
}

void Hub::stop() {
    stopping_ = true;
    watch_timer_.cancel();
    end_turn();
    for (const auto& [id, room] : rooms_)
        for (const auto& peer : room->peers) close(*peer, Closing::stopping);
}

}  // namespace pictbook::canvas
