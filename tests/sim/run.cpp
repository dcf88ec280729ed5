#include "sim/run.hpp"

#include "sim/commands.hpp"

namespace pictbook::sim {

namespace {

constexpr Seconds kLongestCalm{60};
constexpr Seconds kAfterglow{4};  // in which nothing may come but hashes

std::int64_t last_seq(const Scene& scene) {
    std::int64_t last = 0;
    for (const Record& each : scene.log) last = std::max(last, each.seq);
    return last;
}

}  // namespace

Run::Run(Store& store, std::uint64_t seed, bool verbose) : store_(store), scene_(seed, verbose), bus_(scene_) {
    scene_.project_id = "s" + std::to_string(seed);
    draw_faults();
    for (int i = scene_.random.between(1, 4); i > 0; --i) users_.push_back("u" + std::to_string(i));
    open_book();
    for (int i = scene_.random.between(1, 3); i > 0; --i) nodes_.emplace_back();
    for (std::size_t place = 0; place < nodes_.size(); ++place) start_node(place);
    make_clients();
}

Run::~Run() {
    scene_.note("the end");
    for (const std::shared_ptr<Node>& node : nodes_) node->crash();
    scene_.scheduler.finish();
    store_.script(R"(DELETE FROM "Project"; DELETE FROM "ObjectRemoval";)");
}

/// Each trouble in about a third of all runs, so that most are seen alone as well as together.
void Run::draw_faults() {
    Faults& faults = scene_.faults;
    for (bool* each :
         {&faults.breaks, &faults.crashes, &faults.offline, &faults.reloads, &faults.bus_mixes, &faults.bus_loses,
          &faults.bus_away, &faults.database_away, &faults.in_doubt, &faults.slow, &faults.rest})
        *each = scene_.random.chance(35);
    faults.outside = scene_.random.chance(8);
    faults.roles = scene_.random.chance(8);
}

void Run::open_book() {
    const std::string& book = scene_.project_id;
    const std::string date = "'2001-01-01 00:00:00.000'";
    std::string sql = R"(INSERT INTO "Project" ("id", "name", "createdAt", "updatedAt") VALUES (')" + book +
                      "', 'A book', " + date + ", " + date + ");";
    for (const std::string& user : users_) {
        sql +=
            R"(INSERT OR IGNORE INTO "User" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt") VALUES (')";
        sql += user + "', '" + user + "', '" + user + "', 1, " + date + ", " + date + ");";
        sql += R"(INSERT INTO "Member" ("userId", "projectId", "role") VALUES (')" + user + "', '" + book +
               "', 'EDITOR');";
    }
    for (int i = 0; i + 1 < kAssets; ++i) {
        const std::string asset = asset_name(scene_, i);
        sql +=
            R"(INSERT INTO "ImageAsset" ("id", "key", "mimeType", "size", "height", "width", "createdAt", "updatedAt", )";
        sql += R"("projectId") VALUES (')" + asset + "', '" + asset + "', 'image/png', 1, 1, 1, " + date + ", " + date;
        sql += ", '" + book + "');";
    }
    store_.script(sql);
}

void Run::start_node(std::size_t place) {
    const Milliseconds clock_error = scene_.random.chance(30) ? scene_.random.time(-2000, 2000) : Milliseconds(0);
    nodes_[place] = std::make_shared<Node>(scene_, store_, bus_, "node" + std::to_string(place), clock_error);
    bus_.attach(nodes_[place]);
    nodes_[place]->begin_watch();
}

/// Some share an id and differ by their users, for an op is one of its user (V2-16).
void Run::make_clients() {
    const int count = scene_.random.between(2, 6);
    for (int i = 0; i < count; ++i) {
        const auto user = static_cast<std::size_t>(i) % users_.size();
        const std::string id = "tab-" + std::to_string(static_cast<std::size_t>(i) / users_.size());
        clients_.push_back(
            std::make_unique<Client>(scene_, users_[user], id, [this](Client& client) { return dial(client); }));
        scene_.scheduler.after(scene_.random.time(0, 300), [client = clients_.back().get()] { client->go_online(); });
    }
}

std::shared_ptr<Connection> Run::dial(Client& client) {
    const std::shared_ptr<Node>& node = scene_.random.pick(nodes_);
    if (node->is_dead()) return nullptr;
    const std::string name = client.describe() + "#" + std::to_string(++connections_) + " to " + node->name();
    auto made = std::make_shared<Connection>(scene_, name);
    node->accept(made, client.user());
    return made;
}

bool Run::is_settled() const {
    const std::int64_t last = last_seq(scene_);
    for (const std::unique_ptr<Client>& each : clients_)
        if (!each->is_settled() || each->seq() != last) return false;
    return true;
}

std::string Run::go() {
    const auto failed = [this] { return scene_.failed(); };
    begin_troubles();
    scene_.scheduler.run(scene_.scheduler.now() + scene_.random.time(3000, 10'000), failed);
    if (!scene_.failed()) calm_down();
    scene_.scheduler.run(scene_.scheduler.now() + kLongestCalm, [&] { return scene_.failed() || is_settled(); });
    // V2-9, V2-15: sooner or later everybody has everything, and every command an answer.
    for (const std::unique_ptr<Client>& each : clients_)
        if (!scene_.failed() && (!each->is_settled() || each->seq() != last_seq(scene_)))
            scene_.fail(each->describe() + " stays at seq " + std::to_string(each->seq()) + " of " +
                        std::to_string(last_seq(scene_)) + (each->is_settled() ? "" : ", with open questions"));
    scene_.scheduler.run(scene_.scheduler.now() + kAfterglow, failed);
    try {
        if (scene_.scheduler.failure()) std::rethrow_exception(scene_.scheduler.failure());
    } catch (const std::exception& error) {
        scene_.fail(std::string("a node failed: ") + error.what());
    }
    for (const Record& each : scene_.log) ++(each.code.empty() ? totals_.commits : totals_.refusals);
    totals_.outside += static_cast<std::uint64_t>(scene_.outside_writes);
    totals_.crashes += crashed_.size();
    for (const std::unique_ptr<Client>& each : clients_) totals_.snapshots += each->claims().size();
    if (!scene_.failed()) {
        std::set<std::string> assets;
        for (int i = 0; i + 1 < kAssets; ++i) assets.insert(asset_name(scene_, i));
        const std::string wrong = check_all(store_, scene_, clients_, std::move(assets));
        if (!wrong.empty()) scene_.fail(wrong);
    }
    return scene_.failure;
}

}  // namespace pictbook::sim
