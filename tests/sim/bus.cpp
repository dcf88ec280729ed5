#include "sim/bus.hpp"

#include "sim/node.hpp"

namespace pictbook::sim {

void Bus::detach(const Node& node) {
    std::erase_if(nodes_, [&](const auto& each) { return each.get() == &node; });
}

void Bus::publish(const Node& from, const std::string& payload) {
    if (from.is_alone()) return;  // and all are told of a gap when it is back
    for (const std::shared_ptr<Node>& to : nodes_) {
        if (to.get() == &from || to->is_alone() || !to->subscription()) continue;
        const bool troubled = !scene_.calm;
        if (troubled && scene_.faults.bus_loses && scene_.random.chance(5)) {
            scene_.note(to->name() + " misses a packet");
            scene_.scheduler.after(scene_.random.time(0, 500), [to] { to->on_gap(); });
            continue;
        }
        carry(to, payload);
        if (troubled && scene_.faults.bus_mixes && scene_.random.chance(10)) carry(to, payload);
    }
}

void Bus::carry(const std::shared_ptr<Node>& to, const std::string& payload) {
    const bool late = scene_.faults.bus_mixes && !scene_.calm && scene_.random.chance(20);
    const Milliseconds time = late ? scene_.random.time(0, 300) : Milliseconds(5);
    scene_.scheduler.after(time, [to, payload, subscription = to->subscription()] {
        if (to->subscription() == subscription) to->receive_from_bus(payload);
    });
}

void Bus::set_away(Node& node, bool away) {
    scene_.note(node.name() + (away ? " loses the bus" : " has the bus again"));
    node.set_alone(away);
    if (away) return;
    // What it published meanwhile nobody has heard, and it nothing.
    for (const std::shared_ptr<Node>& each : nodes_)
        scene_.scheduler.after(scene_.random.time(0, 100), [each] { each->on_gap(); });
}

}  // namespace pictbook::sim
