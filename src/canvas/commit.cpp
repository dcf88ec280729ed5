#include "canvas/commit.hpp"

#include "canvas/fetch.hpp"
#include "schema/decode.hpp"
#include "schema/encode.hpp"

namespace pictbook::canvas {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kCommon[] = {"x",     "y",      "width",     "height", "scaleX", "scaleY",
                                        "angle", "zIndex", "updatedAt", "rev",    "order"};

bool is_common(std::string_view name) {
    for (const std::string_view each : kCommon)
        if (each == name) return true;
    return false;
}

bool kind_differs(const json::object& before, const json::object& after) {
    for (const auto& [name, value] : after)
        if (!is_common(name) && before.at(name) != value) return true;
    return false;
}

/// What a commit's changes of one element come to, so that it is written once.
struct Outline {
    const json::object* before = nullptr;  // the first
    const json::object* after = nullptr;   // the last
    const json::object* last = nullptr;    // its state before it went, for SHAPE_RESTORE
    bool revives = false;
};

std::map<std::string_view, Outline> outlines_of(const std::vector<Change>& changes) {
    std::map<std::string_view, Outline> out;
    for (const Change& each : changes) {
        Outline& outline = out[each.id];
        if (!outline.before) outline.before = &each.before;
        if (!each.before.empty()) outline.last = &each.before;
        outline.after = &each.after;
        outline.revives = outline.revives || each.revives;
    }
    return out;
}

store::PlacedElement placed_of(const std::string& project_id, const json::object& object) {
    return {element_of(object), project_id, object.at("rev").as_int64(), std::string(text_member(object, "order"))};
}

awaitable<void> write_rows(db::Sql& sql, const std::string& project_id, const std::vector<Change>& changes, Time at) {
    for (const auto& [id, outline] : outlines_of(changes)) {
        const std::string element_id(id);
        if (outline.after->empty()) {
            if (!outline.before->empty()) co_await store::remove_element(sql, element_id);
            std::string state = schema::to_json(json::value(*outline.last));
            co_await store::put_tombstone(sql, project_id, element_id, std::move(state), at);
        } else if (outline.before->empty()) {
            if (outline.revives) co_await store::remove_tombstone(sql, element_id);
            co_await store::insert_element(sql, placed_of(project_id, *outline.after));
        } else {
            const bool kind_too = kind_differs(*outline.before, *outline.after);
            co_await store::update_element(sql, placed_of(project_id, *outline.after), kind_too);
        }
    }
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

private:
    awaitable<Ruling> decided(const Draft& draft) {
        if (author_ != draft.author) shelf_.entries.clear();
        author_ = draft.author;
        for (;;) {
            Ruling decision = decide(shelf_, draft.command, {head_.seq + 1, now_});
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
    std::optional<store::JournalHead> head = co_await store::hold_journal(sql, project_id);
    if (!head) {
        out.assign(drafts.size(), gone());
        co_return out;
    }
    if (!head->is_whole()) {
        head->epoch = std::max(head->epoch + 1, std::int64_t{now.time_since_epoch().count()});
        co_await store::begin_epoch(sql, project_id, head->epoch);
    }
    Committer committer(sql, std::move(project_id), *head, now);
    out.reserve(drafts.size());
    for (const Draft& draft : drafts) {
        Verdict verdict = co_await committer.commit(draft, members_only);
        out.push_back(std::move(verdict));
    }
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

json::object object_of(const store::PlacedElement& placed) {
    json::object out = std::move(schema::parse_json(schema::to_json(placed.element))->get_object());
    out["rev"] = placed.rev;
    out["order"] = placed.order;
    return out;
}

model::Element element_of(const json::object& object) {
    // A number that is too long for the tree's integers, or anything else that does not fit, was never taken in.
    return schema::decode<model::Element>(json::value(object), "journal").value();
}

json::object objects_by_id(const std::vector<store::PlacedElement>& elements) {
    json::object out;
    out.reserve(elements.size());
    for (const store::PlacedElement& each : elements) out[model::id_of(each.element).value] = object_of(each);
    return out;
}

}  // namespace pictbook::canvas
