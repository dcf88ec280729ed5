// Events between the workers of one process and between nodes (processes): one endpoint a worker, used on its thread only.
// Two threads and two machines are the same case.
#pragma once

#include <cstdint>
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

struct BusStatus {
    bool connected = true;  // to other nodes; always, where there are none
    /// Publications that didn't reach every endpoint, as far as this one can tell; those of which nobody can tell count.
    std::uint64_t dropped = 0;
    /// Those of them that were for other nodes: the same number at every endpoint of the process.
    std::uint64_t dropped_to_nodes = 0;
};

class Bus {
public:
    using Handler = std::function<void(const Payload& payload)>;

    virtual ~Bus() = default;
    /// Called on this endpoint's thread for what other endpoints publish, each exactly once and in its publisher's order.
    /// One handler a topic. Other workers of this process are heard from now on, other nodes a little later.
    [[nodiscard]] virtual Subscription subscribe(std::string topic, Handler handler) = 0;
    /// Calls `done` once, on this endpoint's thread, when what was subscribed here before holds on all nodes: whatever is
    /// published from then on arrives. Where other nodes are out of reach, or don't answer within a second, it is called
    /// nevertheless, and on_gap's handler when they are back.
    virtual void when_subscribed(std::function<void()> done) = 0;
    /// To every other endpoint that is subscribed; never back to this one. What can't be sent is dropped, and every
    /// endpoint that it may have been for is told by on_gap.
    virtual void publish(std::string topic, Payload payload) = 0;
    /// As publish(), but to other processes only: for a topic that only one worker of each process is subscribed to.
    virtual void publish_to_nodes(std::string topic, Payload payload) = 0;
    /// Whether anybody may be subscribed whom publish() reaches.
    virtual bool is_heard(const std::string& topic) const = 0;
    /// Whether there may be other processes; without any, publish_to_nodes() does nothing.
    virtual bool has_nodes() const = 0;
    /// Called when messages to this endpoint were lost or may have been: it could not keep up, or other nodes were out of
    /// reach. They never come later.
    virtual void on_gap(std::function<void()> handler) = 0;

    /// From any thread.
    virtual BusStatus status() const = 0;
    /// Which nodes it reaches, for people: `this process alone`.
    virtual std::string describe() const = 0;
};

}  // namespace pictbook::bus
