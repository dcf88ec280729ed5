// The part of the hub that brings commands into the database, and tells of them.
//
// Commands of one book that come while others are being committed share the next transaction: nobody waits for a timer, and
// a busy book has one sync for many commands.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "canvas/event_packet.hpp"
#include "canvas/hub_state.hpp"
#include "canvas/messages.hpp"

namespace pictbook::canvas {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr std::size_t kMostTogether = 64;             // commands of one transaction
constexpr std::size_t kMostWaiting = 4096;            // commands of one book
constexpr std::size_t kMostWaitingBytes = 32u << 20;  // of their messages, beyond one that waits alone
constexpr int kCommitTries = 3;  // of a commit that may have happened, or lost a race for an id with another book's
constexpr Milliseconds kBetweenTries{200};

awaitable<void> wait_for_a_while(Milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

Refusal unavailable() {
    return {Error{.fault = Fault::unavailable, .message = "The book can't be written now", .retry_after = Seconds(1)},
            "unavailable"};
}

/// The fault is ours, but it stays one however often the client comes back.
Refusal unfit() { return {Error{Fault::invalid, "The book can't take this command"}, "invalid"}; }

}  // namespace

void Hub::submit(const std::shared_ptr<Peer>& peer, Draft draft, std::size_t bytes) {
    Room& room = *rooms_.at(peer->project_id);
    const bool is_full = !room.commands.empty() && room.command_bytes + bytes > kMostWaitingBytes;
    if (is_full || room.commands.size() >= kMostWaiting) {
        const std::string op = op_json(*draft.op);
        return peer->socket->send(text_frame(error_text(429, "Too many commands", "too_many", op, Milliseconds(500))));
    }
    ++peer->session->pending;
    room.command_bytes += bytes;
    room.commands.push_back({peer, std::move(draft), bytes});
    if (std::exchange(room.commits, true)) return;
    asio::co_spawn(executor_, commit_queue(peer->project_id), asio::detached);
}

/// Until nothing waits. The room stays as long, also when those who asked have left.
awaitable<void> Hub::commit_queue(std::string project_id) {
    Room& room = *rooms_.at(project_id);
    Together together;
    try {
        while (take_waiting(room, together)) co_await commit_together(project_id, together);
    } catch (const std::exception& error) {
        give_up(room, together);
        tell_fault("commands were left without an answer", error);
    }
    room.commits = false;
    drop_unused(project_id);
}

/// Those whose turn has come; false when nothing waits.
bool Hub::take_waiting(Room& room, Together& together) {
    together = {};
    together.drafts.reserve(kMostTogether);
    together.peers.reserve(kMostTogether);
    for (; !room.commands.empty() && together.drafts.size() < kMostTogether; room.commands.pop_front()) {
        room.command_bytes -= room.commands.front().bytes;
        together.peers.push_back(std::move(room.commands.front().peer));
        together.drafts.push_back(std::move(room.commands.front().draft));
    }
    return !together.drafts.empty();
}

awaitable<void> Hub::commit_together(const std::string& project_id, Together& together) {
    const std::vector<Verdict> verdicts = co_await commit_all(project_id, together.drafts);
    for (const Verdict& verdict : verdicts) {
        Peer& peer = *together.peers[together.answered];
        const auto* made = std::get_if<Commit>(&verdict);
        const std::string op = op_json(*together.drafts[together.answered].op);
        peer.socket->send(text_frame(made ? ack_text(*made) : refusal_text(std::get<Refusal>(verdict), op)));
        --peer.session->pending;
        ++together.answered;
        if (made) announce(project_id, *made);  // also one that was made before: nobody may know of it yet
    }
}

/// After a fault of ours: whoever waits for an answer comes back, and sends again what has none (V2-16).
void Hub::give_up(Room& room, const Together& together) {
    const auto give_up_one = [](Peer& peer) {
        --peer.session->pending;
        peer.socket->close(kResync, "resync");
    };
    for (std::size_t i = together.answered; i < together.peers.size(); ++i) give_up_one(*together.peers[i]);
    for (const Waiting& each : std::exchange(room.commands, {})) give_up_one(*each.peer);
    room.command_bytes = 0;
}

/// In one transaction if it goes, else one by one, so that one that fails takes no others with it.
awaitable<std::vector<Verdict>> Hub::commit_all(const std::string& project_id, std::span<const Draft> drafts) {
    if (drafts.size() > 1) {
        Attempt attempt = co_await try_commit(project_id, drafts);
        if (auto* verdicts = std::get_if<std::vector<Verdict>>(&attempt)) co_return std::move(*verdicts);
    }
    std::vector<Verdict> out;
    out.reserve(drafts.size());
    for (const Draft& draft : drafts) {
        Verdict verdict = co_await commit_one(project_id, draft);
        out.push_back(std::move(verdict));
        const auto* refusal = std::get_if<Refusal>(&out.back());
        if (refusal && refusal->error.fault == Fault::unavailable) break;
    }
    out.resize(drafts.size(), unavailable());  // the rest would wait as long for the same
    co_return out;
}

/// One that may have been committed is known by its op when it is tried again.
awaitable<Verdict> Hub::commit_one(const std::string& project_id, const Draft& draft) {
    for (int tried = 1;; ++tried) {
        Attempt attempt = co_await try_commit(project_id, std::span(&draft, 1));
        if (auto* verdicts = std::get_if<std::vector<Verdict>>(&attempt)) co_return std::move(verdicts->front());
        if (tried == kCommitTries) co_return std::get<Refusal>(std::move(attempt));
        co_await wait_for_a_while(kBetweenTries);
    }
}

awaitable<Hub::Attempt> Hub::try_commit(const std::string& project_id, std::span<const Draft> drafts) {
    auto write = [&](db::Sql& sql) -> awaitable<Result<std::vector<Verdict>>> {
        co_return co_await commit(sql, project_id, drafts, now(), true);
    };
    try {
        co_return (co_await db_->transaction(write)).value();
    } catch (const db::Violation& error) {
        log::error("the database refused commands", {{"reason", error.what()}});
        co_return unfit();
    } catch (const std::exception& error) {
        thread_local log::Seldom seldom(Milliseconds(1000));
        if (const std::optional<std::int64_t> more = seldom.next())
            log::warning("commands could not be committed", {{"reason", error.what()}, {"more", *more}});
        co_return unavailable();
    }
}

/// Until what the peer asked for is answered: the transaction refers to the hub.
awaitable<void> Hub::settled(const Peer& peer) {
    while (peer.session && peer.session->pending > 0) co_await wait_for_a_while(Milliseconds(5));
}

void Hub::tell_commit(const std::string& project_id, const Commit& commit) {
    if (!rooms_.contains(project_id) && !bus_.is_heard(topic_of(project_id))) return;
    Event event{commit.seq, commit.epoch, event_text(commit)};
    bus_.publish(topic_of(project_id), std::make_shared<const std::string>(pack(event)));
    take_event(project_id, std::move(event));
}

void Hub::announce(const std::string& project_id, const Commit& commit) {
    Event event{commit.seq, commit.epoch, event_text(commit)};
    if (bus_.has_nodes()) bus_.publish_to_nodes(topic_of(project_id), std::make_shared<const std::string>(pack(event)));
    const auto room = rooms_.find(project_id);
    for (const std::string& text : legacy_texts(commit)) {
        const http::Frame frame = text_frame(text);
        if (room != rooms_.end()) deliver(*room->second, frame, Lane::ordered, 0, {});
        if (!bus_.has_nodes()) continue;
        const Packet packet{0, Lane::ordered, {}, *frame};
        bus_.publish_to_nodes(topic_of(project_id), std::make_shared<const std::string>(pack(packet)));
    }
    take_event(project_id, std::move(event));
}

}  // namespace pictbook::canvas
