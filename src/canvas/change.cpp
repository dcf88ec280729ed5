#include "canvas/change.hpp"

#include <stdexcept>

namespace pictbook::canvas {

namespace {

constexpr std::size_t kUsualBytes = 512;  // of the changes of one entry

void begin_step(std::string& out, std::string_view is, const std::string& id) {
    out += out.back() == '[' ? R"({"is":")" : R"(,{"is":")";
    out.append(is).append(R"(","id":)");
    schema::write_string(out, id);
}

void write_update(std::string& out, const std::string& id, const PlacedElement& from, const PlacedElement& to,
                  bool rev) {
    begin_step(out, "updated", id);
    out += R"(,"type":")";
    out.append(model::type_of(to.element)).append(R"(","set":{)");
    const std::size_t begin = out.size();
    write_differences(out, from, to, rev);
    if (out.size() > begin) out.erase(begin, 1);  // the first comma
    out += "}}";
}

void write_step(std::string& out, const std::string& id, const std::optional<PlacedElement>& from,
                const std::optional<PlacedElement>& to, bool rev) {
    if (!to) {
        begin_step(out, "deleted", id);
        out.push_back('}');
    } else if (!from) {
        begin_step(out, "created", id);
        out += R"(,"element":)";
        write_element(out, *to);
        out.push_back('}');
    } else {
        write_update(out, id, *from, *to, rev);
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
    out.reserve(kUsualBytes);
    for (const Change& each : changes) write_step(out, each.id, each.before, each.after, false);
    return out += ']';
}

std::string write_inverse(const std::vector<Change>& changes) {
    std::string out = "[";
    out.reserve(kUsualBytes);
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

}  // namespace pictbook::canvas
