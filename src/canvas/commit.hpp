// Commands into the database: each is decided, written into the tables and the journal in one transaction, once for its op
// (docs/spec/live-v2.md, V2-11 to V2-16). From sockets and from REST alike.
#pragma once

#include <span>
#include <variant>

#include "canvas/decide.hpp"
#include "db/db.hpp"

namespace pictbook::canvas {

struct Draft {
    std::string author;  // the id of a user
    std::optional<OpKey> op;
    Command command;
};

/// An entry of the journal, made now or found by its op.
struct Commit {
    std::int64_t seq = 0;
    std::int64_t epoch = 0;
    Time at;
    std::string author;
    std::optional<OpKey> op;
    std::string type;
    Outcome outcome = Outcome::committed;
    std::string changes;  // JSON
    // Of one that was made now:
    bool retried = false;  // it was not
    std::vector<Change> details;
    std::vector<Skipped> skipped;
};

using Verdict = std::variant<Commit, Refusal>;

/// In a transaction, the first of it that writes: takes the book for itself and commits what is not refused, in this order, and
/// gives a verdict for each. With `members_only` an author who may not write (any longer) is refused.
boost::asio::awaitable<std::vector<Verdict>> commit(db::Sql& sql, std::string project_id, std::span<const Draft> drafts,
                                                    Time now, bool members_only);

Commit commit_of(store::JournalEntry entry);

}  // namespace pictbook::canvas
