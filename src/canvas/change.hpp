// What a commit did to one element, and how that is written: forward for events, backward for undoing and for history
// (docs/spec/live-v2.md, Events).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canvas/element.hpp"

namespace pictbook::canvas {

struct Change {
    std::string id;
    std::optional<PlacedElement> before, after;  // nothing: not there; of one kind where both are there
    bool revives = false;                        // `after` was there before, and deleted
};

/// `[{is, id, …}]` as an event has them. An update names the members that differ, but not rev, which is the event's seq.
std::string write_changes(const std::vector<Change>& changes);
/// The same from `after` to `before`, in the order in which they have to be applied; rev is named, since no event tells it.
std::string write_inverse(const std::vector<Change>& changes);

/// One item of either, as it was read back.
struct Step {
    enum class Kind { created, updated, deleted } kind = Kind::updated;
    std::string id;
    json::object members;  // of the element; of an update those that are set
};

/// Of text that was written here; throws std::runtime_error when it wasn't.
std::vector<Step> read_steps(std::string_view text);

}  // namespace pictbook::canvas
