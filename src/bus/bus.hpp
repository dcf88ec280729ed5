// Events between the workers of one process, and later between nodes: one endpoint a worker, used on its thread only.
// Two threads and two machines are the same case.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace pictbook::bus {

using Payload = std::shared_ptr<const std::string>;

/// Ends the subscription with its lifetime. Must not outlive its endpoint.
class Subscription {
public:
    Subscription() = default;
    explicit Subscription(std::function<void()> end) : end_(std::move(end)) {}
    Subscription(Subscription&& other) noexcept : end_(std::exchange(other.end_, nullptr)) {}
    Subscription& operator=(Subscription&& other) noexcept {
        std::swap(end_, other.end_);
        return *this;
    }
    ~Subscription() {
        if (end_) end_();
    }

private:
    std::function<void()> end_;
};

class Bus {
public:
    using Handler = std::function<void(const Payload& payload)>;

    virtual ~Bus() = default;
    /// Called on this endpoint's thread for what other endpoints publish, in each publisher's order. One handler a topic.
    [[nodiscard]] virtual Subscription subscribe(std::string topic, Handler handler) = 0;
    /// To every other endpoint that is subscribed; never back to this one.
    virtual void publish(std::string topic, Payload payload) = 0;
    /// Called when messages to this endpoint were lost, because it could not keep up.
    virtual void on_gap(std::function<void()> handler) = 0;
};

}  // namespace pictbook::bus
