// The journal of a book: its entries by seq, the last states of deleted elements, and the row of the book that orders its
// commits (docs/spec/live-v2.md). What stands in `changes` and `inverse` is written by canvas/change.hpp.
#pragma once

#include <algorithm>
#include <vector>

#include "db/db.hpp"
#include "model/project.hpp"

namespace pictbook::store {

/// Where a book's journal ends.
struct JournalHead {
    std::int64_t seq = 0;  // of the last entry; 0 when there never was one
    std::int64_t epoch = 0;
    std::int64_t revision = 0;   // of the elements, whoever writes them
    std::int64_t journaled = 0;  // the revision that the journal accounts for
    bool is_whole() const { return revision == journaled; }
};
BOOST_DESCRIBE_STRUCT(JournalHead, (), (seq, epoch, revision, journaled))
JournalHead read_head(const db::Row& row);

struct JournalEntry {
    std::int64_t seq = 0;
    std::int64_t epoch = 0;
    Time at;
    std::string author;                 // the id of a user
    std::optional<std::string> client;  // with counter: the op, of commands that have one
    std::optional<std::int64_t> counter;
    std::string type;
    std::string result;
    std::string changes, inverse;  // JSON
};
BOOST_DESCRIBE_STRUCT(JournalEntry, (), (seq, epoch, at, author, client, counter, type, result, changes, inverse))

/// Nothing when there is no such book.
boost::asio::awaitable<std::optional<JournalHead>> find_journal_head(db::Sql& sql, std::string project_id);
/// The same, with the book's row locked until the transaction ends (store/projects.hpp, hold_project).
boost::asio::awaitable<std::optional<JournalHead>> hold_journal(db::Sql& sql, std::string project_id);
/// The same, and the seqs behind it are taken for so many entries, which account for what the transaction writes.
boost::asio::awaitable<std::optional<JournalHead>> take_seqs(db::Sql& sql, std::string project_id, std::int64_t count);
/// The last `count` of those that this transaction took.
boost::asio::awaitable<void> give_seqs_back(db::Sql& sql, std::string project_id, std::int64_t count);
/// Its entries account for so many elements that were removed, too: a row that goes can't say who removes it.
boost::asio::awaitable<void> count_removals(db::Sql& sql, std::string project_id, std::int64_t count);
/// Elements were written without the journal: it can't tell how they came to be any more.
boost::asio::awaitable<void> begin_epoch(db::Sql& sql, std::string project_id, std::int64_t epoch);

/// In the transaction that took its seq.
boost::asio::awaitable<void> append_entry(db::Sql& sql, std::string project_id, const JournalEntry& entry);
/// A page of the journal ends with the entry that makes so many characters, of which a long one may have many more. All that may be
/// in it are measured for that: `most` is to be small, or not much more than the page before had.
inline constexpr std::size_t kFullPage = 256 * 1024;

/// For who reads page by page: `most` of the first one, and of the next one by what the last had.
inline constexpr std::int64_t kFirstEntries = 16;
inline std::int64_t next_page(const std::vector<JournalEntry>& last) {
    return std::min<std::int64_t>(2 * static_cast<std::int64_t>(last.size()), 200);
}

/// Those after `seq`, the oldest first: at most `most`, or up to kFullPage characters of changes. Without `inverse`, for who goes forward has no need of it.
boost::asio::awaitable<std::vector<JournalEntry>> list_entries_after(db::Sql& sql, std::string project_id,
                                                                     std::int64_t seq, std::int64_t most);
/// How long the `changes` of all those after `seq` are.
boost::asio::awaitable<std::int64_t> length_after(db::Sql& sql, std::string project_id, std::int64_t seq);
/// Those before `seq`, the newest first: at most `most`, or up to kFullPage characters of changes and inverses.
boost::asio::awaitable<std::vector<JournalEntry>> list_entries_before(db::Sql& sql, std::string project_id,
                                                                      std::int64_t seq, std::int64_t most);

/// What the op of a command finds: the entry that it made, and the role of its author now.
struct OpRow {
    std::optional<model::Role> role;
    std::optional<JournalEntry> entry;
};
boost::asio::awaitable<OpRow> find_op(db::Sql& sql, std::string project_id, std::string author, std::string client,
                                      std::int64_t counter);

/// The last state of a deleted element, JSON, if it was one of the book's.
boost::asio::awaitable<std::optional<std::string>> find_tombstone(db::Sql& sql, std::string project_id,
                                                                  std::string element_id);
boost::asio::awaitable<void> put_tombstone(db::Sql& sql, std::string project_id, std::string element_id,
                                           std::string state, Time at);
boost::asio::awaitable<void> remove_tombstone(db::Sql& sql, std::string element_id);

/// Cuts entries and tombstones that are older, and of each book all but the newest `kept` entries; at most `most` of each.
/// True when nothing is left to cut.
boost::asio::awaitable<bool> cut_journals(db::Sql& sql, Time older_than, std::int64_t kept, std::int64_t most);

}  // namespace pictbook::store
