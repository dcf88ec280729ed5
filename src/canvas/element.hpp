// An element as decisions hold it: its row with rev and order (store::PlacedElement), and the same as JSON, which is how
// journals, tombstones and events tell of it.
#pragma once

#include "schema/json.hpp"
#include "store/elements.hpp"

namespace pictbook::canvas {

namespace json = boost::json;
using store::PlacedElement;

/// The whole object, with rev and order among its members.
void write_element(std::string& out, const PlacedElement& placed);
json::object object_of(const PlacedElement& placed);
/// Of a whole object, as write_element() wrote it here or in an earlier version; throws std::runtime_error of any other.
PlacedElement placed_of(const json::object& object, std::string project_id);
model::Element element_of(const json::object& object);

/// All elements of a book by their ids.
json::object objects_by_id(const std::vector<PlacedElement>& elements);

/// Puts what the patch gives into the element; both are of one kind.
void apply_patch(PlacedElement& placed, const model::ElementPatch& patch);
/// Puts members into the element, spelled as the journal spells them. Without an order, another zIndex takes it away.
void apply_members(PlacedElement& placed, const json::object& members);
/// Whether they differ in more than rev and updatedAt; both are of one kind.
bool differs(const PlacedElement& a, const PlacedElement& b);
/// `,"name":value` for each member of `to` that is another than in `from`; both are of one kind. `rev` only when it is asked for.
void write_differences(std::string& out, const PlacedElement& from, const PlacedElement& to, bool rev);

/// The id of the image that it shows; null for all other kinds.
const model::Id* asset_of(const model::Element& element);
/// The one that the patch gives.
const model::Id* asset_of(const model::ElementPatch& patch);

/// Puts `members` into `element`, each in the place of what was there.
void put_members(json::object& element, const json::object& members);
std::string_view text_member(const json::object& element, std::string_view name);

}  // namespace pictbook::canvas
