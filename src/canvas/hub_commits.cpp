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
    for (;;) {
        const auto found = rooms_.find(project_id);
        std::deque<Waiting>& waiting = found->second->commands;
        if (waiting.empty()) {
            found->second->commits = false;
            drop_unused(project_id);
            co_return;
        }
        std::vector<Draft> drafts;
        std::vector<std::shared_ptr<Peer>> peers;
        for (; !waiting.empty() && drafts.size() < kMostTogether; waiting.pop_front()) {
            found->second->command_bytes -= waiting.front().bytes;
            drafts.push_back(std::move(waiting.front().draft));
            peers.push_back(std::move(waiting.front().peer));
        }
        const std::vector<Verdict> verdicts = co_await commit_all(project_id, drafts);
        for (std::size_t i = 0; i < verdicts.size(); ++i) {
            --peers[i]->session->pending;
            if (const auto* refusal = std::get_if<Refusal>(&verdicts[i])) {
                peers[i]->socket->send(text_frame(refusal_text(*refusal, op_json(*drafts[i].op))));
                continue;
            }
            const auto& made = std::get<Commit>(verdicts[i]);
            peers[i]->socket->send(text_frame(ack_text(made)));
            announce(project_id, made);  // also one that was made before: nobody may know of it yet
        }
    }
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
    }
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
        log::warning("commands could not be committed", {{"reason", error.what()}});
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
