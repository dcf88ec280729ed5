// The half of the hub that speaks pictshare.v2 with one client (docs/spec/live-v2.md): its greeting, what it lacks, its
// messages. What all sessions of a book share is in hub_commits.cpp, hub_presence.cpp and hub_agreement.cpp.
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/ids.hpp"
#include "base/log.hpp"
#include "canvas/hub_state.hpp"
#include "canvas/join.hpp"
#include "canvas/messages.hpp"
#include "canvas/scan.hpp"
#include "schema/decode.hpp"

namespace pictbook::canvas {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr Seconds kGreeting{10};  // for HELLO (V2-2)
/// How long a book's snapshot is kept for the next who joins.
constexpr Seconds kUnusedSnapshot{10};
constexpr Milliseconds kPause{5};
/// Of events that are on their way to this node, when a client knows of them already.
constexpr Seconds kCatchUp{10};

using State = Session::State;

awaitable<void> a_moment() {
    asio::steady_timer timer(co_await asio::this_coro::executor, kPause);
    co_await timer.async_wait(asio::use_awaitable);
}

std::string_view type_of(const json::object* message) {
    const json::value* type = message ? message->if_contains("type") : nullptr;
    return type && type->is_string() ? std::string_view(type->get_string()) : std::string_view();
}

std::optional<model::Hello> read_hello(const json::object& message) {
    const json::value* payload = message.if_contains("payload");
    if (!payload) return std::nullopt;
    Result<model::Hello> hello = schema::decode<model::Hello>(*payload, "message");
    if (!hello || !is_plausible_id(hello->clientId.value)) return std::nullopt;
    return *hello;
}

/// The whole number `rev` beside a drag's type, if it has one.
std::optional<std::int64_t> rev_of(std::string_view text) {
    if (text.find(R"("rev")") == std::string_view::npos) return std::nullopt;
    const std::optional<json::value> tree = schema::parse_json(text);
    const json::value* rev = tree && tree->is_object() ? tree->get_object().if_contains("rev") : nullptr;
    return rev && rev->is_int64() ? std::optional(rev->get_int64()) : std::nullopt;
}

}  // namespace

awaitable<void> Hub::handle_v2(std::shared_ptr<Peer> peer, std::string_view text) {
    Session& session = *peer->session;
    if (session.state == State::live) {
        const std::optional<Message> message = scan(text);
        if (message && message->lane != Lane::ordered) {
            move(*peer, *message, text);
            co_return;
        }
    }
    const std::optional<json::value> tree = schema::parse_json(text);
    const json::object* object = tree ? tree->if_object() : nullptr;
    const std::string_view type = type_of(object);
    if (session.state != State::live) {
        std::optional<model::Hello> hello = type == "HELLO" ? read_hello(*object) : std::nullopt;
        if (!hello) {
            peer->socket->close(kNotUnderstood, "expected HELLO");
            co_return;
        }
        co_await begin(peer, std::move(*hello));
    } else if (type == "PING") {
        peer->socket->send(text_frame(pong_text(now(), std::exchange(session.dropped, 0))));
    } else if (is_command(type)) {
        command(peer, type, *object, text.size());
    } else {
        peer->socket->send(text_frame(error_text(422, "Expected a message of this protocol", "invalid", "")));
    }
}

/// From HELLO to the moment at which the client has everything and hears what follows.
awaitable<void> Hub::begin(std::shared_ptr<Peer> peer, model::Hello hello) {
    Session& session = *peer->session;
    session.client_id = hello.clientId.value;
    session.state = State::joining;  // from now on what happens is held back for it
    end_former(*peer);
    std::optional<Start> start;
    try {
        start = co_await read_what_it_lacks(*peer, hello);
    } catch (const std::exception& error) {
        tell_absence("a book can't be read", error);
        close(*peer, Closing::rights_unknown);
        co_return;
    }
    if (!peer->socket->is_open()) co_return;
    if (!start) {
        close(*peer, Closing::unauthorized);
        co_return;
    }
    Room& room = *rooms_.at(peer->project_id);  // stays while the peer is in it
    if (!room.feed.started()) {
        room.feed.start(start->seq, start->epoch);
        fill(peer->project_id);  // what was committed since, and not told here
    } else if (room.feed.epoch() != start->epoch) {
        resync(room, peer.get());
        room.feed.start(start->seq, start->epoch);
    }
    std::string welcome = welcome_text({.conn = std::to_string(peer->socket->id()),
                                        .client_id = session.client_id,
                                        .user_id = peer->sender.user_id,
                                        .role = peer->sender.role,
                                        .seq = start->seq,
                                        .epoch = start->epoch,
                                        .is_delta = !start->snapshot,
                                        .most_message = limits_.socket.max_message,
                                        .peers = room.presence.to_json()});
    session.welcomed_as = peer->sender.role;
    if (start->snapshot) session.late = Monotonic::now() + limits_.snapshot_patience;
    if (!co_await send_slowly(*peer, text_frame(welcome))) co_return;
    if (start->snapshot && !co_await send_snapshot(*peer, std::exchange(start->snapshot, nullptr))) co_return;
    const std::optional<std::int64_t> reached = co_await send_missed(*peer, *std::move(start));
    if (reached && co_await catch_up(*peer, *reached)) co_await go_live(peer, *reached);
}

