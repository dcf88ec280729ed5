#include "sim/node.hpp"

#include "canvas/messages.hpp"
#include "schema/decode.hpp"

namespace pictbook::sim {

namespace {

constexpr Milliseconds kCatchUp{10'000};
constexpr Milliseconds kPause{5};
/// Of a frame without a mask (RFC 6455, section 5.2).
std::string text_of(const std::string& frame) {
    const int length = frame[1] & 0x7F;
    return frame.substr(length < 126 ? 2 : length == 126 ? 4 : 10);
}

constexpr std::int64_t kMissedPage = 3;  // entries of a delta: few, so that there are several
constexpr int kReplaced = 4009, kTooBusy = 1013, kNotAllowed = 3000;

constexpr db::Statement kRole(R"(SELECT "role" FROM "Member" WHERE "projectId" = $1 AND "userId" = $2)");

}  // namespace

Node::Node(Scene& scene, Store& store, Bus& bus, std::string name, Milliseconds clock_error)
    : scene_(scene),
      store_(store),
      bus_(bus),
      name_(std::move(name)),
      clock_error_(clock_error),
      db_(scene, store, dead_) {}

awaitable<void> Node::wait(Milliseconds time) {
    co_await scene_.scheduler.sleep(time);
    if (dead_) throw Crashed();
}

void Node::crash() {
    scene_.note(name_ + " crashes");
    dead_ = true;
    hears_ = false;
    if (!room_) return;
    for (const PeerPtr& peer : room_->peers) peer->socket->cut();
}

void Node::accept(const std::shared_ptr<Connection>& socket, std::string user) {
    const auto peer = std::make_shared<Peer>();
    peer->socket = socket;
    peer->user = std::move(user);
    if (!room_) {
        room_ = std::make_unique<Room>();
        room_->read_at = scene_.scheduler.now();
    }
    room_->peers.push_back(peer);
    const auto self = weak_from_this();
    const auto go_on = [self, its = std::weak_ptr(peer)](const json::object* message) {
        const std::shared_ptr<Node> node = self.lock();
        const PeerPtr found = its.lock();
        if (!node || !found || node->dead_) return;
        if (message) found->inbox.push_back(*message);
        if (!std::exchange(found->busy, true)) node->spawn(node->converse(found));
    };
    socket->on_message = [go_on](const json::object& message) { go_on(&message); };
    socket->on_gone = [go_on] { go_on(nullptr); };
}

awaitable<void> Node::converse(PeerPtr peer) {
    if (!peer->admitted && peer->socket->is_open()) {
        co_await subscribed(peer);
        co_await admit(peer);
    }
    while (peer->socket->is_open() && !peer->inbox.empty()) {
        json::object message = std::move(peer->inbox.front());
        peer->inbox.pop_front();
        co_await handle(peer, std::move(message));
    }
    peer->busy = false;
    if (!peer->socket->is_open()) leave(peer);
}

/// Other nodes are heard from the middle of it on; when the bus is away it is not waited for longer than a second.
awaitable<void> Node::subscribed(PeerPtr) {
    if (room_->hears_all) co_return;
    co_await wait(alone_ ? Milliseconds(1000) : scene_.latency());
    if (!alone_ && !hears_) {
        ++subscription_;
        hears_ = true;
    }
    co_await wait(scene_.latency());
    room_->hears_all = true;
}

void Node::set_alone(bool alone) {
    alone_ = alone;
    if (!alone && room_ && room_->hears_all && !hears_) {
        ++subscription_;
        hears_ = true;
    }
}

awaitable<void> Node::admit(PeerPtr peer) {
    try {
        const db::Rows rows = co_await db_.run(kRole, scene_.project_id, peer->user);
        peer->admitted = true;
        if (rows.empty()) co_return peer->socket->close(kNotAllowed);
        peer->role = rows[0].text("role") == "VIEWER" ? model::Role::VIEWER : model::Role::EDITOR;
    } catch (const std::exception&) {
        peer->socket->close(kTooBusy);
    }
}

awaitable<void> Node::handle(PeerPtr peer, json::object message) {
    if (peer->state == State::live) co_return command(peer, message);
    Result<model::Hello> hello = schema::decode<model::Hello>(message.at("payload"), "message");
    co_await begin(peer, std::move(hello).value());
}

awaitable<void> Node::begin(PeerPtr peer, model::Hello hello) {
    peer->client_id = hello.clientId.value;
    peer->state = State::joining;
    end_former(*peer);
    std::optional<canvas::Start> start;
    try {
        start = co_await read_what_it_lacks(peer, hello);
    } catch (const std::exception&) {
        peer->socket->close(kTooBusy);
        co_return;
    }
    if (!peer->socket->is_open()) co_return;
    start_feed(*peer, *start);
    peer->socket->send(frame_of(canvas::welcome_text({.conn = "1",
                                                      .client_id = peer->client_id,
                                                      .user_id = peer->user,
                                                      .role = peer->role,
                                                      .seq = start->seq,
                                                      .epoch = start->epoch,
                                                      .is_delta = !start->snapshot,
                                                      .most_message = 1024})));
    for (std::size_t i = 0; start->snapshot && i < start->snapshot->frames.size(); ++i)
        if (!co_await send_slowly(peer, text_of(*start->snapshot->frames[i]))) co_return;
    start->snapshot.reset();
    const std::optional<std::int64_t> reached = co_await send_missed(peer, *std::move(start));
    if (reached && co_await catch_up(peer, *reached)) co_await go_live(peer, *reached);
}

awaitable<std::optional<std::int64_t>> Node::send_missed(PeerPtr peer, canvas::Start start) {
    std::int64_t reached = start.seq;
    for (bool more = !start.entries.empty(); more; more = reached < start.seq) {
        for (store::JournalEntry& entry : start.entries) {
            reached = entry.seq;
            if (!co_await send_slowly(peer, canvas::event_text(canvas::commit_of(std::move(entry)))))
                co_return std::nullopt;
        }
        if (reached < start.seq && !co_await turn_page(peer, start, reached)) co_return std::nullopt;
    }
    co_return reached;
}

awaitable<bool> Node::turn_page(PeerPtr peer, canvas::Start& start, std::int64_t seq) {
    try {
        start.entries = co_await canvas::read_missed(db_, scene_.project_id, seq, start);
        if (start.entries.empty()) peer->socket->close(kResync);
    } catch (const std::exception&) {
        peer->socket->close(kTooBusy);
    }
    co_return peer->socket->is_open();
}

awaitable<std::optional<canvas::Start>> Node::read_what_it_lacks(PeerPtr peer, model::Hello hello) {
    const auto wanted = [peer] { return peer->socket->is_open(); };
    std::optional<canvas::Start> start;
    do start = co_await canvas::read_start(db_, snapshots_, scene_.project_id, hello, wanted, kMissedPage);
    while (start && peer->socket->is_open() && room_->feed.began_after(start->seq, start->epoch));
    co_return start;
}

void Node::start_feed(const Peer& peer, const canvas::Start& start) {
    canvas::Feed& feed = room_->feed;
    if (!feed.started()) {
        feed.start(start.seq, start.epoch);
        fill();
    } else if (feed.epoch() != start.epoch) {
        resync(&peer);
        feed.start(start.seq, start.epoch);
    }
}

awaitable<void> Node::go_live(PeerPtr peer, std::int64_t seq) {
    while (!peer->held.empty()) {
        for (const Held& each : std::exchange(peer->held, {})) {
            if (each.seq <= seq) continue;
            while (peer->socket->is_open() && peer->socket->lags()) co_await wait(kPause);
            peer->socket->send(each.frame);
        }
    }
    release();  // what waits there it has had
    peer->state = State::live;
}

awaitable<bool> Node::send_slowly(PeerPtr peer, std::string text) {
    while (peer->socket->is_open() && peer->socket->lags()) co_await wait(kPause);
    peer->socket->send(frame_of(std::move(text)));
    co_return peer->socket->is_open();
}

awaitable<bool> Node::catch_up(PeerPtr peer, std::int64_t seq) {
    const Time end = scene_.scheduler.now() + kCatchUp;
    while (peer->socket->is_open() && room_->feed.seq() < seq) {
        if (scene_.scheduler.now() >= end) peer->socket->close(kResync);
        fill();
        co_await wait(kPause);
    }
    co_return peer->socket->is_open();
}

void Node::end_former(const Peer& peer) {
    for (const PeerPtr& each : room_->peers)
        if (each.get() != &peer && each->user == peer.user && each->client_id == peer.client_id)
            each->socket->close(kReplaced);
}

void Node::command(const PeerPtr& peer, const json::object& message) {
    const json::object& op = message.at("op").as_object();
    const canvas::OpKey key{std::string(op.at("c").as_string()), op.at("n").as_int64()};
    const std::string op_text = canvas::op_json(key);
    if (peer->role == model::Role::VIEWER)
        return peer->socket->send(frame_of(canvas::error_text(403, "Forbidden", "forbidden", op_text)));
    Result<canvas::Command> parsed =
        canvas::parse_command(message.at("type").as_string(), message.at("payload"), peer->client_id);
    if (!parsed) return peer->socket->send(frame_of(canvas::refusal_text({parsed.error(), "invalid"}, op_text)));
    const auto copy = std::make_shared<const json::object>(message);
    room_->commands.push_back({peer, {peer->user, key, std::move(*parsed)}, copy});
    if (!std::exchange(room_->commits, true)) spawn(commit_queue());
}

void Node::leave(const PeerPtr& peer) {
    if (!room_) return;
    std::erase(room_->peers, peer);
    drop_unused();
}

void Node::drop_unused() {
    if (!room_->peers.empty() || room_->commits) return;
    room_.reset();
    hears_ = false;
}

}  // namespace pictbook::sim
