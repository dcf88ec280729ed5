#include "canvas/history.hpp"

#include <algorithm>

namespace pictbook::canvas {

using boost::asio::awaitable;

namespace {

void apply(json::object& elements, std::vector<Step> steps) {
    for (Step& step : steps) {
        switch (step.kind) {
            case Step::Kind::created:
                elements[step.id] = std::move(step.members);
                break;
            case Step::Kind::updated:
                put_members(elements.at(step.id).as_object(), step.members);
                break;
            case Step::Kind::deleted:
                elements.erase(step.id);
                break;
        }
    }
}

auto place_in_stack(const json::object& element) {
    return std::tuple(element.at("zIndex").as_int64(), text_member(element, "order"), text_member(element, "createdAt"),
                      text_member(element, "id"));
}

}  // namespace

awaitable<std::optional<json::object>> elements_at(db::Sql& sql, std::string project_id, std::int64_t seq) {
    const store::PlacedList present = co_await store::list_placed_elements(sql, project_id);
    if (!present.head || seq > present.head->seq || !present.head->is_whole()) co_return std::nullopt;
    json::object elements = objects_by_id(present.elements);
    std::int64_t next = present.head->seq;  // whose inverse comes next
    for (std::int64_t most = store::kFirstEntries; next > seq;) {
        const std::vector<store::JournalEntry> page =
            co_await store::list_entries_before(sql, project_id, next + 1, std::min(most, next - seq));
        if (page.empty()) co_return std::nullopt;
        most = store::next_page(page);
        for (const store::JournalEntry& each : page) {
            if (each.seq != next || each.epoch != present.head->epoch) co_return std::nullopt;
            apply(elements, read_steps(each.inverse));
            --next;
        }
    }
    co_return elements;
}

std::vector<model::Element> in_stack_order(const json::object& elements) {
    std::vector<const json::object*> sorted;
    sorted.reserve(elements.size());
    for (const auto& [id, element] : elements) sorted.push_back(&element.as_object());
    std::sort(sorted.begin(), sorted.end(),
              [](const auto* a, const auto* b) { return place_in_stack(*a) < place_in_stack(*b); });
    std::vector<model::Element> out;
    out.reserve(sorted.size());
    for (const json::object* each : sorted) out.push_back(element_of(*each));
    return out;
}

}  // namespace pictbook::canvas
