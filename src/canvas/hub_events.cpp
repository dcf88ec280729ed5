// The part of the hub that brings events to the sessions of a book in the order of seq, whatever way they come: from commits
// here, over the bus, from the journal.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/log.hpp"
#include "canvas/event_packet.hpp"
#include "canvas/hub_state.hpp"
#include "canvas/messages.hpp"

namespace pictbook::canvas {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr std::int64_t kFillPage = 50;  // entries of the journal, read at a time
constexpr std::size_t kMostTouched = 10'000;
constexpr Seconds kAbandoned{10};
/// How often the journal is read unasked: while other nodes can't be heard, and else for what a node has committed that died
/// before it could tell, or what could not be read when it was missing (V2-33).
constexpr Seconds kReadAlone{1}, kReadAnyway{10};

/// Nothing when the database is away.
awaitable<std::optional<std::vector<store::JournalEntry>>> read_after(db::Db& db, const std::string& project_id,
                                                                      std::int64_t seq) {
    try {
        co_return co_await store::list_entries_after(db, project_id, seq, kFillPage);
    } catch (const std::exception& error) {
        log::warning("a journal can't be read", {{"reason", error.what()}});
    }
    co_return std::nullopt;
}

}  // namespace

void Hub::receive_event(const std::string& project_id, const Packet& packet) {
    if (std::optional<Event> event = event_of(packet)) take_event(project_id, std::move(*event));
}

void Hub::take_event(const std::string& project_id, Event event) {
    const auto found = rooms_.find(project_id);
    if (found == rooms_.end() || !found->second->feed.started()) return;
    Room& room = *found->second;
    for (const Event& each : room.feed.take(std::move(event))) deliver_event(room, each);
    if (room.feed.broken()) return resync(room, nullptr);
    if (room.feed.has_gap()) fill(project_id);
}

void Hub::deliver_event(Room& room, const Event& event) {
    note_touched(room, event);
    const http::Frame frame = text_frame(event.text);
    bool heard = false;
    for (const std::shared_ptr<Peer>& peer : room.peers) {
        heard = heard || peer->is_live();
        if (peer->is_joining()) hold(*peer, event.seq, frame);
    }
    if (heard && room.v2_outbox.add_ordered(0, frame))
        release(room);
    else if (heard)
        wait_for_end_of_turn(room);
    if (room.agreement.due && room.agreement.due->first == event.seq) tell_agreement(room);
}

/// Until the peer is live.
void Hub::hold(Peer& peer, std::optional<std::int64_t> seq, const http::Frame& frame) {
    Session& session = *peer.session;
    session.held_bytes += frame->size();
    session.held.push_back({seq, frame});
    if (session.held_bytes > SessionLimits::kMostHeldBytes) peer.socket->close(kResync, "resync");
}

/// Which drags it ends (V2-25, V2-26).
void Hub::note_touched(Room& room, const Event& event) {
    const json::value tree = schema::parse_json(event.text).value();
    if (room.touched.size() > kMostTouched) room.touched.clear();
    for (const json::value& change : tree.at("payload").at("changes").as_array()) {
        const std::string id(text_member(change.as_object(), "id"));
        room.touched[id] = text_member(change.as_object(), "is") == "deleted" ? -1 : event.seq;
        for (const std::shared_ptr<Peer>& peer : room.peers)
            if (peer->session) peer->session->drags.erase(id);
    }
}

/// Reads what is missing, and what may have been told while nobody listened.
void Hub::fill(const std::string& project_id) {
    Room& room = *rooms_.at(project_id);
    room.fill_again = true;
    room.read_at = Monotonic::now();
    if (std::exchange(room.fills, true)) return;
    asio::co_spawn(executor_, fill_from_journal(project_id), asio::detached);
}

