#include "canvas/join.hpp"

namespace pictbook::canvas {

using boost::asio::awaitable;

namespace {

/// What is there without the journal's knowledge begins an epoch.
awaitable<void> begin_epoch(db::Db& db, const std::string& project_id) {
    auto hold = [&](db::Sql& sql) -> awaitable<Result<void>> {
        co_await commit(sql, project_id, {}, now(), false);
        co_return Result<void>();
    };
    co_await db.transaction(hold);
}

awaitable<std::optional<store::JournalHead>> find_whole_head(db::Db& db, const std::string& project_id) {
    std::optional<store::JournalHead> head = co_await store::find_journal_head(db, project_id);
    if (!head || head->is_whole()) co_return head;
    co_await begin_epoch(db, project_id);
    co_return co_await store::find_journal_head(db, project_id);
}

awaitable<std::optional<Start>> read_delta(db::Db& db, const std::string& project_id, const model::Hello& hello,
                                           const store::JournalHead& head, std::int64_t page) {
    if (!hello.lastSeq || !hello.epoch || hello.epoch->whole() != head.epoch) co_return std::nullopt;
    const std::int64_t last = hello.lastSeq->whole();
    if (last < 0 || last > head.seq || head.seq - last > kMostMissed) co_return std::nullopt;
    Start out{.seq = head.seq, .epoch = head.epoch, .snapshot = nullptr, .entries = {}, .page = page};
    if (last == head.seq) co_return out;
    const std::int64_t bytes = co_await store::length_after(db, project_id, last);
    if (bytes > kMostMissedBytes) co_return std::nullopt;
    out.entries = co_await read_missed(db, project_id, last, out);
    if (out.entries.empty()) co_return std::nullopt;
    co_return out;
}

}  // namespace

awaitable<std::optional<Start>> read_start(db::Db& db, Snapshots& snapshots, std::string project_id, model::Hello hello,
                                           Snapshots::Wanted wanted, std::int64_t page) {
    const std::optional<store::JournalHead> head = co_await find_whole_head(db, project_id);
    if (!head) co_return std::nullopt;
    std::optional<Start> delta = co_await read_delta(db, project_id, hello, *head, page);
    if (delta) co_return delta;
    Snapshots::Pointer snapshot = co_await snapshots.get(db, project_id, *head, std::move(wanted));
    if (!snapshot) co_return std::nullopt;
    const std::int64_t seq = snapshot->seq, epoch = snapshot->epoch;
    co_return Start{.seq = seq, .epoch = epoch, .snapshot = std::move(snapshot), .entries = {}, .page = page};
}

awaitable<std::vector<store::JournalEntry>> read_missed(db::Db& db, std::string project_id, std::int64_t seq,
                                                        const Start& start) {
    std::vector<store::JournalEntry> page = co_await store::list_entries_after(db, project_id, seq, start.page);
    for (const store::JournalEntry& each : page)
        if (each.seq != ++seq || each.epoch != start.epoch) co_return std::vector<store::JournalEntry>();
    co_return page;
}

awaitable<std::optional<store::PlacedList>> read_book(db::Db& db, std::string project_id) {
    const std::optional<store::JournalHead> head = co_await find_whole_head(db, project_id);
    if (!head) co_return std::nullopt;
    store::PlacedList list = co_await store::list_placed_elements(db, project_id);
    if (!list.head) co_return std::nullopt;
    co_return list;
}

}  // namespace pictbook::canvas
