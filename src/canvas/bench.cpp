#include "canvas/bench.hpp"

#include <algorithm>

#include "base/clock.hpp"

namespace pictbook::canvas {

namespace {

StackPlace place_of(const PlacedElement& placed) {
    const model::Identity& identity = model::identity_of(placed.element);
    return {model::geometry_of(placed.element).zIndex.value, placed.order, to_iso(identity.createdAt),
            identity.id.value};
}

template <class Known, class Key>
auto* look_up(Known& known, std::set<Key, std::less<>>& wanted, const Key& key) {
    const auto found = known.find(key);
    if (found != known.end()) return &found->second;
    wanted.insert(key);
    return static_cast<decltype(&found->second)>(nullptr);
}

}  // namespace

const Held& Bench::find(const std::string& id) {
    static const Held kNone;
    if (const auto found = changed_.find(id); found != changed_.end()) return found->second;
    const Held* held = look_up(shelf_.elements, shelf_.wanted.elements, id);
    return held ? *held : kNone;
}

bool Bench::has_asset(const std::string& id) {
    const bool* known = look_up(shelf_.assets, shelf_.wanted.assets, id);
    return known && *known;
}

const std::vector<std::string>& Bench::showing(const std::string& asset_id) {
    static const std::vector<std::string> kNone;
    const auto* known = look_up(shelf_.showing, shelf_.wanted.showing, asset_id);
    return known ? *known : kNone;
}

const std::optional<Entry>& Bench::entry(const OpKey& key) {
    static const std::optional<Entry> kNone;
    const auto found = shelf_.entries.find(key);
    if (found != shelf_.entries.end()) return found->second;
    shelf_.wanted.entries.insert(key);
    return kNone;
}

std::vector<StackPlace> Bench::stack() {
    if (!shelf_.stack) {
        shelf_.wanted.stack = true;
        return {};
    }
    std::vector<StackPlace> out;
    out.reserve(shelf_.stack->size() + changed_.size());
    for (const StackPlace& each : *shelf_.stack)
        if (!changed_.contains(each.id)) out.push_back(each);
    for (const auto& [id, held] : changed_)
        if (held.live) out.push_back(place_of(*held.live));
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<std::string> Bench::all_live() {
    if (!shelf_.whole) shelf_.wanted.whole = true;
    std::vector<std::string> out;
    for (const auto& [id, held] : shelf_.elements)
        if (held.live) out.push_back(id);
    return out;
}

void Bench::create(const std::string& id, model::Element element, Milliseconds later) {
    model::Identity& identity = model::identity_of(element);
    identity.createdAt = identity.updatedAt = stamp_.at + later;
    revive(id, {std::move(element), stamp_.project_id, 0, ""});
}

void Bench::revive(const std::string& id, PlacedElement element) {
    element.rev = stamp_.seq;
    replace(id, {}, std::move(element));
}

void Bench::update(const std::string& id, PlacedElement after) {
    const PlacedElement& before = *find(id).live;
    // updatedAt moves even for two edits within a millisecond and a clock that was set back.
    const Time last = model::identity_of(before.element).updatedAt;
    model::identity_of(after.element).updatedAt = std::max(stamp_.at, last + Milliseconds(1));
    after.rev = stamp_.seq;
    replace(id, before, std::move(after));
}

void Bench::remove(const std::string& id) { replace(id, find(id).live, {}); }

void Bench::replace(const std::string& id, std::optional<PlacedElement> before, std::optional<PlacedElement> after) {
    const auto known = shelf_.elements.find(id);
    const bool revives = !before && known != shelf_.elements.end() && known->second.dead;
    Held& held = changed_[id];
    held = {};
    (after ? held.live : held.dead) = after ? after : before;
    decision.changes.push_back({id, std::move(before), std::move(after), revives});
}

void Bench::keep() {
    for (auto& [id, held] : changed_) shelf_.elements.insert_or_assign(id, std::move(held));
    if (changed_.empty()) return;
    shelf_.stack.reset();
    shelf_.showing.clear();
}

}  // namespace pictbook::canvas
