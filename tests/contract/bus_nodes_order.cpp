// Everything that many workers of many nodes publish at once arrives once and in order, also around a Redis that dies
// or stands still.
#include <latch>

#include "contract/bus_nodes.hpp"

namespace pictbook::bus {
namespace {

class BusNodes : public testing::Test {
protected:
    static constexpr std::size_t kNodes = 3;
    static constexpr std::size_t kPublishers = kNodes * Node::kWorkers;

    void connect(const std::string& url) {
        for (std::size_t i = 0; i < kNodes; ++i) nodes_.push_back(std::make_unique<Node>(options_for(url)));
    }
    void connect_crowd(const std::string& url) {
        connect(url);
        for (const auto& node : nodes_)
            for (std::size_t worker = 0; worker < Node::kWorkers; ++worker) node->subscribe(worker, "crowd");
    }

    /// Every worker publishes `count` numbers, `pause` after each tenth.
    void publish_all(int count, Milliseconds pause = {}) {
        std::latch ready(kPublishers);
        std::vector<std::thread> threads;
        for (std::size_t from = 0; from < kPublishers; ++from)
            threads.emplace_back([&, from] {
                ready.arrive_and_wait();
                for (int number = 0; number < count; ++number) {
                    nodes_[from / 2]->publish(from % 2, "crowd", text_of(from));
                    if (number % 10 == 0 && pause.count() > 0) std::this_thread::sleep_for(pause);
                }
            });
        for (std::thread& thread : threads) thread.join();
    }
    std::string text_of(std::size_t from) { return std::to_string(from) + " " + std::to_string(next_[from]++); }

    /// The numbers that a worker got from a publisher.
    std::vector<int> numbers(std::size_t at, std::size_t from) {
        const std::string start = "crowd " + std::to_string(from) + " ";
        std::vector<int> out;
        for (const std::string& text : nodes_[at / 2]->received(at % 2))
            if (text.starts_with(start)) out.push_back(std::stoi(text.substr(start.size())));
        return out;
    }
    std::size_t count_all() {
        std::size_t out = 0;
        for (std::size_t at = 0; at < kPublishers; ++at) out += nodes_[at / 2]->received(at % 2).size();
        return out;
    }
    static bool is_rising(const std::vector<int>& numbers) {
        return std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end();
    }
    /// All that every worker should have, and no more of it after a moment.
    void expect_all(std::size_t count) {
        for (std::size_t at = 0; at < kPublishers; ++at)
            comes_true([&] { return nodes_[at / 2]->received(at % 2).size() >= (kPublishers - 1) * count; });
        std::this_thread::sleep_for(Milliseconds(50));
        for (std::size_t at = 0; at < kPublishers; ++at)
            for (std::size_t from = 0; from < kPublishers; ++from) {
                const std::vector<int> got = numbers(at, from);
                EXPECT_EQ(got.size(), at == from ? 0 : count) << "at " << at << " from " << from;
                EXPECT_TRUE(is_rising(got)) << "at " << at << " from " << from;
            }
    }
    bool all_connected() const {
        return std::all_of(nodes_.begin(), nodes_.end(), [](const auto& node) { return node->status().connected; });
    }

