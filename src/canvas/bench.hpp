// Where one command is worked out: the shelf below, what the command has changed so far above it. Private to decisions.
#pragma once

#include "canvas/decide.hpp"

namespace pictbook::canvas {

class Bench {
public:
    Bench(Shelf& shelf, const Stamp& stamp) : shelf_(shelf), stamp_(stamp) {}

    const std::string& project_id() const { return stamp_.project_id; }

    /// Neither live nor dead where the shelf doesn't know it; it is wanted then.
    const Held& find(const std::string& id);
    bool has_asset(const std::string& id);
    /// `id`: of what an image shows; null for other kinds, which lack nothing.
    bool has_asset(const model::Id* id) { return !id || has_asset(id->value); }
    const std::vector<std::string>& showing(const std::string& asset_id);
    const std::optional<Entry>& entry(const OpKey& key);
    /// As it is now, lowest first.
    std::vector<StackPlace> stack();
    std::vector<std::string> all_live();

    void create(const std::string& id, model::Element element, Milliseconds later = {});
    /// A deleted element, as it was.
    void revive(const std::string& id, PlacedElement element);
    /// A live one, to what it is to be but for rev and updatedAt.
    void update(const std::string& id, PlacedElement after);
    void remove(const std::string& id);

    Ruling decision;
    /// Puts what was changed on the shelf.
    void keep();

private:
    void replace(const std::string& id, std::optional<PlacedElement> before, std::optional<PlacedElement> after);

    Shelf& shelf_;
    const Stamp& stamp_;
    std::map<std::string, Held, std::less<>> changed_;
};

/// Puts `id` there; nothing when it lies there already, a refusal when too many others would have to move (V2-22).
void reorder(Bench& bench, const Command& command);
void undo(Bench& bench, const Command& command);

}  // namespace pictbook::canvas
