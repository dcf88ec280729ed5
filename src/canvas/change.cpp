#include "canvas/change.hpp"

#include <stdexcept>

namespace pictbook::canvas {

namespace {

constexpr std::string_view kRev = "rev";

void begin_step(std::string& out, std::string_view is, const std::string& id) {
    out += out.back() == '[' ? R"({"is":")" : R"(,{"is":")";
    out.append(is).append(R"(","id":)");
    schema::write_string(out, id);
}

void write_update(std::string& out, const std::string& id, const json::object& from, const json::object& to, bool rev) {
    begin_step(out, "updated", id);
    out += R"(,"type":)";
    schema::write_json(out, to.at("type"));
    out += R"(,"set":{)";
    for (const auto& [name, value] : to) {
        const json::value* old = from.if_contains(name);
        if ((old && *old == value) || (name == kRev && !rev)) continue;
        if (out.back() != '{') out.push_back(',');
        schema::write_string(out, name);
        out.push_back(':');
        schema::write_json(out, value);
    }
    out += "}}";
}

void write_step(std::string& out, const std::string& id, const json::object& from, const json::object& to, bool rev) {
    if (to.empty()) {
        begin_step(out, "deleted", id);
        out.push_back('}');
    } else if (from.empty()) {
        begin_step(out, "created", id);
        out += R"(,"element":)";
        schema::write_json(out, to);
        out.push_back('}');
    } else {
        write_update(out, id, from, to, rev);
    }
}

Step::Kind kind_of(std::string_view is) {
    if (is == "created") return Step::Kind::created;
    if (is == "deleted") return Step::Kind::deleted;
    if (is == "updated") return Step::Kind::updated;
    throw std::runtime_error("the journal holds an unknown kind of change");
}

}  // namespace

std::string write_changes(const std::vector<Change>& changes) {
    std::string out = "[";
    for (const Change& each : changes) write_step(out, each.id, each.before, each.after, false);
    return out += ']';
}

std::string write_inverse(const std::vector<Change>& changes) {
    std::string out = "[";
    for (auto each = changes.rbegin(); each != changes.rend(); ++each)
        write_step(out, each->id, each->after, each->before, true);
    return out += ']';
}

std::vector<Step> read_steps(std::string_view text) {
    std::optional<json::value> tree = schema::parse_json(text);
    if (!tree || !tree->is_array()) throw std::runtime_error("the journal holds changes that can't be read");
    std::vector<Step> out;
    out.reserve(tree->get_array().size());
    for (json::value& item : tree->get_array()) {
        json::object& object = item.as_object();
        Step& step = out.emplace_back();
        step.kind = kind_of(text_member(object, "is"));
        step.id = text_member(object, "id");
        if (step.kind == Step::Kind::created) step.members = std::move(object.at("element").as_object());
        if (step.kind == Step::Kind::updated) step.members = std::move(object.at("set").as_object());
    }
    return out;
}

void put_members(json::object& element, const json::object& members) {
    for (const auto& [name, value] : members) element.insert_or_assign(name, value);
}

std::string_view text_member(const json::object& element, std::string_view name) {
    return element.at(name).as_string();
}

}  // namespace pictbook::canvas