    std::optional<test::RedisServer> redis_;  // of a test's own; outlives the nodes
    std::vector<std::unique_ptr<Node>> nodes_;
    std::array<int, kPublishers> next_{};
};

TEST_F(BusNodes, hear_everything_once_and_in_order) {  // LIVE-43
    connect_crowd(test::shared_redis_url());
    publish_all(2000);
    expect_all(2000);
    for (const auto& node : nodes_) {
        EXPECT_EQ(node->status().dropped, 0u);
        EXPECT_EQ(node->gaps(0) + node->gaps(1), 0);
    }
}

TEST_F(BusNodes, tell_only_the_workers_that_are_subscribed) {  // LIVE-43
    connect(test::shared_redis_url());
    nodes_[2]->subscribe(1, "its own book");  // from now on it is connected
    nodes_[0]->subscribe(0, "one book");
    nodes_[0]->subscribe(1, "other book");
    nodes_[1]->subscribe(1, "one book");
    nodes_[1]->subscribe(0, "other book");
    for (int number = 0; number < 100; ++number)
        for (const std::string topic : {"one book", "other book"})
            nodes_[2]->publish_to_nodes(0, topic, std::to_string(number));
    nodes_[0]->publish_to_nodes(0, "one book", "100");  // the worker of the book's room there
    std::vector<std::string> one, other;
    one.reserve(100);
    other.reserve(100);
    for (int number = 0; number < 100; ++number) {
        one.push_back("one book " + std::to_string(number));
        other.push_back("other book " + std::to_string(number));
    }
    for (std::size_t node : {0u, 1u})
        for (std::size_t worker : {0u, 1u})
            comes_true([&] { return nodes_[node]->received(worker).size() == (node + worker == 2 ? 101 : 100); });
    std::this_thread::sleep_for(Milliseconds(50));
    EXPECT_EQ(nodes_[0]->received(0), one);
    EXPECT_EQ(nodes_[0]->received(1), other);
    EXPECT_EQ(nodes_[1]->received(0), other);
    const std::vector<std::string> all = nodes_[1]->received(1);
    EXPECT_THAT(all, testing::IsSupersetOf(one));
    EXPECT_THAT(all, testing::Contains("one book 100"));
    EXPECT_EQ(nodes_[2]->received(0), std::vector<std::string>{});
}

TEST_F(BusNodes, go_on_when_redis_was_killed_and_started_again) {  // LIVE-44
    connect_crowd(redis_.emplace().url());
    std::thread crowd([this] { publish_all(3000, Milliseconds(5)); });
    std::this_thread::sleep_for(Milliseconds(300));
    redis_->kill();
    std::this_thread::sleep_for(Milliseconds(300));
    redis_->start();
    crowd.join();
    ASSERT_TRUE(comes_true([this] { return all_connected(); }));
    const auto gaps_told = [this] {
        return std::all_of(nodes_.begin(), nodes_.end(),
                           [](const auto& node) { return node->gaps(0) > 0 && node->gaps(1) > 0; });
    };
    EXPECT_TRUE(comes_true(gaps_told));
    const auto nothing_comes = [this] {
        const std::size_t before = count_all();
        std::this_thread::sleep_for(Milliseconds(300));
        return count_all() == before;
    };
    EXPECT_TRUE(comes_true(nothing_comes));
    for (std::size_t at = 0; at < kPublishers; ++at)
        for (std::size_t from = 0; from < kPublishers; ++from) {
            const std::vector<int> got = numbers(at, from);
            EXPECT_TRUE(is_rising(got)) << "at " << at << " from " << from;      // nothing twice, nothing late
            if (at != from && at / 2 == from / 2) EXPECT_EQ(got.size(), 3000u);  // workers of one node lose nothing
            if (at / 2 != from / 2) EXPECT_LT(got.size(), 3000u);
        }
    for (const auto& node : nodes_)
        for (std::size_t worker = 0; worker < Node::kWorkers; ++worker)
            node->station(worker).run([&] { node->station(worker).received.clear(); });
    publish_all(100);
    expect_all(100);
}

TEST_F(BusNodes, lose_nothing_when_redis_stands_still_for_a_while) {  // LIVE-43
    connect_crowd(redis_.emplace().url());
    std::thread trouble([&] {
        redis_->pause();
        std::this_thread::sleep_for(Milliseconds(3000));
        redis_->resume();
    });
    publish_all(1000);
    trouble.join();
    expect_all(1000);
    for (const auto& node : nodes_) {
        EXPECT_EQ(node->status().dropped, 0u);
        EXPECT_EQ(node->gaps(0) + node->gaps(1), 0);
    }
}

TEST_F(BusNodes, keep_order_when_redis_comes_back_after_it_was_given_up) {  // LIVE-44
    connect_crowd(redis_.emplace().url());
    redis_->pause();
    publish_all(500);  // into the connections
    EXPECT_TRUE(comes_true([&] { return !nodes_[0]->status().connected && !nodes_[2]->status().connected; },
                           Milliseconds(10'000)));
    redis_->resume();  // it reads what is left in the lost connections, and the new ones
    publish_all(500, Milliseconds(5));
    ASSERT_TRUE(comes_true([this] { return all_connected(); }));
    publish_all(500);
    const auto last_came = [this] {
        for (std::size_t at = 0; at < kPublishers; ++at)
            for (std::size_t from = 0; from < kPublishers; ++from) {
                const std::vector<int> got = numbers(at, from);
                if (at != from && (got.empty() || got.back() != 1499)) return false;
            }
        return true;
    };
    EXPECT_TRUE(comes_true(last_came));
    for (std::size_t at = 0; at < kPublishers; ++at) {
        EXPECT_GT(nodes_[at / 2]->gaps(at % 2), 0);
        for (std::size_t from = 0; from < kPublishers; ++from) EXPECT_TRUE(is_rising(numbers(at, from)));
    }
}

}  // namespace
}  // namespace pictbook::bus
