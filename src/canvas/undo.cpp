// The undoing of one's own commands (V2-21): member by member, where the value is still the one that the command set.
#include "canvas/bench.hpp"

namespace pictbook::canvas {

namespace {

void skip(Bench& bench, const std::string& id, std::vector<std::string> members = {}) {
    bench.decision.skipped.push_back({id, std::move(members)});
}

void undo_update(Bench& bench, const Step& done, const Step& inverse) {
    const std::optional<PlacedElement>& live = bench.find(done.id).live;
    if (!live) return skip(bench, done.id);
    const json::object now = object_of(*live);
    json::object back;
    std::vector<std::string> kept;
    for (const auto& [name, value] : done.members) {
        const json::value* old = inverse.members.if_contains(name);
        if (!old || name == "updatedAt") continue;
        // It lacks the member when it was created anew as another type.
        const json::value* current = now.if_contains(name);
        const bool shown = name != "assetId" || bench.has_asset(std::string(old->as_string()));
        if (current && *current == value && shown)
            back[name] = *old;
        else
            kept.emplace_back(name);
    }
    if (!kept.empty()) skip(bench, done.id, std::move(kept));
    if (back.empty()) return;
    PlacedElement after = *live;
    apply_members(after, back);
    bench.update(done.id, std::move(after));
}

void undo_step(Bench& bench, const Step& done, const Step& inverse) {
    const Held& held = bench.find(done.id);
    switch (done.kind) {
        case Step::Kind::created:
            return held.live ? bench.remove(done.id) : skip(bench, done.id);
        case Step::Kind::updated:
            return undo_update(bench, done, inverse);
        case Step::Kind::deleted: {
            // It may have been deleted again since, with another photo.
            if (!held.dead || !bench.has_asset(asset_of(held.dead->element))) return skip(bench, done.id);
            return bench.revive(done.id, *held.dead);
        }
    }
}

}  // namespace

void undo(Bench& bench, const Command& command) {
    const std::optional<Entry>& entry = bench.entry(command.undone);
    if (!entry) {
        bench.decision.refusal = {Error{Fault::conflict, "There is no such command of yours to undo"},
                                  "nothing_to_undo"};
        return;
    }
    // The inverse stands in the order in which it has to be applied.
    const std::size_t count = entry->changes.size();
    for (std::size_t i = 0; i < count; ++i) undo_step(bench, entry->changes[count - 1 - i], entry->inverse[i]);
    if (bench.decision.changes.empty())
        bench.decision.outcome = Outcome::ignored;
    else if (!bench.decision.skipped.empty())
        bench.decision.outcome = Outcome::rebased;
}

}  // namespace pictbook::canvas
