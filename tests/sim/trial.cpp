#include "sim/trial.hpp"

#include <algorithm>

namespace pictbook::sim {

using canvas::Step;

namespace {

std::string text(const json::object& object, std::string_view name) { return std::string(object.at(name).as_string()); }

}  // namespace

void Trial::run() {
    run(record_.command->at("type").as_string(), record_.command->at("payload").as_object());
    if (code.empty() && mismatch.empty() && steps_ && !steps_->empty()) differ("the journal tells of more");
}

void Trial::run(std::string_view type, const json::object& payload) {
    if (type == "BATCH") return batch(payload.at("commands").as_array());
    if (type == "UNDO") return undo(payload);
    if (type == "IMAGE_DELETE") return remove_asset(text(payload, "id"));
    if (type == "SHAPE_CREATE") return create(payload, false);
    if (type == "PUT") return create(payload, true);
    if (type == "SHAPE_UPDATE") return update(payload);
    if (type == "REORDER") return reorder(payload);
    if (type == "SHAPE_DELETE") return remove(text(payload, "id"));
    if (type == "SHAPE_RESTORE") return restore(text(payload, "id"));
    differ("an unknown command");
}

void Trial::differ(const std::string& what) {
    if (mismatch.empty()) mismatch = what;
}

/// V2-20
void Trial::batch(const json::array& parts) {
    std::size_t ignored = 0;
    for (const json::value& part : parts) {
        result = "committed";
        run(part.at("type").as_string(), part.at("payload").as_object());
        if (!code.empty()) return;
        if (result == "ignored") ++ignored;
    }
    result = ignored == 0 ? "committed" : ignored == parts.size() ? "ignored" : "rebased";
}

bool Trial::asset_is_there(const json::object& members) const {
    const json::value* asset = members.if_contains("assetId");
    return !asset || book.assets.contains(std::string(asset->as_string()));
}

/// V2-18: what was deleted is ignored, what never was is not found.
void Trial::absent(const std::string& id) {
    if (book.dead.contains(id))
        result = "ignored";
    else
        code = "not_found";
}

void Trial::create(const json::object& payload, bool may_be_there) {
    const std::string id = text(payload, "id");
    const auto live = book.live.find(id);
    if (!may_be_there && (live != book.live.end() || book.dead.contains(id))) return void(code = "exists");
    if (!asset_is_there(payload)) return void(code = "invalid");
    if (live == book.live.end()) return put(id, payload);
    if (live->second.at("type") != payload.at("type")) return void(code = "other_type");
    set(id, payload);
}

void Trial::update(const json::object& payload) {
    const std::string id = text(payload, "id");
    const auto live = book.live.find(id);
    if (live == book.live.end()) return absent(id);
    if (live->second.at("type") != payload.at("type")) return void(code = "other_type");
    if (!asset_is_there(payload)) return void(code = "invalid");
    set(id, payload);
}

void Trial::remove(const std::string& id) {
    if (book.live.contains(id))
        take_away(id);
    else
        absent(id);
}

/// V2-19
void Trial::restore(const std::string& id) {
    if (book.live.contains(id)) return void(result = "ignored");
    const auto dead = book.dead.find(id);
    if (dead == book.dead.end()) return void(code = "not_found");
    if (!asset_is_there(dead->second)) return void(code = "asset_gone");
    revive(id);
}

void Trial::remove_asset(const std::string& asset) {
    std::vector<std::string> showing;
    for (const auto& [id, element] : book.live)
        if (element.contains("assetId") && text(element, "assetId") == asset) showing.push_back(id);
    for (const std::string& id : showing) take_away(id);
    book.assets.erase(asset);
}

/// V2-22: where it is to lie; others keep their order.
void Trial::reorder(const json::object& payload) {
    const std::string id = text(payload, "id"), to = text(payload, "to");
    const std::string target = payload.contains("target") ? text(payload, "target") : "";
    if (!book.live.contains(id)) return absent(id);
    if (!target.empty() && !book.live.contains(target)) return absent(target);
    if (!steps_) return;  // no dates and keys are known: where it lay and lies decides about no refusal
    const std::vector<std::string> before = book.stack();
    std::vector<std::string> wanted = before;
    std::erase(wanted, id);
    const auto beside = std::find(wanted.begin(), wanted.end(), target);
    const auto place = to == "front"   ? wanted.end()
                       : to == "back"  ? wanted.begin()
                       : to == "below" ? beside
                                       : beside + 1;
    wanted.insert(place, id);
    if (wanted == before) return void(result = "ignored");
    take_place(id);
    while (mismatch.empty() && book.stack() != wanted) {
        if (steps_->empty()) return differ("it lies elsewhere");
        take_place(steps_->front().id);
    }
}

/// V2-21
void Trial::undo(const json::object& payload) {
    const std::string client = payload.contains("c") ? text(payload, "c") : record_.op->client;
    const auto done = oracle_.done_.find({record_.author, {client, payload.at("n").to_number<std::int64_t>()}});
    if (done == oracle_.done_.end()) return void(code = "nothing_to_undo");
    std::size_t skipped = 0;
    for (auto deed = done->second.rbegin(); deed != done->second.rend(); ++deed) undo_one(*deed, skipped);
    result = deeds.empty() ? "ignored" : skipped > 0 ? "rebased" : "committed";
}

void Trial::undo_one(const Deed& deed, std::size_t& skipped) {
    const auto live = book.live.find(deed.id);
    if (deed.kind == Deed::Kind::created && live != book.live.end()) return take_away(deed.id);
    if (deed.kind == Deed::Kind::deleted) {
        const auto dead = book.dead.find(deed.id);
        if (dead != book.dead.end() && asset_is_there(dead->second)) return revive(deed.id);
    }
    if (deed.kind != Deed::Kind::updated || live == book.live.end()) return void(++skipped);
    json::object back;
    bool all = true;
    for (const auto& [name, ends] : deed.members) {
        const json::value* now = live->second.if_contains(name);
        const bool shown = name != "assetId" || asset_is_there({{"assetId", ends.first}});
        if (now && *now == ends.second && shown)
            back[name] = ends.first;
        else
            all = false;
    }
    if (!all) ++skipped;
    if (!back.empty()) set(deed.id, back);
}

/// The journal's next step, which has to be this one.
const Step* Trial::next(Step::Kind kind, const std::string& id) {
    if (!steps_) return nullptr;
    if (steps_->empty() || steps_->front().kind != kind || steps_->front().id != id) {
        differ("the journal's next step is not about " + id);
        return nullptr;
    }
    const Step* step = &steps_->front();
    steps_ = steps_->subspan(1);
    return step;
}

void Trial::put(const std::string& id, json::object element) {
    if (const Step* step = next(Step::Kind::created, id)) {
        element["createdAt"] = step->members.at("createdAt");
        element["updatedAt"] = step->members.at("updatedAt");
        element["order"] = "";
        element["rev"] = record_.seq;
        if (element != step->members) differ("it was created otherwise");
    }
    book.dead.erase(id);
    book.live[id] = std::move(element);
    deeds.push_back({Deed::Kind::created, id});
}

void Trial::revive(const std::string& id) {
    json::object element = book.dead.at(id);
    element["rev"] = record_.seq;
    const Step* step = next(Step::Kind::created, id);
    if (step && element != step->members) differ("it came back otherwise");
    book.dead.erase(id);
    book.live[id] = std::move(element);
    deeds.push_back({Deed::Kind::created, id});
}

void Trial::take_away(const std::string& id) {
    next(Step::Kind::deleted, id);
    book.dead[id] = std::move(book.live.at(id));
    book.live.erase(id);
    deeds.push_back({Deed::Kind::deleted, id});
}

/// V2-17: what is named and nothing else, but the order key, which goes when zIndex is set (V2-22).
void Trial::set(const std::string& id, const json::object& members) {
    json::object& element = book.live.at(id);
    Deed deed{Deed::Kind::updated, id};
    json::object all = members;
    if (members.contains("zIndex") && !members.contains("order")) all["order"] = "";
    for (const auto& [name, value] : all) {
        json::value& now = element[name];
        if (steps_ && now != value) deed.members[std::string(name)] = {now, value};
        now = value;
    }
    element["rev"] = record_.seq;
    if (const Step* step = next(Step::Kind::updated, id)) {
        json::object expected{{"updatedAt", step->members.at("updatedAt")}};
        if (expected.at("updatedAt").as_string() <= element.at("updatedAt").as_string()) differ("updatedAt went back");
        for (const auto& [name, ends] : deed.members) expected[name] = ends.second;
        if (expected != step->members) differ("it was changed otherwise");
        element["updatedAt"] = expected.at("updatedAt");
    }
    deeds.push_back(std::move(deed));
}

/// A new zIndex or order key, as the journal has them.
void Trial::take_place(const std::string& id) {
    const Step* step = next(Step::Kind::updated, id);
    if (!step || !book.live.contains(id)) return differ("no place for " + id);
    json::object& element = book.live.at(id);
    Deed deed{Deed::Kind::updated, id};
    for (const auto& [name, value] : step->members) {
        if (name != "zIndex" && name != "order" && name != "updatedAt") differ("more than a place was changed");
        if (name != "updatedAt") deed.members[std::string(name)] = {element[name], value};
        element[name] = value;
    }
    element["rev"] = record_.seq;
    deeds.push_back(std::move(deed));
}

}  // namespace pictbook::sim
