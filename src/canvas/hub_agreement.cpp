// The part of the hub that proves the state of a book to its sessions (V2-34), from what the tables hold.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "canvas/hub_state.hpp"
#include "canvas/join.hpp"
#include "canvas/messages.hpp"
#include "canvas/state_hash.hpp"

namespace pictbook::canvas {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr std::size_t kAtOnce = 100;  // elements between two turns of the loop: about a millisecond

awaitable<std::uint64_t> sum_of(const std::vector<store::PlacedElement>& elements) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        if (i % kAtOnce == kAtOnce - 1) co_await asio::post(asio::use_awaitable);
        sum += element_hash(object_of(elements[i]));
    }
    co_return sum;
}

}  // namespace

void Hub::look_at_agreement() {
    const auto late = Monotonic::now() - limits_.agreement_every;
    for (const auto& [id, room] : rooms_) {
        Agreement& agreement = room->agreement;
        if (!room->feed.started() || agreement.runs || agreement.at > late || agreement.seq == room->feed.seq())
            continue;
        agreement.runs = true;
        asio::co_spawn(executor_, prove(id), asio::detached);
    }
}

awaitable<void> Hub::prove(std::string project_id) {
    std::optional<store::JournalHead> head;
    std::string text;
    try {
        const Turns::Turn turn = co_await proofs_.wait("too many books are to be proved");
        const std::optional<store::PlacedList> list = co_await read_book(*db_, project_id);
        if (list) {
            head = list->head;
            text = state_hash_text(head->seq, head->epoch, state_hash(co_await sum_of(list->elements)));
        }
    } catch (const std::exception& error) {
        tell_absence("the state of a book can't be read", error);
    }
    const auto found = rooms_.find(project_id);
    if (found == rooms_.end()) co_return;
    Room& room = *found->second;
    room.agreement.runs = false;
    if (!head || text.empty() || !room.feed.started()) co_return;
    if (head->epoch != room.feed.epoch()) {
        resync(room, nullptr);
        co_return;
    }
    // One of a moment that has passed here is of no use: the next look makes another.
    if (head->seq < room.feed.seq()) co_return;
    room.agreement.at = Monotonic::now();
    room.agreement.due = {head->seq, std::move(text)};
    if (head->seq == room.feed.seq()) tell_agreement(room);
}

void Hub::tell_agreement(Room& room) {
    room.agreement.seq = room.agreement.due->first;
    tell_sessions(room, text_frame(room.agreement.due->second), 0);
    room.agreement.due.reset();
}

}  // namespace pictbook::canvas
