#include "bus/local.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace pictbook::bus {

namespace {

class Endpoint;

/// Who is subscribed to what, so that nobody else is woken. Used by all threads.
class Subscribers {
public:
    void add(const std::string& topic, Endpoint* endpoint) {
        const std::lock_guard lock(mutex_);
        endpoints_[topic].push_back(endpoint);
    }
    void remove(const std::string& topic, Endpoint* endpoint) {
        const std::lock_guard lock(mutex_);
        const auto found = endpoints_.find(topic);
        std::erase(found->second, endpoint);
        if (found->second.empty()) endpoints_.erase(found);
    }
    std::vector<Endpoint*> of(const std::string& topic) const {
        const std::lock_guard lock(mutex_);
        const auto found = endpoints_.find(topic);
        return found == endpoints_.end() ? std::vector<Endpoint*>() : found->second;
    }

private:
    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::vector<Endpoint*>> endpoints_;
};

class Endpoint : public Bus {
public:
    Endpoint(boost::asio::any_io_executor executor, std::shared_ptr<Subscribers> subscribers)
        : executor_(std::move(executor)), subscribers_(std::move(subscribers)) {}

    Subscription subscribe(std::string topic, Handler handler) override {
        const bool is_new = handlers_.insert_or_assign(topic, std::move(handler)).second;
        if (is_new) subscribers_->add(topic, this);
        return Subscription([this, topic = std::move(topic)] {
            if (handlers_.erase(topic) > 0) subscribers_->remove(topic, this);
        });
    }

    void publish(std::string topic, Payload payload) override {
        const std::vector<Endpoint*> endpoints = subscribers_->of(topic);
        if (endpoints.empty()) return;
        const auto shared_topic = std::make_shared<const std::string>(std::move(topic));
        for (Endpoint* other : endpoints)
            if (other != this) other->post(shared_topic, payload);
    }

    void publish_to_nodes(std::string, Payload) override {}
    bool is_heard(const std::string& topic) const override {
        const std::vector<Endpoint*> endpoints = subscribers_->of(topic);
        return endpoints.size() > 1 || (endpoints.size() == 1 && endpoints.front() != this);
    }
    bool has_nodes() const override { return false; }

    void when_subscribed(std::function<void()> done) override { done(); }
    void on_gap(std::function<void()> handler) override { gap_ = std::move(handler); }
    BusStatus status() const override { return {true, dropped_, 0}; }
    std::string describe() const override { return "this process alone"; }

    /// On the publisher's thread.
    void post(const std::shared_ptr<const std::string>& topic, const Payload& payload) {
        const std::size_t size = payload->size() + topic->size();
        if (under_way_.fetch_add(size) + size > kMostBytesUnderWay) {
            under_way_.fetch_sub(size);
            ++dropped_;
            post_gap();
            return;
        }
        boost::asio::post(executor_, [this, topic, payload, size] {
            under_way_.fetch_sub(size);
            deliver(*topic, payload);
        });
    }

    /// On any thread.
    void post_gap() {
        if (!gap_posted_.exchange(true)) boost::asio::post(executor_, [this] { tell_gap(); });
    }

private:
    void deliver(const std::string& topic, const Payload& payload) {
        const auto found = handlers_.find(topic);
        if (found == handlers_.end()) return;
        const Handler handler = found->second;  // it may end its own subscription
        handler(payload);
    }

    void tell_gap() {
        gap_posted_ = false;
        if (gap_) gap_();
    }

    boost::asio::any_io_executor executor_;
    std::shared_ptr<Subscribers> subscribers_;
    std::unordered_map<std::string, Handler> handlers_;
    std::function<void()> gap_;
    std::atomic<std::size_t> under_way_ = 0;
    std::atomic<std::uint64_t> dropped_ = 0;
    std::atomic<bool> gap_posted_ = false;
};

class LocalFeed : public Feed {
public:
    explicit LocalFeed(std::vector<Endpoint*> all) : all_(std::move(all)) {}

    void deliver(std::string topic, Payload payload, std::span<const std::size_t> endpoints) override {
        const auto shared_topic = std::make_shared<const std::string>(std::move(topic));
        for (const std::size_t each : endpoints) all_.at(each)->post(shared_topic, payload);
    }
    void tell_gap() override {
        for (Endpoint* each : all_) each->post_gap();
    }

private:
    const std::vector<Endpoint*> all_;
};

}  // namespace

LocalBus connect_workers_and_feed(const std::vector<boost::asio::any_io_executor>& executors) {
    const auto subscribers = std::make_shared<Subscribers>();
    std::vector<Endpoint*> all;
    LocalBus out;
    for (const boost::asio::any_io_executor& executor : executors) {
        auto endpoint = std::make_unique<Endpoint>(executor, subscribers);
        all.push_back(endpoint.get());
        out.endpoints.push_back(std::move(endpoint));
    }
    out.feed = std::make_shared<LocalFeed>(std::move(all));
    return out;
}

std::vector<std::unique_ptr<Bus>> connect_workers(const std::vector<boost::asio::any_io_executor>& executors) {
    return connect_workers_and_feed(executors).endpoints;
}

}  // namespace pictbook::bus
