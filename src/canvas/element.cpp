#include "canvas/element.hpp"

#include <stdexcept>

#include "schema/decode.hpp"
#include "schema/encode.hpp"

namespace pictbook::canvas {

namespace {

void write_name(std::string& out, std::string_view name) { out.append(",\"").append(name).append("\":"); }

/// Calls `found` with the name of each member of the element itself that differs, and its value in `to`.
template <class Found>
void for_each_difference(const model::Element& from, const model::Element& to, Found found) {
    const auto compare = [&]<class Each>(const Each& after) {
        const Each& before = std::get<Each>(from);
        boost::mp11::mp_for_each<schema::Members<Each>>([&](auto member) {
            if (!(before.*member.pointer == after.*member.pointer)) found(member.name, after.*member.pointer);
        });
    };
    std::visit(compare, to);
}

}  // namespace

void write_element(std::string& out, const PlacedElement& placed) {
    schema::write(out, placed.element);
    out.pop_back();  // its brace
    write_name(out, "rev");
    schema::write_number(out, placed.rev);
    write_name(out, "order");
    schema::write_string(out, placed.order);
    out.push_back('}');
}

json::object object_of(const PlacedElement& placed) {
    std::string text;
    write_element(text, placed);
    return std::move(schema::parse_json(text)->get_object());
}

PlacedElement placed_of(const json::object& object, std::string project_id) {
    return {element_of(object), std::move(project_id), object.at("rev").as_int64(),
            std::string(text_member(object, "order"))};
}

model::Element element_of(const json::object& object) {
    // Nothing else was ever taken in.
    Result<model::Element> element = schema::decode<model::Element>(json::value(object), "journal");
    if (!element) throw std::runtime_error("the journal holds an element that can't be read");
    return std::move(*element);
}

json::object objects_by_id(const std::vector<PlacedElement>& elements) {
    json::object out;
    out.reserve(elements.size());
    for (const PlacedElement& each : elements) out[model::id_of(each.element).value] = object_of(each);
    return out;
}

void apply_patch(PlacedElement& placed, const model::ElementPatch& patch) {
    const auto apply = [&]<class Fields>(const schema::Patch<Fields>& given) {
        given.apply(std::get<model::Stored<Fields>>(placed.element));
        if (given.has("zIndex")) placed.order.clear();
    };
    std::visit(apply, patch);
}

void apply_members(PlacedElement& placed, const json::object& members) {
    json::object object = object_of(placed);
    put_members(object, members);
    if (members.contains("zIndex") && !members.contains("order")) object["order"] = "";
    placed = placed_of(object, std::move(placed.project_id));
}

bool differs(const PlacedElement& a, const PlacedElement& b) {
    bool out = a.order != b.order;
    for_each_difference(a.element, b.element,
                        [&](std::string_view name, const auto&) { out = out || name != "updatedAt"; });
    return out;
}

void write_differences(std::string& out, const PlacedElement& from, const PlacedElement& to, bool rev) {
    for_each_difference(from.element, to.element, [&](std::string_view name, const auto& value) {
        write_name(out, name);
        schema::write(out, value);
    });
    if (from.order != to.order) {
        write_name(out, "order");
        schema::write_string(out, to.order);
    }
    if (rev && from.rev != to.rev) {
        write_name(out, "rev");
        schema::write_number(out, to.rev);
    }
}

const model::Id* asset_of(const model::Element& element) {
    const auto* image = std::get_if<model::Stored<model::ImageFields>>(&element);
    return image ? &image->assetId : nullptr;
}

const model::Id* asset_of(const model::ElementPatch& patch) {
    const auto* image = std::get_if<schema::Patch<model::ImageFields>>(&patch);
    return image && image->has("assetId") ? &image->value.assetId : nullptr;
}

void put_members(json::object& element, const json::object& members) {
    for (const auto& [name, value] : members) element.insert_or_assign(name, value);
}

std::string_view text_member(const json::object& element, std::string_view name) {
    return element.at(name).as_string();
}

}  // namespace pictbook::canvas
