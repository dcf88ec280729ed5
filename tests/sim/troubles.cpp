// What happens to the clients, the nodes and the database of a run while it is not calm.
#include "schema/decode.hpp"
#include "sim/commands.hpp"
#include "sim/run.hpp"
#include "store/images.hpp"

namespace pictbook::sim {

namespace {

constexpr db::Statement kRow(R"(SELECT "id" FROM "Element" WHERE "projectId" = $1 ORDER BY "id")");
constexpr db::Statement kMove(R"(UPDATE "Element" SET "x" = "x" + 1 WHERE "id" = $1)");
constexpr db::Statement kErase(R"(DELETE FROM "Element" WHERE "id" = $1)");

/// As api/elements.cpp makes them.
Result<canvas::Command> parse_write(const json::object& command) {
    const std::string type(command.at("type").as_string());
    const json::value& payload = command.at("payload");
    if (type == "IMAGE_DELETE") return canvas::remove_asset_command(std::string(payload.at("id").as_string()));
    if (type != "PUT") return canvas::parse_command(type, payload, "");
    return canvas::upsert_command(schema::decode<model::ElementUpsert>(payload, "body").value());
}

}  // namespace

void Run::repeat(Milliseconds pause, std::function<void()> what) {
    scene_.scheduler.after(scene_.random.time(1, 2 * static_cast<int>(pause.count())),
                           [this, pause, what = std::move(what)] {
                               if (scene_.calm) return;
                               what();
                               repeat(pause, what);
                           });
}

void Run::begin_troubles() {
    const Faults& faults = scene_.faults;
    const Milliseconds pause = scene_.random.time(100, 900);
    for (const std::unique_ptr<Client>& each : clients_) repeat(pause, [client = each.get()] { client->act(); });
    trouble_clients();
    trouble_nodes();
    if (faults.rest) repeat(Milliseconds(800), [this] { write_by_rest(); });
    if (faults.outside) repeat(Milliseconds(4000), [this] { write_from_outside(); });
    if (faults.roles) repeat(Milliseconds(3000), [this] { change_a_role(); });
}

void Run::trouble_clients() {
    const Faults& faults = scene_.faults;
    const auto someone = [this]() -> Client& { return *scene_.random.pick(clients_); };
    if (faults.breaks) repeat(Milliseconds(600), [someone] { someone().cut(); });
    if (faults.reloads) repeat(Milliseconds(2000), [someone] { someone().reload(); });
    if (!faults.offline) return;
    repeat(Milliseconds(1500), [this, someone] {
        Client& client = someone();
        if (!client.is_online()) return;
        client.go_offline();
        scene_.scheduler.after(scene_.random.time(100, 4000), [&client] { client.go_online(); });
    });
}

void Run::trouble_nodes() {
    const Faults& faults = scene_.faults;
    if (faults.crashes)
        repeat(Milliseconds(3000), [this] {
            const std::size_t place = scene_.random.below(nodes_.size());
            if (nodes_[place]->is_dead()) return;
            nodes_[place]->crash();
            bus_.detach(*nodes_[place]);
            crashed_.push_back(nodes_[place]);
            scene_.scheduler.after(scene_.random.time(50, 3000), [this, place] {
                if (nodes_[place]->is_dead()) start_node(place);
            });
        });
    if (faults.bus_away)
        repeat(Milliseconds(3000), [this] {
            const std::shared_ptr<Node> node = scene_.random.pick(nodes_);
            if (node->is_dead() || node->is_alone()) return;
            bus_.set_away(*node, true);
            scene_.scheduler.after(scene_.random.time(100, 4000), [this, node] { bus_.set_away(*node, false); });
        });
    if (faults.database_away)
        repeat(Milliseconds(3000), [this] {
            scene_.note("the database is away");
            scene_.database_away = true;
            scene_.scheduler.after(scene_.random.time(50, 2000), [this] {
                scene_.database_away = false;
                scene_.note("the database is back");
            });
        });
}

void Run::write_by_rest() {
    auto command = std::make_shared<const json::object>(draw_write(scene_));
    Result<canvas::Command> parsed = parse_write(*command);
    if (!parsed) return;  // answered before it is a command
    canvas::Draft draft{scene_.random.pick(users_), {}, std::move(*parsed)};
    if (command->at("type") != "IMAGE_DELETE" && scene_.random.chance(70))
        draft.op = canvas::OpKey{"key-" + std::to_string(++rest_counter_), 0};  // V2-23
    scene_.note(draft.author + " writes " + json::serialize(*command));
    ask_rest(std::move(draft), std::move(command));
}

/// Again until there is an answer, when it has a key that makes that safe.
void Run::ask_rest(canvas::Draft draft, std::shared_ptr<const json::object> command) {
    const std::shared_ptr<Node>& node = scene_.random.pick(nodes_);
    const auto again = [this, draft, command] { ask_rest(draft, command); };
    if (node->is_dead()) return scene_.scheduler.after(Milliseconds(500), again);
    node->write(draft, command, [this, again, is_safe = draft.op.has_value()](bool answered) {
        if (!answered && is_safe) scene_.scheduler.after(Milliseconds(300), again);
    });
}

/// By a program that keeps no journal: a new epoch begins.
void Run::write_from_outside() {
    const db::Rows rows = store_.wait(store_.run(kRow, scene_.project_id));
    if (rows.empty()) return;
    const std::string id(rows[scene_.random.below(rows.size())].text("id"));
    if (scene_.random.chance(70))
        store_.wait(store_.run(kMove, id));
    else
        store_.wait(store_.run(kErase, id));
    scene_.note("somebody else writes " + id);
    ++scene_.outside_writes;
    Record record;
    record.kind = Record::Kind::outside;
    const store::PlacedList list = store_.wait(store::list_placed_elements(store_, scene_.project_id));
    for (const store::PlacedElement& each : list.elements)
        record.elements[model::id_of(each.element).value] = canvas::object_of(each);
    scene_.log.push_back(std::move(record));
}

void Run::change_a_role() {
    const std::string user = scene_.random.pick(users_);
    const std::string role = scene_.random.chance(50) ? "VIEWER" : "EDITOR";
    scene_.note(user + " is now " + role);
    store_.script(R"(UPDATE "Member" SET "role" = ')" + role + R"(' WHERE "userId" = ')" + user + "'");
}

void Run::calm_down() {
    scene_.note("all is calm now");
    scene_.calm = true;
    scene_.database_away = false;
    for (std::size_t place = 0; place < nodes_.size(); ++place) {
        if (nodes_[place]->is_dead()) start_node(place);
        if (nodes_[place]->is_alone()) bus_.set_away(*nodes_[place], false);
    }
    for (const std::unique_ptr<Client>& each : clients_) each->go_online();
    if (scene_.outside_writes == 0) return;
    // Who is live learns of the new epoch by the next commit.
    canvas::Draft draft{users_.front(), canvas::OpKey{"last", 0}, {}};
    const auto command = std::make_shared<const json::object>(
        json::object{{"type", "PUT"}, {"payload", draw_element(scene_, element_name(scene_, 0) + "-last", "CIRCLE")}});
    draft.command = parse_write(*command).value();
    ask_rest(std::move(draft), command);
}

}  // namespace pictbook::sim
