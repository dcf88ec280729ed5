#include "canvas/decide.hpp"

#include "base/ids.hpp"
#include "canvas/bench.hpp"

namespace pictbook::canvas {

namespace {

using Kind = Command::Kind;

/// An id that can't be taken, told as the schema tells its misfits.
Refusal bad_id(const char* property, const char* message, const char* summary, std::string_view found) {
    Error error{Fault::invalid, message};
    error.on = "body";
    Issue issue{property, message, summary, R"("cm3x1k2v90000qwerty123456")", ""};
    schema::write_string(issue.found, found);
    error.issues.push_back(std::move(issue));
    return {std::move(error), "invalid"};
}

Refusal not_found() { return {Error{Fault::not_found, "Element not found"}, "not_found"}; }
Refusal other_type() { return {Error{Fault::conflict, "The element is of another type"}, "other_type"}; }

/// Decides one command on a bench; batches come back to it for their parts.
class Decider {
public:
    explicit Decider(Bench& bench) : bench_(bench) {}

    /// `index`: among the parts of a batch.
    void run(const Command& command, std::size_t index = 0) {
        switch (command.kind) {
            case Kind::create:
                return create(command, index);
            case Kind::add:
                return add(command, index);
            case Kind::upsert:
                return upsert(command, index);
            case Kind::update:
                return update(command);
            case Kind::remove:
                return remove(command);
            case Kind::remove_asset:
                for (const std::string& id : bench_.showing(command.id))
                    if (bench_.find(id).live) bench_.remove(id);
                return;
            case Kind::restore:
                return restore(command);
            case Kind::reorder:
                return reorder_one(command);
            case Kind::batch:
                return batch(command);
            case Kind::undo:
                return undo(bench_, command);
            case Kind::revert:
                return revert(command);
        }
    }

private:
    void refuse(Refusal refusal) { bench_.decision.refusal = std::move(refusal); }
    void ignore() { bench_.decision.outcome = Outcome::ignored; }

    /// Refuses an image whose asset is not one of the book's.
    bool asset_fits(const model::Id* asset) {
        if (bench_.has_asset(asset)) return true;
        refuse(
            bad_id("/assetId", "Expected asset of this project", "The book has no image with this id", asset->value));
        return false;
    }

    void create(const Command& command, std::size_t index) {
        const Held& held = bench_.find(command.id);
        if (held.live || held.dead || held.foreign)
            return refuse({Error{Fault::conflict, "There is or was an element with this id"}, "exists"});
        add(command, index);
    }

    void add(const Command& command, std::size_t index) {
        // A millisecond apart, so that elements of one height lie as they were given.
        if (asset_fits(asset_of(*command.element))) bench_.create(command.id, *command.element, Milliseconds(index));
    }

    void upsert(const Command& command, std::size_t index) {
        if (!asset_fits(asset_of(*command.element))) return;
        // Any other could not be asked for by its path.
        if (!is_plausible_id(command.id))
            return refuse(
                bad_id("/id", "Expected id", "An id has 1 to 64 letters, digits, hyphens and underscores", command.id));
        const Held& held = bench_.find(command.id);
        if (held.foreign) return refuse(not_found());
        if (!held.live) return bench_.create(command.id, *command.element, Milliseconds(index));
        if (held.live->element.index() != command.element->index()) return refuse(other_type());
        PlacedElement after{*command.element, bench_.project_id(), 0, ""};
        model::identity_of(after.element).createdAt = model::identity_of(held.live->element).createdAt;
        bench_.update(command.id, std::move(after));
    }

    void update(const Command& command) {
        const Held& held = bench_.find(command.id);
        if (!held.live) return absent(held);
        if (held.live->element.index() != command.patch.index()) return refuse(other_type());
        if (!asset_fits(asset_of(command.patch))) return;
        PlacedElement after = *held.live;
        apply_patch(after, command.patch);
        bench_.update(command.id, std::move(after));
    }

    void remove(const Command& command) {
        const Held& held = bench_.find(command.id);
        if (!held.live) return absent(held);
        bench_.remove(command.id);
    }

    void restore(const Command& command) {
        const Held& held = bench_.find(command.id);
        if (held.live) return ignore();
        if (!held.dead) return refuse(not_found());
        if (!bench_.has_asset(asset_of(held.dead->element)))
            return refuse({Error{Fault::conflict, "The photo that the element shows is gone"}, "asset_gone"});
        bench_.revive(command.id, *held.dead);
    }

    void reorder_one(const Command& command) {
        const Held& held = bench_.find(command.id);
        if (!held.live) return absent(held);
        if (!command.target.empty() && !bench_.find(command.target).live) return absent(bench_.find(command.target));
        reorder(bench_, command);
    }

    void absent(const Held& held) {
        if (!held.dead) return refuse(not_found());
        ignore();
    }

    void batch(const Command& command) {
        std::size_t ignored = 0;
        for (std::size_t i = 0; i < command.parts.size(); ++i) {
            bench_.decision.outcome = Outcome::committed;
            run(command.parts[i], i);
            if (std::optional<Refusal>& refusal = bench_.decision.refusal) {
                for (Issue& issue : refusal->error.issues) issue.property = "/" + std::to_string(i) + issue.property;
                return;
            }
            if (bench_.decision.outcome == Outcome::ignored) ++ignored;
        }
        const bool all = ignored == command.parts.size() && ignored > 0;
        bench_.decision.outcome = ignored == 0 ? Outcome::committed : all ? Outcome::ignored : Outcome::rebased;
    }

    /// To the elements as they were; photos that are gone stay away.
    void revert(const Command& command) {
        for (const std::string& id : bench_.all_live())
            if (!command.elements.contains(id)) bench_.remove(id);
        for (const auto& [id, value] : command.elements) {
            PlacedElement then = placed_of(value.as_object(), bench_.project_id());
            const Held& held = bench_.find(id);
            if (held.foreign || !bench_.has_asset(asset_of(then.element))) continue;
            const bool other_kind = held.live && held.live->element.index() != then.element.index();
            if (other_kind) bench_.remove(id);  // its id had gone to another element since
            if (other_kind || !held.live)
                bench_.revive(id, std::move(then));
            else if (differs(*held.live, then))
                bench_.update(id, std::move(then));
        }
    }

    Bench& bench_;
};

}  // namespace

Ruling decide(Shelf& shelf, const Command& command, const Stamp& stamp) {
    Bench bench(shelf, stamp);
    Decider(bench).run(command);
    if (bench.decision.refusal)
        bench.decision.changes.clear();
    else if (shelf.wanted.empty())
        bench.keep();
    return std::move(bench.decision);
}

}  // namespace pictbook::canvas
