#include "bus/redis.hpp"

#include <boost/asio/post.hpp>

#include "bus/local.hpp"
#include "bus/redis_link.hpp"

namespace pictbook::bus {

namespace {

/// A worker's endpoint on the local bus, whose publications and subscriptions the link hears of too.
class NodeEndpoint : public Bus {
public:
    NodeEndpoint(std::size_t index, boost::asio::any_io_executor executor, std::unique_ptr<Bus> local,
                 std::shared_ptr<RedisLink> link)
        : index_(index), executor_(std::move(executor)), local_(std::move(local)), link_(std::move(link)) {}
    /// The link feeds all endpoints, so it ends before the first of them.
    ~NodeEndpoint() override { link_->stop(); }

    Subscription subscribe(std::string topic, Handler handler) override {
        auto local = std::make_shared<Subscription>(local_->subscribe(topic, std::move(handler)));
        link_->subscribe(topic, index_);
        return Subscription(
            [link = link_, local = std::move(local), topic, index = index_] { link->unsubscribe(topic, index); });
    }

    void when_subscribed(std::function<void()> done) override {
        link_->when_subscribed([executor = executor_, done = std::move(done)] { boost::asio::post(executor, done); });
    }

    void publish(std::string topic, Payload payload) override {
        local_->publish(topic, payload);
        publish_to_nodes(std::move(topic), std::move(payload));
    }
    void publish_to_nodes(std::string topic, Payload payload) override {
        link_->publish(std::move(topic), std::move(payload));
    }
    bool is_heard(const std::string&) const override { return true; }
    bool has_nodes() const override { return true; }

    void on_gap(std::function<void()> handler) override { local_->on_gap(std::move(handler)); }

    BusStatus status() const override {
        BusStatus status = link_->status();
        status.dropped += local_->status().dropped;
        return status;
    }
    std::string describe() const override { return link_->describe(); }

private:
    std::size_t index_;
    boost::asio::any_io_executor executor_;
    std::unique_ptr<Bus> local_;
    std::shared_ptr<RedisLink> link_;
};

}  // namespace

std::vector<std::unique_ptr<Bus>> connect_nodes(const std::vector<boost::asio::any_io_executor>& workers,
                                                RedisOptions options) {
    LocalBus local = connect_workers_and_feed(workers);
    const auto link = std::make_shared<RedisLink>(std::move(options), std::move(local.feed));
    std::vector<std::unique_ptr<Bus>> out;
    out.reserve(workers.size());
    for (std::size_t i = 0; i < workers.size(); ++i)
        out.push_back(std::make_unique<NodeEndpoint>(i, workers[i], std::move(local.endpoints[i]), link));
    return out;
}

}  // namespace pictbook::bus