/// Until it is taken. False when the peer is gone.
awaitable<bool> Hub::send_snapshot(Peer& peer, Snapshots::Pointer snapshot) {
    const auto latest = Monotonic::now() + limits_.snapshot_patience;
    std::size_t sent = 0;
    for (const http::Frame& frame : snapshot->frames) {
        sent += frame->size();
        peer.session->late = latest + Seconds(sent / limits_.slowest_snapshot);
        // The whole counts as being sent for as long as the socket has a part of it.
        if (!co_await send_slowly(peer, http::Frame(snapshot, frame.get()))) co_return false;
    }
    while (peer.socket->is_open() && peer.socket->lags()) co_await a_moment();
    peer.session->late.reset();
    co_return peer.socket->is_open();
}

/// The events of a delta, page by page. How far the client is then; nothing when it is gone.
awaitable<std::optional<std::int64_t>> Hub::send_missed(Peer& peer, Start start) {
    std::int64_t reached = start.seq;
    for (bool more = !start.entries.empty(); more; more = reached < start.seq) {
        for (store::JournalEntry& entry : start.entries) {
            reached = entry.seq;
            if (!co_await send_slowly(peer, text_frame(event_text(commit_of(std::move(entry))))))
                co_return std::nullopt;
        }
        if (reached < start.seq && !co_await turn_page(peer, start, reached)) co_return std::nullopt;
    }
    co_return reached;
}

/// What comes behind `seq`. False when it is not there any more or can't be read, which ends the session: it may come back.
awaitable<bool> Hub::turn_page(Peer& peer, Start& start, std::int64_t seq) {
    try {
        start.entries = co_await read_missed(*db_, peer.project_id, seq, start);
        if (start.entries.empty()) peer.socket->close(kResync, "resync");
    } catch (const std::exception& error) {
        tell_absence("a journal can't be read", error);
        close(peer, Closing::rights_unknown);
    }
    co_return peer.socket->is_open();
}

/// Again when it was read before that with which this node began to tell events: those between would be missing (V2-6). Once,
/// unless the feed begins anew meanwhile.
awaitable<std::optional<Start>> Hub::read_what_it_lacks(const Peer& peer, const model::Hello& hello) {
    const Room& room = *rooms_.at(peer.project_id);  // stays while the peer is in it
    std::optional<Start> start;
    const auto wanted = [socket = peer.socket] { return socket->is_open(); };
    do start = co_await read_start(*db_, snapshots_, peer.project_id, hello, wanted);
    while (start && peer.socket->is_open() && room.feed.began_after(start->seq, start->epoch));
    co_return start;
}

/// What was held back, then, without a pause in between, everything that follows.
awaitable<void> Hub::go_live(std::shared_ptr<Peer> peer, std::int64_t seq) {
    Session& session = *peer->session;
    Room& room = *rooms_.at(peer->project_id);
    while (!session.held.empty()) {
        for (const Session::Held& each : std::exchange(session.held, {})) {
            if (each.seq.value_or(seq + 1) > seq && !co_await send_slowly(*peer, each.frame)) co_return;
        }
    }
    session.held_bytes = 0;
    release(room);  // what waits there it has had
    session.state = State::live;
    // Another one that was found meanwhile.
    if (session.welcomed_as != peer->sender.role) peer->socket->send(text_frame(role_text(peer->sender.role)));
    arrive(*peer);
}

/// As fast as the peer takes it, past its outbox, which is for what it has no say in. False when it is gone.
awaitable<bool> Hub::send_slowly(const Peer& peer, http::Frame frame) {
    co_await asio::post(asio::use_awaitable);  // others have their turn between two of them
    while (peer.socket->is_open() && peer.socket->lags()) co_await a_moment();
    if (peer.socket->is_open()) peer.socket->write_now(frame);
    co_return peer.socket->is_open();
}

