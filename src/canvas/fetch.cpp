#include "canvas/fetch.hpp"

#include "canvas/commit.hpp"

namespace pictbook::canvas {

using boost::asio::awaitable;

namespace {

awaitable<Held> fetch_element(db::Sql& sql, const std::string& project_id, const std::string& id) {
    Held held;
    if (std::optional<PlacedElement> placed = co_await store::find_placed_element(sql, id)) {
        if (placed->project_id == project_id)
            held.live = std::move(placed);
        else
            held.foreign = true;
    } else if (const std::optional<std::string> state = co_await store::find_tombstone(sql, project_id, id)) {
        held.dead = placed_of(schema::parse_json(*state).value().as_object(), project_id);
    }
    co_return held;
}

awaitable<std::vector<StackPlace>> fetch_stack(db::Sql& sql, const std::string& project_id) {
    std::vector<StackPlace> out;
    for (store::StackRow& row : co_await store::list_stack(sql, project_id))
        out.push_back({row.zIndex, std::move(row.order), to_iso(row.createdAt), std::move(row.id)});
    co_return out;
}

awaitable<void> fetch_whole(db::Sql& sql, const std::string& project_id, Shelf& shelf) {
    store::PlacedList list = co_await store::list_placed_elements(sql, project_id);
    for (PlacedElement& each : list.elements) {
        const std::string id = model::id_of(each.element).value;
        shelf.elements.try_emplace(id, Held{std::move(each), {}, false});
    }
    shelf.whole = true;
}

}  // namespace

awaitable<void> fetch(db::Sql& sql, const std::string& project_id, const std::string& author, Shelf& shelf) {
    const Shelf::Wanted wanted = std::exchange(shelf.wanted, {});
    if (wanted.whole) co_await fetch_whole(sql, project_id, shelf);
    for (const std::string& id : wanted.elements) {
        Held held = co_await fetch_element(sql, project_id, id);
        shelf.elements.try_emplace(id, std::move(held));
    }
    for (const std::string& id : wanted.assets) shelf.assets[id] = co_await store::has_asset(sql, project_id, id);
    for (const std::string& id : wanted.showing) shelf.showing[id] = co_await store::list_elements_showing(sql, id);
    for (const OpKey& key : wanted.entries) {
        const store::OpRow row = co_await store::find_op(sql, project_id, author, key.client, key.counter);
        std::optional<Entry>& entry = shelf.entries[key];
        if (row.entry) entry = Entry{read_steps(row.entry->changes), read_steps(row.entry->inverse)};
    }
    if (wanted.stack) shelf.stack = co_await fetch_stack(sql, project_id);
}

}  // namespace pictbook::canvas
