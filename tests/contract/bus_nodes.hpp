// Nodes of two workers each, for the tests of the Redis driver that are not the contract of every bus: many publishers,
// and a Redis that goes away.
#pragma once

#include <atomic>

#include "bus/redis.hpp"
#include "contract/bus_suite.hpp"
#include "support/comes_true.hpp"
#include "support/redis.hpp"

namespace pictbook::bus {

using test::comes_true;

class Node {
public:
    static constexpr std::size_t kWorkers = 2;

    explicit Node(RedisOptions options) {
        endpoints_ = connect_nodes({stations_[0].executor(), stations_[1].executor()}, std::move(options));
        for (std::size_t i = 0; i < kWorkers; ++i) stations_[i].start(*endpoints_[i]);
    }
    ~Node() {
        for (Station& station : stations_) station.stop();
    }

    void subscribe(std::size_t worker, const std::string& topic) { stations_[worker].subscribe(topic); }
    void publish(std::size_t worker, const std::string& topic, const std::string& text) {
        stations_[worker].publish(topic, text);
    }
    void publish_to_nodes(std::size_t worker, const std::string& topic, const std::string& text) {
        stations_[worker].publish_to_nodes(topic, text);
    }
    std::vector<std::string> received(std::size_t worker) {
        Station& station = stations_[worker];
        return station.run([&] { return station.received; });
    }
    int gaps(std::size_t worker) {
        return stations_[worker].run([&] { return stations_[worker].gaps; });
    }
    BusStatus status() const { return endpoints_[0]->status(); }
    Station& station(std::size_t worker) { return stations_[worker]; }

private:
    std::array<Station, kWorkers> stations_;
    Endpoints endpoints_;
};

inline RedisOptions options_for(std::string url) {
    RedisOptions options;
    options.url = std::move(url);
    return options;
}

}  // namespace pictbook::bus