awaitable<void> Hub::fill_from_journal(std::string project_id) {
    try {
        while (co_await fill_once(project_id)) {
        }
    } catch (const std::exception& error) {
        tell_fault("a journal can't be told", error);  // look_at_journals() asks again
    }
    if (const auto room = rooms_.find(project_id); room != rooms_.end()) room->second->fills = false;
}

/// False when there is nothing to do.
awaitable<bool> Hub::fill_once(const std::string& project_id) {
    auto room = rooms_.find(project_id);
    if (room == rooms_.end() || !room->second->feed.started() || !std::exchange(room->second->fill_again, false))
        co_return false;
    const std::int64_t seq = room->second->feed.seq();
    const std::optional<std::vector<store::JournalEntry>> entries = co_await read_after(*db_, project_id, seq);
    room = rooms_.find(project_id);
    if (room == rooms_.end()) co_return false;
    // If not, look_at_journals() asks again.
    if (entries) take_entries(*room->second, seq, *entries);
    co_return true;
}

/// What was read behind `seq`.
void Hub::take_entries(Room& room, std::int64_t seq, const std::vector<store::JournalEntry>& entries) {
    for (const store::JournalEntry& entry : entries) {
        const Commit commit = commit_of(entry);
        for (const Event& each : room.feed.take({commit.seq, commit.epoch, event_text(commit)}))
            deliver_event(room, each);
    }
    // An entry that was told of before it was read is there: what is not has been cut.
    const bool is_cut = !room.fill_again && room.feed.has_gap() && room.feed.seq() == seq;
    if (room.feed.broken() || is_cut) return resync(room, nullptr);
    std::size_t bytes = 0;
    for (const store::JournalEntry& entry : entries) bytes += entry.changes.size();
    const bool is_full = entries.size() == static_cast<std::size_t>(kFillPage) || bytes >= store::kFullPage;
    if (is_full) room.fill_again = true;
}

/// Whoever is here begins anew, but for one that does so already.
void Hub::resync(Room& room, const Peer* but) {
    for (const std::shared_ptr<Peer>& peer : room.peers)
        if (peer.get() != but && peer->session && peer->session->state != Session::State::greeting)
            peer->socket->close(kResync, "resync");
    room.feed.stop();
    room.agreement.due.reset();
}

void Hub::fill_all() {
    for (const auto& [id, room] : rooms_)
        if (room->feed.started()) fill(id);
}

void Hub::look_at_journals() {
    const auto late = Monotonic::now() - (bus_.status().connected ? kReadAnyway : kReadAlone);
    for (const auto& [id, room] : rooms_)
        if (room->feed.started() && room->read_at <= late) fill(id);
}

/// Whose sender went without committing them (V2-26).
void Hub::heal_drags(const Peer& peer) {
    const auto recent = Monotonic::now() - kAbandoned;
    std::vector<std::string> elements;
    for (const auto& [id, moved] : peer.session->drags)
        if (moved >= recent) elements.push_back(id);
    if (elements.empty() || stopping_) return;
    asio::co_spawn(executor_, heal(peer.project_id, peer.sender.user_id, std::move(elements)), asio::detached);
}

awaitable<void> Hub::heal(std::string project_id, std::string user_id, std::vector<std::string> elements) {
    try {
        for (const std::string& id : elements) {
            const std::optional<store::PlacedElement> found = co_await store::find_placed_element(*db_, id);
            if (!found || found->project_id != project_id) continue;
            const std::string text = legacy_frame_text("FRAME_UPDATE", now(), user_id, found->element);
            const http::Frame frame = text_frame(text);
            const auto room = rooms_.find(project_id);
            if (room != rooms_.end()) deliver(*room->second, frame, Lane::frame, 0, id);
            bus_.publish_to_nodes(topic_of(project_id),
                                  std::make_shared<const std::string>(pack({0, Lane::frame, id, *frame})));
        }
    } catch (const std::exception& error) {
        log::warning("an abandoned drag can't be healed", {{"reason", error.what()}});
    }
}

}  // namespace pictbook::canvas
