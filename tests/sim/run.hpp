// One seed: a book, its clients and nodes, an hour of troubles in some seconds of virtual time, and what must hold afterwards.
#pragma once

#include "sim/client.hpp"
#include "sim/node.hpp"

namespace pictbook::sim {

/// What one run was made of, for the summary.
struct Totals {
    std::uint64_t commits = 0, refusals = 0, outside = 0, crashes = 0, snapshots = 0;
    void add(const Totals& other) {
        commits += other.commits;
        refusals += other.refusals;
        outside += other.outside;
        crashes += other.crashes;
        snapshots += other.snapshots;
    }
};

class Run {
public:
    Run(Store& store, std::uint64_t seed, bool verbose);
    ~Run();
    /// What went wrong; empty when nothing did.
    std::string go();
    const Totals& totals() const { return totals_; }
    /// Of all that the clients were told, and when.
    std::uint64_t digest() const { return scene_.digest; }

private:
    void open_book();
    void draw_faults();
    void make_clients();
    void start_node(std::size_t place);
    std::shared_ptr<Connection> dial(Client& client);

    // troubles.cpp: each does its thing and comes again
    void repeat(Milliseconds pause, std::function<void()> what);
    void begin_troubles();
    void trouble_clients();
    void trouble_nodes();
    void write_by_rest();
    void ask_rest(canvas::Draft draft, std::shared_ptr<const json::object> command);
    void write_from_outside();
    void change_a_role();
    void calm_down();
    bool is_settled() const;

    Store& store_;
    Scene scene_;
    Bus bus_;
    std::vector<std::shared_ptr<Node>> nodes_;    // by place; the one that lives there or lived last
    std::vector<std::shared_ptr<Node>> crashed_;  // their coroutines still have to end
    std::vector<std::unique_ptr<Client>> clients_;
    std::vector<std::string> users_;
    std::int64_t rest_counter_ = 0;
    std::size_t connections_ = 0;
    Totals totals_;
};

/// V2-9, V2-13 to V2-22: what the journal, the tables and the clients must have in common. Empty when they have.
std::string check_all(Store& store, const Scene& scene, const std::vector<std::unique_ptr<Client>>& clients,
                      std::set<std::string> assets);

}  // namespace pictbook::sim
