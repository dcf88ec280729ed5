#include "canvas/join.hpp"

namespace pictbook::canvas {

using boost::asio::awaitable;

namespace {

/// Whether the entries follow each other and `seq`, up to where the journal ended before they were read.
bool follow(const std::vector<store::JournalEntry>& entries, std::int64_t seq, const store::JournalHead& head) {
    for (const store::JournalEntry& each : entries)
        if (each.seq != ++seq || each.epoch != head.epoch) return false;
    return seq >= head.seq;
}

awaitable<std::optional<Start>> read_delta(db::Db& db, const std::string& project_id, const model::Hello& hello,
                                           const store::JournalHead& head) {
    if (!hello.lastSeq || !hello.epoch || hello.epoch->whole() != head.epoch) co_return std::nullopt;
    const std::int64_t last = hello.lastSeq->whole();
    if (last < 0 || last > head.seq || head.seq - last > kMostMissed) co_return std::nullopt;
    if (last < head.seq) {
        const std::int64_t bytes = co_await store::length_after(db, project_id, last);
        if (bytes > kMostMissedBytes) co_return std::nullopt;
    }
    Start out{.seq = last, .epoch = head.epoch, .is_delta = true, .entries = {}, .elements = {}};
    out.entries = co_await store::list_entries_after(db, project_id, last, kMostMissed);
    if (!follow(out.entries, last, head)) co_return std::nullopt;
    if (!out.entries.empty()) out.seq = out.entries.back().seq;
    co_return out;
}

/// What is there without the journal's knowledge begins an epoch.
awaitable<void> begin_epoch(db::Db& db, const std::string& project_id) {
    auto hold = [&](db::Sql& sql) -> awaitable<Result<void>> {
        co_await commit(sql, project_id, {}, now(), false);
        co_return Result<void>();
    };
    co_await db.transaction(hold);
}

}  // namespace

awaitable<std::optional<Start>> read_start(db::Db& db, std::string project_id, model::Hello hello) {
    std::optional<store::JournalHead> head = co_await store::find_journal_head(db, project_id);
    if (head && !head->is_whole()) {
        co_await begin_epoch(db, project_id);
        head = co_await store::find_journal_head(db, project_id);
    }
    if (!head) co_return std::nullopt;
    std::optional<Start> delta = co_await read_delta(db, project_id, hello, *head);
    if (delta) co_return delta;
    store::PlacedList list = co_await store::list_placed_elements(db, project_id);
    if (!list.head) co_return std::nullopt;
    co_return Start{.seq = list.head->seq,
                    .epoch = list.head->epoch,
                    .is_delta = false,
                    .entries = {},
                    .elements = std::move(list.elements)};
}

}  // namespace pictbook::canvas
