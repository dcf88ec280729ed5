// The half of the link that carries: subscriptions and publications to Redis, events to the workers.
#include <boost/asio/post.hpp>
#include <charconv>

#include "bus/redis_link.hpp"

namespace pictbook::bus {

namespace asio = boost::asio;

namespace {

/// Copied into one write; what waits beyond it stays shared.
constexpr std::size_t kBatchBytes = 256 * 1024;
/// Channels of one SUBSCRIBE.
constexpr std::size_t kMostChannels = 512;

}  // namespace

void RedisLink::publish(std::string topic, Payload payload) {
    if (publications_.push(std::move(topic), std::move(payload))) asio::post(context_, [this] { flush(); });
}

void RedisLink::flush() {
    if (!live_ || sending_) return;
    const Publications::Batch batch = publications_.take(kBatchBytes);
    if (batch.items.empty() && !batch.lost_before) return;
    sending_ = true;
    talker_->send(encode(batch));
}

std::string RedisLink::encode(const Publications::Batch& batch) {
    std::string out;
    for (const Publications::Item& item : batch.items) append_publish(out, channel_of(item.topic), *item.payload);
    if (batch.lost_before) append_publish(out, gaps_channel_, {});
    return out;
}

void RedisLink::append_publish(std::string& out, std::string_view channel, std::string_view payload) {
    resp::append_array(out, 3);
    resp::append_bulk(out, "PUBLISH");
    resp::append_bulk(out, channel);
    resp::append_bulk(out, write_envelope({node_, ++published_}), payload);
}

void RedisLink::subscribe(std::string topic, std::size_t endpoint) {
    asio::post(context_, [this, topic = std::move(topic), endpoint] {
        Subscribers& subscribers = topics_[topic];
        subscribers.push_back(endpoint);
        if (subscribers.size() > 1 || !subscribed_) return;
        std::string command;
        resp::append_command(command, {"SUBSCRIBE", channel_of(topic)});
        listener_->send(std::move(command));
    });
}

void RedisLink::unsubscribe(std::string topic, std::size_t endpoint) {
    asio::post(context_, [this, topic = std::move(topic), endpoint] {
        const auto found = topics_.find(topic);
        if (found == topics_.end()) return;
        Subscribers& subscribers = found->second;
        const auto one = std::find(subscribers.begin(), subscribers.end(), endpoint);
        if (one != subscribers.end()) subscribers.erase(one);
        if (!subscribers.empty()) return;
        topics_.erase(found);
        if (!subscribed_) return;
        std::string command;
        resp::append_command(command, {"UNSUBSCRIBE", channel_of(topic)});
        listener_->send(std::move(command));
    });
}

void RedisLink::subscribe_all() {
    std::vector<std::string> channels{gaps_channel_};
    for (const auto& [topic, subscribers] : topics_) channels.push_back(channel_of(topic));
    std::string commands;
    for (std::size_t first = 0; first < channels.size(); first += kMostChannels) {
        const std::size_t count = std::min(kMostChannels, channels.size() - first);
        resp::append_array(commands, count + 1);
        resp::append_bulk(commands, "SUBSCRIBE");
        for (std::size_t i = first; i < first + count; ++i) resp::append_bulk(commands, channels[i]);
    }
    listener_->send(std::move(commands));
    subscribed_ = true;
    send_barrier();
}

void RedisLink::when_subscribed(std::function<void()> done) {
    asio::post(context_, [this, done = std::move(done)] {
        if (!subscribed_ && away_) return done();
        // Without a subscribed connection it is the barrier behind the SUBSCRIBEs that are sent first.
        const std::uint64_t barrier = subscribed_ ? send_barrier() : barrier_ + 1;
        waiters_.push_back({barrier, Monotonic::now() + options_.subscribe_within, done});
    });
}

/// The answer to a PING comes behind the answers to everything that was sent before it.
std::uint64_t RedisLink::send_barrier() {
    std::string command;
    resp::append_command(command, {"PING", std::to_string(++barrier_)});
    listener_->send(std::move(command));
    return barrier_;
}

void RedisLink::passed(std::uint64_t barrier) {
    release_waiters(barrier, {});
    if (!live_) go_live();
    if (released_early_ == 0 || released_early_ > barrier) return;
    released_early_ = 0;
    feed_->tell_gap();
}

/// Those of the barrier or an earlier one, and those who have waited for long enough.
void RedisLink::release_waiters(std::uint64_t barrier, Monotonic::time_point now) {
    while (!waiters_.empty() && (waiters_.front().barrier <= barrier || waiters_.front().until <= now)) {
        if (waiters_.front().barrier > barrier) released_early_ = waiters_.front().barrier;
        const std::function<void()> done = std::move(waiters_.front().done);
        waiters_.pop_front();
        done();
    }
}

void RedisLink::handle(resp::Value& value) {
    const auto& items = value.items;
    if (items.size() < 2) throw resp::Malformed("a subscribed connection gets something else than an event");
    if (items.size() == 3 && items[0].text == "message") return receive(items[1].text, items[2].text);
    if (items[0].text != "pong" || items[1].text.empty()) return;  // subscribe, unsubscribe, or a sign of life
    std::uint64_t barrier = 0;
    const std::string& number = items[1].text;
    std::from_chars(number.data(), number.data() + number.size(), barrier);
    passed(barrier);
}

void RedisLink::receive(std::string_view channel, std::string_view message) {
    const std::optional<Envelope> envelope = read_envelope(message);
    if (!envelope || envelope->node == node_ || !senders_.take(*envelope)) return;
    if (channel == gaps_channel_) return feed_->tell_gap();
    if (!channel.starts_with(topics_prefix_)) return;
    const auto found = topics_.find(std::string(channel.substr(topics_prefix_.size())));
    if (found == topics_.end()) return;  // all have left meanwhile
    Subscribers endpoints = found->second;
    std::sort(endpoints.begin(), endpoints.end());
    endpoints.erase(std::unique(endpoints.begin(), endpoints.end()), endpoints.end());
    feed_->deliver(found->first, std::make_shared<const std::string>(message.substr(kEnvelopeBytes)), endpoints);
}

}  // namespace pictbook::bus
