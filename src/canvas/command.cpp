#include "canvas/command.hpp"

#include <cassert>

#include "base/ids.hpp"
#include "schema/decode.hpp"

namespace pictbook::canvas {

namespace m = pictbook::model;

namespace {

using Kind = Command::Kind;

struct Named {
    Kind kind;
    std::string_view type;
    bool in_batch;
};
constexpr Named kTypes[] = {
    {Kind::create, "SHAPE_CREATE", true}, {Kind::update, "SHAPE_UPDATE", true},
    {Kind::remove, "SHAPE_DELETE", true}, {Kind::restore, "SHAPE_RESTORE", true},
    {Kind::reorder, "REORDER", true},     {Kind::batch, "BATCH", false},
    {Kind::undo, "UNDO", false},
};

const Named* find_type(std::string_view type) {
    for (const Named& each : kTypes)
        if (each.type == type) return &each;
    return nullptr;
}

/// With an id, and without dates.
template <class Fields>
m::Element element_with(const Fields& fields, std::string id) {
    m::Stored<Fields> out;
    static_cast<Fields&>(out) = fields;
    out.id.value = std::move(id);
    return out;
}

Error misfit(const char* property, const char* message, const char* summary, const char* expected) {
    Error error{Fault::invalid, message};
    error.on = "message";
    error.issues.push_back({property, message, summary, expected, "null"});
    return error;
}

template <class T>
Result<T> decode(const json::value& payload) {
    return schema::decode<T>(payload, "message");
}

Result<Command> parse_element(Kind kind, const json::value& payload) {
    const Result<m::ElementName> name = decode<m::ElementName>(payload);
    if (!name) return name.error();
    if (!is_plausible_id(name->id.value))
        return misfit("/id", "Expected id", "An id has 1 to 64 letters, digits, hyphens and underscores",
                      R"("photo-1")");
    if (kind == Kind::create) {
        const Result<m::ElementUpsert> element = decode<m::ElementUpsert>(payload);
        if (!element) return element.error();
        Command command = upsert_command(*element);
        command.kind = Kind::create;
        return command;
    }
    if (kind != Kind::update) return Command{.kind = kind, .id = name->id.value};
    Result<m::ElementPatch> patch = decode<m::ElementPatch>(payload);
    if (!patch) return patch.error();
    return update_command(std::move(*patch), name->id.value);
}

Result<Command> parse_reorder(const json::value& payload) {
    const Result<m::Reordering> order = decode<m::Reordering>(payload);
    if (!order) return order.error();
    const bool beside = order->to == m::Height::above || order->to == m::Height::below;
    if (beside && (!order->target || order->target->value == order->id.value))
        return misfit("/target", "Expected id", "above and below need the id of another element", R"("photo-2")");
    Command command{.kind = Kind::reorder, .id = order->id.value, .to = order->to};
    if (beside) command.target = order->target->value;
    return command;
}

Result<Command> parse_undo(const json::value& payload, std::string_view client) {
    const Result<m::Undoing> undo = decode<m::Undoing>(payload);
    if (!undo) return undo.error();
    if (!undo->n.fits()) return misfit("/n", "Expected number", "n is a whole number from 0 to 2^53-1", "1");
    Command command{.kind = Kind::undo};
    command.undone = {undo->c ? undo->c->value : std::string(client), undo->n.whole()};
    return command;
}

Result<Command> parse_one(Kind kind, const json::value& payload) {
    return kind == Kind::reorder ? parse_reorder(payload) : parse_element(kind, payload);
}

Error at_part(Error error, std::size_t index) {
    for (Issue& issue : error.issues)
        issue.property = "/commands/" + std::to_string(index) + (issue.property == "root" ? "" : issue.property);
    return error;
}

Result<Command> parse_batch(const json::value& payload) {
    const json::object* object = payload.if_object();
    const json::value* list = object ? object->if_contains("commands") : nullptr;
    const json::array* parts = list ? list->if_array() : nullptr;
    if (!parts || parts->empty() || parts->size() > kMostParts)
        return misfit("/commands", "Expected array", "A batch has 1 to 200 commands", "[]");
    Command batch{.kind = Kind::batch};
    batch.parts.reserve(parts->size());
    for (std::size_t i = 0; i < parts->size(); ++i) {
        const json::object* part = (*parts)[i].if_object();
        const json::value* type = part ? part->if_contains("type") : nullptr;
        const json::value* its_payload = part ? part->if_contains("payload") : nullptr;
        const Named* known = type && type->is_string() ? find_type(type->get_string()) : nullptr;
        if (!known || !known->in_batch || !its_payload)
            return at_part(
                misfit("root", "Expected union value", "A command of a batch has a type and a payload", "{}"), i);
        Result<Command> command = parse_one(known->kind, *its_payload);
        if (!command) return at_part(command.error(), i);
        batch.parts.push_back(std::move(*command));
    }
    return batch;
}

}  // namespace

bool is_command(std::string_view type) { return find_type(type) != nullptr; }

std::string_view type_of(const Command& command) {
    if (command.kind == Kind::add) return "SHAPE_CREATE";
    if (command.kind == Kind::upsert) return "SHAPE_UPDATE";
    if (command.kind == Kind::remove_asset) return "IMAGE_DELETE";
    if (command.kind == Kind::revert) return "RESTORE";
    for (const Named& each : kTypes)
        if (each.kind == command.kind) return each.type;
    return {};
}

Result<Command> parse_command(std::string_view type, const json::value& payload, std::string_view client) {
    const Named* known = find_type(type);
    assert(known);
    if (known->kind == Kind::batch) return parse_batch(payload);
    if (known->kind == Kind::undo) return parse_undo(payload, client);
    return parse_one(known->kind, payload);
}

Command create_command(const m::NewElement& element, std::string id) {
    Command out{.kind = Kind::add, .id = id};
    out.element = std::visit([&](const auto& fields) { return element_with(fields, std::move(id)); }, element);
    return out;
}

Command upsert_command(const m::ElementUpsert& element) {
    Command out{.kind = Kind::upsert};
    const auto take = [&]<class Fields>(const m::Upsert<Fields>& given) {
        out.id = given.id.value;
        out.element = element_with<Fields>(given, given.id.value);
    };
    std::visit(take, element);
    return out;
}

Command update_command(m::ElementPatch patch, std::string id) {
    return {.kind = Kind::update, .id = std::move(id), .patch = std::move(patch)};
}

Command remove_command(std::string id) { return {.kind = Kind::remove, .id = std::move(id)}; }

Command remove_asset_command(std::string asset_id) { return {.kind = Kind::remove_asset, .id = std::move(asset_id)}; }

Command batch_command(std::vector<Command> parts) { return {.kind = Kind::batch, .parts = std::move(parts)}; }

}  // namespace pictbook::canvas
