// What a commit did to one element, and how that is written: forward for events, backward for undoing and for history
// (docs/spec/live-v2.md, Events). An element is the JSON object of its members, rev and order among them.
#pragma once

#include <string>
#include <vector>

#include "schema/json.hpp"

namespace pictbook::canvas {

namespace json = boost::json;

struct Change {
    std::string id;
    json::object before, after;  // empty: not there
    bool revives = false;        // `after` was there before, and deleted
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

/// Puts `members` into `element`, each in the place of what was there.
void put_members(json::object& element, const json::object& members);

std::string_view text_member(const json::object& element, std::string_view name);

}  // namespace pictbook::canvas
