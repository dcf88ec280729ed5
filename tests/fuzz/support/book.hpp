// A book in memory: what a transaction would read for a decision, and what a commit leaves behind.
#pragma once

#include "canvas/decide.hpp"

namespace pictbook::fuzz {

class Book {
public:
    static constexpr const char* kId = "book";
    static constexpr const char* kClient = "tab";

    /// With one photo, `asset`, and no elements.
    Book() = default;

    /// Decides on a shelf that is filled as canvas/fetch.cpp fills it, and changes nothing.
    canvas::Ruling decide(const canvas::Command& command) const {
        canvas::Shelf shelf;
        for (;;) {
            canvas::Ruling ruling = canvas::decide(shelf, command, {seq_ + 1, kThen + Milliseconds(seq_), kId});
            if (shelf.wanted.empty()) return ruling;
            fetch(shelf);
        }
    }

    /// The entry's number among this client's commands.
    std::int64_t commit(const canvas::Ruling& ruling) {
        ++seq_;
        for (const canvas::Change& each : ruling.changes) {
            canvas::Held& held = elements_[each.id];
            held = {};
            (each.after ? held.live : held.dead) = each.after ? each.after : each.before;
        }
        entries_[{kClient, seq_}] = canvas::Entry{canvas::read_steps(canvas::write_changes(ruling.changes)),
                                                  canvas::read_steps(canvas::write_inverse(ruling.changes))};
        return seq_;
    }

    /// Every element that lives, without what every commit changes.
    canvas::json::object state() const {
        canvas::json::object out;
        for (const auto& [id, held] : elements_) {
            if (!held.live) continue;
            canvas::json::object object = canvas::object_of(*held.live);
            object.erase("rev");
            object.erase("updatedAt");
            out[id] = std::move(object);
        }
        return out;
    }

private:
    static constexpr Time kThen{std::chrono::milliseconds(1'764'000'000'000)};

    void fetch(canvas::Shelf& shelf) const {
        const canvas::Shelf::Wanted wanted = std::exchange(shelf.wanted, {});
        for (const std::string& id : wanted.elements) {
            const auto found = elements_.find(id);
            shelf.elements.try_emplace(id, found == elements_.end() ? canvas::Held() : found->second);
        }
        for (const std::string& id : wanted.assets) shelf.assets[id] = id == "asset";
        for (const canvas::OpKey& key : wanted.entries) {
            const auto found = entries_.find(key);
            shelf.entries[key] = found == entries_.end() ? std::nullopt : std::optional(found->second);
        }
        if (wanted.stack) shelf.stack = stack();
    }

    std::vector<canvas::StackPlace> stack() const {
        std::vector<canvas::StackPlace> out;
        for (const auto& [id, held] : elements_)
            if (held.live)
                out.push_back({model::geometry_of(held.live->element).zIndex.value, held.live->order,
                               to_iso(model::identity_of(held.live->element).createdAt), id});
        std::sort(out.begin(), out.end());
        return out;
    }

    std::map<std::string, canvas::Held, std::less<>> elements_;
    std::map<canvas::OpKey, canvas::Entry> entries_;
    std::int64_t seq_ = 0;
};

}  // namespace pictbook::fuzz
