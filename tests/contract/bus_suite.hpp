// The suite that every driver of Bus passes (bus_contract.cpp). A driver joins by one BusDriver in a file of its own:
// INSTANTIATE_TEST_SUITE_P(Local, BusContract, testing::Values(BusDriver{"local", 64u << 20, connect}), name_of_bus_driver);
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bus/bus.hpp"

namespace pictbook::bus {

using Endpoints = std::vector<std::unique_ptr<Bus>>;

struct BusDriver {
    std::string name;
    std::size_t most_bytes_under_way;
    /// One endpoint for each executor, on a network of their own.
    Endpoints (*connect)(const std::vector<boost::asio::any_io_executor>& executors);
    bool has_nodes = false;
    bool is_node_each = false;  // each endpoint is the only one of its node
};

inline std::string name_of_bus_driver(const testing::TestParamInfo<BusDriver>& info) { return info.param.name; }

/// A worker: an event loop on a thread, with what its endpoint was handed. Everything but run() happens on the thread.
class Station {
public:
    ~Station() { stop(); }

    boost::asio::any_io_executor executor() { return loop_.get_executor(); }
    void start(Bus& endpoint) {
        bus = &endpoint;
        bus->on_gap([this] { ++gaps; });
        thread_ = std::thread([this] { loop_.run(); });
    }

    /// Runs `work` on the thread and waits for it.
    template <class Work>
    auto run(Work work) {
        std::packaged_task<decltype(work())()> task(std::move(work));
        auto result = task.get_future();
        boost::asio::post(loop_, std::move(task));
        return result.get();
    }

    /// Waits until it holds.
    void subscribe(const std::string& topic) {
        std::promise<void> holds;
        run([&] {
            auto note = [this, topic](const Payload& text) { received.push_back(topic + " " + *text); };
            subscriptions[topic] = bus->subscribe(topic, note);
            bus->when_subscribed([&] { holds.set_value(); });
        });
        holds.get_future().get();
    }
    void publish(const std::string& topic, const std::string& text) {
        run([&] { bus->publish(topic, std::make_shared<const std::string>(text)); });
    }
    void publish_to_nodes(const std::string& topic, const std::string& text) {
        run([&] { bus->publish_to_nodes(topic, std::make_shared<const std::string>(text)); });
    }

    void stop() {
        if (!thread_.joinable()) return;
        run([this] { subscriptions.clear(); });
        loop_.stop();
        thread_.join();
    }

    Bus* bus = nullptr;
    std::map<std::string, Subscription> subscriptions;
    std::vector<std::string> received;  // `<topic> <payload>`
    int gaps = 0;

private:
    boost::asio::io_context loop_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_{loop_.get_executor()};
    std::thread thread_;
};

class BusContract : public testing::TestWithParam<BusDriver> {
protected:
    static constexpr std::size_t kStations = 3;
    using Texts = std::vector<std::string>;

    void SetUp() override {
        std::vector<boost::asio::any_io_executor> executors;
        for (Station& station : stations_) executors.push_back(station.executor());
        endpoints_ = GetParam().connect(executors);
        for (std::size_t i = 0; i < kStations; ++i) stations_[i].start(*endpoints_[i]);
    }
    void TearDown() override {
        for (Station& station : stations_) station.stop();
        endpoints_.clear();
    }

    static Payload payload(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

    void publish(std::size_t from, const std::string& topic, const std::string& text) {
        stations_[from].publish(topic, text);
    }
    void subscribe(std::size_t at, const std::string& topic) { stations_[at].subscribe(topic); }

    void end_subscription(std::size_t at, const std::string& topic) {
        stations_[at].run([&, this] { stations_[at].subscriptions.erase(topic); });
    }

    /// Until what was published before has arrived: `count` texts, and no more of them for a moment.
    Texts received(std::size_t at, std::size_t count) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        const auto size = [&, this] { return stations_[at].run([&, this] { return stations_[at].received.size(); }); };
        while (size() < count && std::chrono::steady_clock::now() < deadline) settle();
        settle();
        return stations_[at].run([&, this] { return std::exchange(stations_[at].received, {}); });
    }

    static void settle() { std::this_thread::sleep_for(std::chrono::milliseconds(5)); }

    std::array<Station, kStations> stations_;
    Endpoints endpoints_;
};

}  // namespace pictbook::bus
