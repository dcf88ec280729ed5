#include "canvas/commit.hpp"

#include "canvas/fetch.hpp"
#include "schema/encode.hpp"

namespace pictbook::canvas {

using boost::asio::awaitable;

namespace {

/// Whether they differ in what only their kind has.
bool kind_differs(const model::Element& before, const model::Element& after) {
    const auto compare = [&]<class Fields>(const model::Stored<Fields>& now) {
        const auto& then = std::get<model::Stored<Fields>>(before);
        bool out = false;
        using Own = boost::describe::describe_members<Fields, boost::describe::mod_public>;
        boost::mp11::mp_for_each<Own>(
            [&](auto member) { out = out || !(then.*member.pointer == now.*member.pointer); });
        return out;
    };
    return std::visit(compare, after);
}

/// What a commit's changes of one element come to, so that it is written once.
struct Outline {
    const PlacedElement* before = nullptr;  // the first
    const PlacedElement* after = nullptr;   // the last
    const PlacedElement* last = nullptr;    // its state before it went, for SHAPE_RESTORE
    bool revives = false;
};

std::map<std::string_view, Outline> outlines_of(const std::vector<Change>& changes) {
    std::map<std::string_view, Outline> out;
    for (const Change& each : changes) {
        const auto [place, is_new] = out.try_emplace(each.id);
        Outline& outline = place->second;
        const PlacedElement* before = each.before ? &*each.before : nullptr;
        if (is_new) outline.before = before;
        if (before) outline.last = before;
        outline.after = each.after ? &*each.after : nullptr;
        outline.revives = outline.revives || each.revives;
    }
    return out;
}

/// True when a row has gone for it, also when one of another kind came in its place.
awaitable<bool> write_row(db::Sql& sql, const std::string& project_id, const std::string& id, const Outline& outline,
                          Time at) {
    const PlacedElement *before = outline.before, *after = outline.after;
    if (before && after && before->element.index() == after->element.index()) {
        co_await store::update_element(sql, *after, kind_differs(before->element, after->element));
        co_return false;
    }
    if (before) co_await store::remove_element(sql, id);
    if (after) {
        if (outline.revives) co_await store::remove_tombstone(sql, id);
        co_await store::insert_element(sql, *after);
    } else {
        std::string state;
        write_element(state, *outline.last);
        co_await store::put_tombstone(sql, project_id, id, std::move(state), at);
    }
    co_return before != nullptr;
}

awaitable<void> write_rows(db::Sql& sql, const std::string& project_id, const std::vector<Change>& changes, Time at) {
    std::int64_t removed = 0;
    for (const auto& [id, outline] : outlines_of(changes))
        if (co_await write_row(sql, project_id, std::string(id), outline, at)) ++removed;
    if (removed > 0) co_await store::count_removals(sql, project_id, removed);
}

Refusal gone() { return {Error{Fault::not_found, "Project not found"}, "book_gone"}; }
Refusal may_not() { return {Error{Fault::forbidden, "Forbidden"}, "forbidden"}; }

/// The commits of one transaction, one after the other.
class Committer {
public:
    Committer(db::Sql& sql, std::string project_id, const store::JournalHead& head, Time now)
        : sql_(sql), project_id_(std::move(project_id)), head_(head), now_(now) {}

    awaitable<Verdict> commit(const Draft& draft, bool members_only) {
        if (draft.op) {
            store::OpRow known =
                co_await store::find_op(sql_, project_id_, draft.author, draft.op->client, draft.op->counter);
            if (known.entry) {
                Commit found = commit_of(std::move(*known.entry));
                found.retried = true;
                co_return found;
            }
            if (members_only && known.role.value_or(model::Role::VIEWER) == model::Role::VIEWER) co_return may_not();
        }
        Ruling decision = co_await decided(draft);
        if (decision.refusal) co_return std::move(*decision.refusal);
        co_return co_await write(draft, std::move(decision));
    }

    /// Of the last entry.
    std::int64_t seq() const { return head_.seq; }

private:
    awaitable<Ruling> decided(const Draft& draft) {
        if (author_ != draft.author) shelf_.entries.clear();
        author_ = draft.author;
        for (;;) {
            Ruling decision = decide(shelf_, draft.command, {head_.seq + 1, now_, project_id_});
            if (shelf_.wanted.empty()) co_return decision;
            co_await fetch(sql_, project_id_, draft.author, shelf_);
        }
    }

    awaitable<Commit> write(const Draft& draft, Ruling decision) {
        co_await write_rows(sql_, project_id_, decision.changes, now_);
        store::JournalEntry entry;
        entry.seq = ++head_.seq;
        entry.epoch = head_.epoch;
        entry.at = now_;
        entry.author = draft.author;
        if (draft.op) entry.client = draft.op->client;
        if (draft.op) entry.counter = draft.op->counter;
        entry.type = type_of(draft.command);
        entry.result = schema::to_text(decision.outcome);
        entry.changes = write_changes(decision.changes);
        entry.inverse = write_inverse(decision.changes);
        co_await store::append_entry(sql_, project_id_, entry);
        // An earlier command of this transaction may have looked for it in vain.
        if (draft.op) shelf_.entries.erase(*draft.op);
        Commit made = commit_of(std::move(entry));
        made.details = std::move(decision.changes);
        made.skipped = std::move(decision.skipped);
        co_return made;
    }

    db::Sql& sql_;
    const std::string project_id_;
    store::JournalHead head_;
    const Time now_;
    Shelf shelf_;
    std::string author_;  // whose entries are on the shelf
};

}  // namespace

awaitable<std::vector<Verdict>> commit(db::Sql& sql, std::string project_id, std::span<const Draft> drafts, Time now,
                                       bool members_only) {
    std::vector<Verdict> out;
    const auto count = static_cast<std::int64_t>(drafts.size());
    std::optional<store::JournalHead> head = co_await store::take_seqs(sql, project_id, count);
    if (!head) {
        out.assign(drafts.size(), gone());
        co_return out;
    }
    if (!head->is_whole()) {
        head->epoch = std::max(head->epoch + 1, std::int64_t{now.time_since_epoch().count()});
        co_await store::begin_epoch(sql, project_id, head->epoch);
    }
    Committer committer(sql, project_id, *head, now);
    out.reserve(drafts.size());
    for (const Draft& draft : drafts) {
        Verdict verdict = co_await committer.commit(draft, members_only);
        out.push_back(std::move(verdict));
    }
    const std::int64_t left = head->seq + count - committer.seq();
    if (left > 0) co_await store::give_seqs_back(sql, project_id, left);
    co_return out;
}

Commit commit_of(store::JournalEntry entry) {
    Commit out;
    out.seq = entry.seq;
    out.epoch = entry.epoch;
    out.at = entry.at;
    out.author = std::move(entry.author);
    if (entry.client) out.op = OpKey{std::move(*entry.client), entry.counter.value_or(0)};
    out.type = std::move(entry.type);
    if (!boost::describe::enum_from_string(entry.result.c_str(), out.outcome))
        throw db::BadColumn("unknown result in the journal");
    out.changes = std::move(entry.changes);
    return out;
}

}  // namespace pictbook::canvas
