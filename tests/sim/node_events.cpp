// The part of a node that brings events to its sessions in order, as canvas/hub_events.cpp and hub_agreement.cpp do.
#include "canvas/event_packet.hpp"
#include "canvas/messages.hpp"
#include "canvas/state_hash.hpp"
#include "sim/node.hpp"

namespace pictbook::sim {

using canvas::Event;

namespace {

constexpr std::int64_t kPage = 4;  // entries of the journal: few, so that there are several pages
constexpr Milliseconds kWatch{500};
constexpr Seconds kReadAlone{1}, kReadAnyway{10};
constexpr int kAgreesEvery = 6;  // in looks

}  // namespace

void Node::receive_from_bus(const std::string& payload) {
    const std::optional<canvas::Packet> packet = canvas::unpack(payload);
    std::optional<Event> event = canvas::event_of(*packet);
    take_event(std::move(*event));
}

void Node::take_event(Event event) {
    if (!room_ || !room_->feed.started()) return;
    for (const Event& each : room_->feed.take(std::move(event))) deliver(each);
    if (room_->feed.broken()) return resync(nullptr);
    if (room_->feed.has_gap()) fill();
}

void Node::deliver(const Event& event) {
    const Frame frame = frame_of(event.text);
    bool heard = false;
    for (const PeerPtr& peer : room_->peers) {
        heard = heard || peer->state == State::live;
        if (peer->state == State::joining) peer->held.push_back({event.seq, frame});
    }
    if (heard) tell(frame);
    if (room_->agreement.due && room_->agreement.due->first == event.seq) tell_agreement();
}

/// To all live sessions at the end of the turn.
void Node::tell(Frame frame) {
    room_->outbox.push_back(std::move(frame));
    if (room_->outbox.size() > 1) return;
    scene_.scheduler.after(Milliseconds(0), [self = shared_from_this()] {
        if (!self->dead_ && self->room_) self->release();
    });
}

void Node::release() {
    for (const Frame& frame : std::exchange(room_->outbox, {}))
        for (const PeerPtr& peer : room_->peers)
            if (peer->state == State::live) peer->socket->send(frame);
}

void Node::fill() {
    room_->fill_again = true;
    room_->read_at = scene_.scheduler.now();
    if (!std::exchange(room_->fills, true)) spawn(fill_from_journal());
}

void Node::fill_all() {
    if (!dead_ && room_ && room_->feed.started()) fill();
}

awaitable<void> Node::fill_from_journal() {
    for (;;) {
        if (!room_) co_return;
        room_->fill_again = false;
        const std::int64_t seq = room_->feed.seq();
        std::vector<store::JournalEntry> entries;
        bool read = true;
        try {
            entries = co_await store::list_entries_after(db_, scene_.project_id, seq, kPage);
        } catch (const std::exception&) {
            read = false;
        }
        if (!room_) co_return;
        if (!read) {
            room_->fills = false;
            co_return;
        }
        const bool full = entries.size() == static_cast<std::size_t>(kPage);
        take_entries(std::move(entries));
        const bool is_cut = !room_->fill_again && room_->feed.has_gap() && room_->feed.seq() == seq;
        if (room_->feed.broken() || is_cut) resync(nullptr);
        if (full || room_->fill_again) continue;
        room_->fills = false;
        co_return;
    }
}

void Node::take_entries(std::vector<store::JournalEntry> entries) {
    for (store::JournalEntry& entry : entries) {
        const canvas::Commit commit = canvas::commit_of(std::move(entry));
        for (const Event& each : room_->feed.take({commit.seq, commit.epoch, canvas::event_text(commit)}))
            deliver(each);
    }
}

void Node::resync(const Peer* but) {
    if (scene_.outside_writes == 0) scene_.fail(name_ + " lets its sessions begin anew without a reason");  // V2-33
    for (const PeerPtr& peer : room_->peers)
        if (peer.get() != but && peer->state != State::greeting) peer->socket->close(kResync);
    room_->feed.stop();
    room_->agreement.due.reset();
}

awaitable<void> Node::watch() {
    for (int look = 1;; ++look) {
        co_await wait(kWatch);
        if (!room_ || !room_->feed.started()) continue;
        const Seconds pause = alone_ ? kReadAlone : kReadAnyway;
        if (room_->read_at <= scene_.scheduler.now() - pause) fill();
        canvas::Feed& feed = room_->feed;
        if (look % kAgreesEvery != 0 || room_->agreement.runs || room_->agreement.seq == feed.seq()) continue;
        room_->agreement.runs = true;
        spawn(prove());
    }
}

awaitable<void> Node::prove() {
    std::optional<store::PlacedList> list;
    std::uint64_t sum = 0;
    try {
        list = co_await canvas::read_book(db_, scene_.project_id);
        for (const store::PlacedElement& each : list->elements) sum += canvas::element_hash(canvas::object_of(each));
    } catch (const std::exception&) {
        list.reset();
    }
    if (!room_) co_return;
    room_->agreement.runs = false;
    if (!list || !room_->feed.started()) co_return;
    const store::JournalHead& head = *list->head;
    if (head.epoch != room_->feed.epoch()) co_return resync(nullptr);
    if (head.seq < room_->feed.seq()) co_return;
    const std::string text = canvas::state_hash_text(head.seq, head.epoch, canvas::state_hash(sum));
    room_->agreement.due = {head.seq, frame_of(text)};
    if (head.seq == room_->feed.seq()) tell_agreement();
}

void Node::tell_agreement() {
    room_->agreement.seq = room_->agreement.due->first;
    tell(room_->agreement.due->second);
    room_->agreement.due.reset();
}

}  // namespace pictbook::sim
