// The part of a node that brings commands into the database, as canvas/hub_commits.cpp, api/committing.cpp and api/removal.cpp
// do.
#include "canvas/event_packet.hpp"
#include "canvas/messages.hpp"
#include "sim/node.hpp"
#include "store/images.hpp"

namespace pictbook::sim {

using canvas::Commit;
using canvas::Draft;
using canvas::Verdict;

namespace {

constexpr std::size_t kMostTogether = 64;
constexpr int kTries = 3;
constexpr Milliseconds kBetweenTries{200};

Record record_of(const Verdict& verdict, const Draft& draft, std::shared_ptr<const json::object> command) {
    Record record;
    record.author = draft.author;
    record.op = draft.op;
    record.command = std::move(command);
    if (const auto* refusal = std::get_if<canvas::Refusal>(&verdict)) {
        record.kind = Record::Kind::refused;
        record.code = refusal->code;
    } else {
        record.seq = std::get<Commit>(verdict).seq;
    }
    return record;
}

bool is_retried(const Verdict& verdict) {
    const auto* commit = std::get_if<Commit>(&verdict);
    return commit && commit->retried;
}

}  // namespace

awaitable<void> Node::commit_queue() {
    while (!room_->commands.empty()) {
        const Batch batch = take_batch();
        const std::vector<Verdict> verdicts = co_await commit_all(batch);
        for (std::size_t i = 0; i < verdicts.size(); ++i) {
            Connection& socket = *batch.peers[i]->socket;
            if (const auto* refusal = std::get_if<canvas::Refusal>(&verdicts[i])) {
                socket.send(frame_of(canvas::refusal_text(*refusal, canvas::op_json(*batch.drafts[i].op))));
                continue;
            }
            const auto& made = std::get<Commit>(verdicts[i]);
            socket.send(frame_of(canvas::ack_text(made)));
            announce(made);
        }
    }
    room_->commits = false;
    drop_unused();
}

Node::Batch Node::take_batch() {
    Batch batch;
    std::deque<Waiting>& waiting = room_->commands;
    for (; !waiting.empty() && batch.drafts.size() < kMostTogether; waiting.pop_front()) {
        batch.peers.push_back(std::move(waiting.front().peer));
        batch.drafts.push_back(std::move(waiting.front().draft));
        batch.commands.push_back(std::move(waiting.front().command));
    }
    return batch;
}

awaitable<std::vector<Verdict>> Node::commit_all(const Batch& batch) {
    if (batch.drafts.size() > 1) {
        std::optional<std::vector<Verdict>> verdicts = co_await try_commit(batch.drafts, batch.commands, true);
        if (verdicts) co_return std::move(*verdicts);
    }
    std::vector<Verdict> out;
    for (std::size_t i = 0; i < batch.drafts.size(); ++i) {
        std::optional<std::vector<Verdict>> verdict;
        for (int tried = 0; !verdict && tried < kTries; ++tried) {
            if (tried > 0) co_await wait(kBetweenTries);
            verdict = co_await try_commit(std::span(&batch.drafts[i], 1), std::span(&batch.commands[i], 1), true);
        }
        const canvas::Refusal unavailable{Error{Fault::unavailable, "The book can't be written now"}, "unavailable"};
        out.push_back(verdict ? std::move(verdict->front()) : Verdict(unavailable));
    }
    co_return out;
}

awaitable<std::optional<std::vector<Verdict>>> Node::try_commit(
    std::span<const Draft> drafts, std::span<const std::shared_ptr<const json::object>> commands, bool members_only) {
    auto write = [&](db::Sql& sql) -> awaitable<Result<std::vector<Verdict>>> {
        std::vector<Verdict> verdicts = co_await canvas::commit(sql, scene_.project_id, drafts, clock(), members_only);
        if (commands.front()->at("type") == "IMAGE_DELETE" &&
            !co_await store::remove_image(sql, drafts.front().command.id))
            co_return Error{Fault::not_found, "Image not found"};
        std::vector<Record> records;
        for (std::size_t i = 0; i < verdicts.size(); ++i)
            if (!is_retried(verdicts[i])) records.push_back(record_of(verdicts[i], drafts[i], commands[i]));
        db_.when_kept([this, records = std::move(records)] {
            for (const Record& each : records) scene_.log.push_back(each);
        });
        co_return verdicts;
    };
    try {
        co_return (co_await db_.transaction(write)).value();
    } catch (const db::Violation& error) {
        scene_.fail("the database refuses what was decided: " + std::string(error.what()));
    } catch (const std::exception& error) {
        scene_.note(name_ + " could not commit: " + error.what());
    }
    co_return std::nullopt;
}

void Node::write(Draft draft, std::shared_ptr<const json::object> command, std::function<void(bool)> done) {
    spawn(write_one(std::move(draft), std::move(command), std::move(done)));
}

awaitable<void> Node::write_one(Draft draft, std::shared_ptr<const json::object> command,
                                std::function<void(bool)> done) {
    co_await wait(scene_.latency());
    const std::optional<std::vector<Verdict>> verdict =
        co_await try_commit(std::span(&draft, 1), std::span(&command, 1), false);
    const Commit* made = verdict ? std::get_if<Commit>(&verdict->front()) : nullptr;
    if (made) announce(*made);
    done(verdict.has_value());
}

void Node::announce(const Commit& commit) {
    canvas::Event event{commit.seq, commit.epoch, canvas::event_text(commit)};
    scene_.note(name_ + " committed " + event.text);
    bus_.publish(*this, canvas::pack(event));
    take_event(std::move(event));
}

}  // namespace pictbook::sim
