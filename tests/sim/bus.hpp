// What carries events from node to node, as bus/bus.hpp promises it: nothing is lost but what a gap is told of. It also
// mixes and doubles what it carries, which the order of events has to bear.
#pragma once

#include "sim/scene.hpp"

namespace pictbook::sim {

class Node;

class Bus {
public:
    explicit Bus(Scene& scene) : scene_(scene) {}

    void publish(const Node& from, const std::string& payload);
    void set_away(Node& node, bool away);
    void attach(std::shared_ptr<Node> node) { nodes_.push_back(std::move(node)); }
    void detach(const Node& node);

private:
    void carry(const std::shared_ptr<Node>& to, const std::string& payload);

    Scene& scene_;
    std::vector<std::shared_ptr<Node>> nodes_;
};

}  // namespace pictbook::sim