/// Until this node has told everything that the client knows of.
awaitable<bool> Hub::catch_up(const Peer& peer, std::int64_t seq) {
    const Room& room = *rooms_.at(peer.project_id);
    const auto end = Monotonic::now() + kCatchUp;
    while (peer.socket->is_open() && room.feed.seq() < seq) {
        if (Monotonic::now() >= end) peer.socket->close(kResync, "resync");
        fill(peer.project_id);
        co_await a_moment();
    }
    co_return peer.socket->is_open();
}

/// The same client's session that is still open here (V2-8).
void Hub::end_former(const Peer& peer) {
    for (const std::shared_ptr<Peer>& each : rooms_.at(peer.project_id)->peers)
        if (each.get() != &peer && each->session && each->sender.user_id == peer.sender.user_id &&
            each->session->client_id == peer.session->client_id)
            each->socket->close(kReplaced, "replaced");
}

void Hub::move(Peer& peer, const Message& message, std::string_view text) {
    Session& session = *peer.session;
    if (peer.sender.role == model::Role::VIEWER)
        return peer.socket->send(text_frame(error_text(403, "Forbidden", "forbidden", "")));
    const auto time = Monotonic::now();
    if (!session.presence.take(time)) return void(++session.dropped);
    // Everybody who joins gets it, with those of all others.
    if (message.lane == Lane::cursor && message.payload.size() <= SessionLimits::kMostCursor)
        session.cursor = message.payload;
    if (message.lane == Lane::frame) {
        const auto touched = rooms_.at(peer.project_id)->touched.find(std::string(message.element));
        const std::optional<std::int64_t> rev = rev_of(text);
        if (touched != rooms_.at(peer.project_id)->touched.end() &&
            (touched->second < 0 || (rev && *rev < touched->second)))
            return;  // V2-25
        if (session.drags.size() < SessionLimits::kMostDrags)
            session.drags.insert_or_assign(std::string(message.element), time);
    }
    const Decision decision = receive_volatile(peer.sender, message, session.client_id, pictbook::now());
    if (const auto* passed = std::get_if<Relay>(&decision)) relay(peer, *passed);
}

void Hub::command(const std::shared_ptr<Peer>& peer, std::string_view type, const json::object& message,
                  std::size_t bytes) {
    Session& session = *peer->session;
    const auto answer = [&](unsigned status, std::string_view words, std::string_view code, std::string_view op = "",
                            Milliseconds wait = {}) {
        peer->socket->send(text_frame(error_text(status, words, code, op, wait)));
    };
    const json::value* given = message.if_contains("op");
    const Result<model::Op> op = schema::decode<model::Op>(given ? *given : json::value(), "message");
    if (!op || !op->n.fits() || op->c.value != session.client_id)
        return answer(422, "/op: Expected {c, n} with your clientId and a whole number", "invalid");
    const OpKey key{op->c.value, op->n.whole()};
    const std::string op_text = op_json(key);
    if (peer->sender.role == model::Role::VIEWER) return answer(403, "Forbidden", "forbidden", op_text);
    const bool too_many = session.pending >= SessionLimits::kMostPending;
    if (too_many || !session.commands.take(Monotonic::now()))
        return answer(429, "Too many commands", "too_many", op_text,
                      too_many ? Milliseconds(100) : session.commands.wait());
    const json::value* payload = message.if_contains("payload");
    Result<Command> parsed = parse_command(type, payload ? *payload : json::value(), session.client_id);
    if (!parsed) return peer->socket->send(text_frame(refusal_text({parsed.error(), "invalid"}, op_text)));
    submit(peer, {peer->sender.user_id, key, std::move(*parsed)}, bytes);
}

void Hub::look_at_greetings() {
    const auto late = Monotonic::now() - kGreeting;
    for (const auto& [id, room] : rooms_)
        for (const std::shared_ptr<Peer>& peer : room->peers)
            if (peer->admitted && peer->session && peer->session->state == State::greeting &&
                peer->session->since <= late)
                peer->socket->close(kNotUnderstood, "expected HELLO");
}

void Hub::look_at_snapshots() {
    const auto now = Monotonic::now();
    snapshots_.forget(now - kUnusedSnapshot);
    if (!snapshots_.lack_room()) return;
    for (const auto& [id, room] : rooms_)
        for (const std::shared_ptr<Peer>& peer : room->peers)
            if (peer->session && peer->session->late && *peer->session->late < now)
                peer->socket->close(kResync, "resync");
}

}  // namespace pictbook::canvas
