// The outbox: order, bounds, and volatile frames newest-only while the peer is slow.
#include "http/outbox.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace pictbook::http {
namespace {

constexpr std::uint8_t kCursor = 1, kDrag = 2;
constexpr std::size_t kMuch = 16 * 1024 * 1024;

Frame frame(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

/// `text`, filled up to `size` bytes.
Frame padded(std::string text, std::size_t size) {
    text.resize(std::max(size, text.size()), '.');
    return frame(std::move(text));
}

std::string name(const Frame& frame) { return frame->substr(0, frame->find('.')); }

std::vector<std::string> drain(Outbox& outbox) {
    std::vector<std::string> names;
    for (const Frame& taken : outbox.take_batch(1'000'000, kMuch)) names.push_back(name(taken));
    EXPECT_TRUE(outbox.empty());
    EXPECT_EQ(outbox.bytes(), 0u);
    return names;
}

using Names = std::vector<std::string>;

TEST(Outbox, gives_frames_in_order) {
    Outbox outbox(kMuch);
    EXPECT_TRUE(outbox.empty());
    EXPECT_TRUE(outbox.take_batch(10, 100).empty());
    for (const char* text : {"a", "b", "c"}) EXPECT_TRUE(outbox.push(frame(text)));
    EXPECT_EQ(outbox.size(), 3u);
    EXPECT_EQ(drain(outbox), (Names{"a", "b", "c"}));
}

TEST(Outbox, shares_frames_and_lets_them_go) {
    Outbox outbox(kMuch);
    const Frame shared = frame("a");
    ASSERT_TRUE(outbox.push(shared));
    EXPECT_EQ(shared.use_count(), 2);
    EXPECT_EQ(outbox.take_batch(1, 1).at(0), shared);
    EXPECT_EQ(shared.use_count(), 1);
    ASSERT_TRUE(outbox.push(shared));
    outbox.clear();
    EXPECT_EQ(shared.use_count(), 1);
    EXPECT_TRUE(outbox.empty());
}

TEST(Outbox, limits_a_batch_by_frames_and_bytes_but_gives_at_least_one) {
    Outbox outbox(kMuch);
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(outbox.push(padded("x", 100)));
    EXPECT_EQ(outbox.take_batch(2, 1000).size(), 2u);
    EXPECT_EQ(outbox.take_batch(10, 10).size(), 1u);
    EXPECT_EQ(outbox.take_batch(10, 100).size(), 1u);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(outbox.push(padded("x", 100)));
    EXPECT_EQ(outbox.take_batch(10, 250).size(), 2u);
}

TEST(Outbox, refuses_what_would_pass_the_bound) {
    Outbox outbox(1000);
    const std::size_t size = 500 - Outbox::kFrameOverhead;
    EXPECT_TRUE(outbox.push(padded("a", size)));
    EXPECT_TRUE(outbox.push(padded("b", size)));
    EXPECT_EQ(outbox.bytes(), 1000u);
    EXPECT_FALSE(outbox.push(frame("")));
    EXPECT_FALSE(outbox.push(frame(""), {1, kCursor, ""}));
    EXPECT_EQ(drain(outbox), (Names{"a", "b"}));
}

TEST(Outbox, counts_the_place_of_tiny_frames) {
    Outbox outbox(100 * Outbox::kFrameOverhead);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(outbox.push(frame("")));
    EXPECT_FALSE(outbox.push(frame("")));
}

TEST(Outbox, takes_one_frame_beyond_the_bound_when_it_is_empty) {
    Outbox outbox(1000);
    EXPECT_TRUE(outbox.push(padded("big", 1'000'000)));
    EXPECT_FALSE(outbox.push(frame("b")));
    EXPECT_EQ(drain(outbox), Names{"big"});
    EXPECT_TRUE(outbox.push(frame("b")));
    EXPECT_FALSE(outbox.push(padded("big", 1'000'000)));
}

TEST(Outbox, always_takes_the_last_frame) {
    Outbox outbox(100);
    ASSERT_TRUE(outbox.push(padded("a", 1000)));
    outbox.push_last(frame("close"));
    EXPECT_EQ(drain(outbox), (Names{"a", "close"}));
}

TEST(Outbox, delivers_every_volatile_frame_to_a_peer_that_keeps_up) {
    Outbox outbox(kMuch);
    ASSERT_TRUE(outbox.push(padded("filler", Outbox::kVolatileBound - 1000)));
    const VolatileKey key(1, kCursor, "");
    for (const char* text : {"c1", "c2", "c3"}) ASSERT_TRUE(outbox.push(frame(text), key));
    EXPECT_EQ(drain(outbox), (Names{"filler", "c1", "c2", "c3"}));
}

TEST(Outbox, keeps_only_the_newest_volatile_frame_of_a_key_for_a_slow_peer) {
    Outbox outbox(kMuch);
    const VolatileKey key(1, kCursor, "");
    ASSERT_TRUE(outbox.push(frame("c1"), key));
    ASSERT_TRUE(outbox.push(padded("filler", Outbox::kVolatileBound)));
    ASSERT_TRUE(outbox.push(frame("s1")));
    ASSERT_TRUE(outbox.push(frame("c2"), key));
    ASSERT_TRUE(outbox.push(frame("s2")));
    ASSERT_TRUE(outbox.push(frame("c3"), key));
    EXPECT_EQ(drain(outbox), (Names{"filler", "s1", "s2", "c3"}));
}

TEST(Outbox, drops_all_older_frames_of_a_key_once_the_peer_is_slow) {
    Outbox outbox(kMuch);
    const VolatileKey key(1, kCursor, "");
    for (const char* text : {"c1", "c2", "c3"}) ASSERT_TRUE(outbox.push(frame(text), key));
    ASSERT_TRUE(outbox.push(padded("filler", Outbox::kVolatileBound)));
    ASSERT_TRUE(outbox.push(frame("c4"), key));
    EXPECT_EQ(drain(outbox), (Names{"filler", "c4"}));
}

TEST(Outbox, tells_senders_kinds_and_elements_apart) {
    Outbox outbox(kMuch);
    ASSERT_TRUE(outbox.push(padded("filler", Outbox::kVolatileBound + 1)));
    const std::vector<VolatileKey> keys{
        {1, kCursor, ""}, {2, kCursor, ""}, {1, kDrag, "e1"}, {1, kDrag, "e2"}, {2, kDrag, "e1"}};
    for (const auto* round : {"old", "new"})
        for (std::size_t i = 0; i < keys.size(); ++i)
            ASSERT_TRUE(outbox.push(frame(round + std::to_string(i)), keys[i]));
    EXPECT_EQ(drain(outbox), (Names{"filler", "new0", "new1", "new2", "new3", "new4"}));
}

TEST(Outbox, does_not_replace_a_frame_that_was_taken) {
    Outbox outbox(kMuch);
    const VolatileKey key(1, kCursor, "");
    ASSERT_TRUE(outbox.push(frame("c1"), key));
    ASSERT_TRUE(outbox.push(padded("filler", 2 * Outbox::kVolatileBound)));
    ASSERT_TRUE(outbox.push(frame("c2"), key));
    ASSERT_TRUE(outbox.push(frame("c3"), key));
    ASSERT_EQ(outbox.take_batch(1, kMuch).size(), 1u);
    ASSERT_TRUE(outbox.push(padded("filler2", 2 * Outbox::kVolatileBound)));
    EXPECT_EQ(name(outbox.take_batch(1, kMuch).at(0)), "c3");
    ASSERT_TRUE(outbox.push(frame("c4"), key));
    EXPECT_EQ(drain(outbox), (Names{"filler2", "c4"}));
}

TEST(Outbox, frees_the_bytes_of_replaced_frames) {
    Outbox outbox(3 * Outbox::kVolatileBound);
    ASSERT_TRUE(outbox.push(padded("filler", Outbox::kVolatileBound + 1)));
    for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(outbox.push(padded("c", 1000), {1, kCursor, ""}));
    EXPECT_EQ(outbox.size(), 2u);
}

TEST(Outbox, needs_no_room_for_the_frame_that_it_replaces) {
    Outbox outbox(2 * Outbox::kVolatileBound);
    ASSERT_TRUE(outbox.push(padded("c1", Outbox::kVolatileBound + 1000), {1, kCursor, ""}));
    ASSERT_TRUE(outbox.push(padded("c2", Outbox::kVolatileBound + 1000), {1, kCursor, ""}));
    EXPECT_EQ(drain(outbox), Names{"c2"});
}

TEST(Outbox, counts_what_waits_in_all_outboxes_together) {
    QueuedBytes all{.most = kMuch};
    Outbox one(kMuch, &all);
    {
        Outbox other(kMuch, &all);
        ASSERT_TRUE(one.push(padded("a", 1000)));
        ASSERT_TRUE(other.push(padded("b", 2000), {1, kCursor, ""}));
        other.push_last(frame("close"));
        EXPECT_EQ(all.now, one.bytes() + other.bytes());
        EXPECT_EQ(other.take_batch(1, kMuch).size(), 1u);
        EXPECT_EQ(all.now, one.bytes() + other.bytes());
        ASSERT_TRUE(other.push(padded("filler", 2 * Outbox::kVolatileBound)));
        for (int i = 0; i < 100; ++i) ASSERT_TRUE(other.push(padded("c", 1000), {1, kCursor, ""}));  // replaced
        EXPECT_EQ(all.now, one.bytes() + other.bytes());
    }
    EXPECT_EQ(all.now, one.bytes());
    one.clear();
    EXPECT_EQ(all.now, 0u);
}

TEST(Outbox, refuses_those_who_lag_when_too_much_waits_for_all) {  // LIVE-46
    constexpr std::size_t kLagging = Outbox::kVolatileBound + 1;
    QueuedBytes all{.most = 3 * kLagging};
    Outbox lagging(kMuch, &all), also_lagging(kMuch, &all), keeping_up(kMuch, &all);
    ASSERT_TRUE(lagging.push(padded("a", kLagging)));
    ASSERT_TRUE(lagging.push(frame("b")));
    ASSERT_TRUE(also_lagging.push(padded("c", kLagging)));
    ASSERT_TRUE(keeping_up.push(padded("d", Outbox::kVolatileBound - Outbox::kFrameOverhead)));
    EXPECT_FALSE(lagging.push(padded("e", 1000)));
    EXPECT_FALSE(also_lagging.push(padded("f", 1000), {1, kCursor, ""}));
    EXPECT_TRUE(keeping_up.push(padded("g", 1000)));
    // It is one that lags now.
    EXPECT_FALSE(keeping_up.push(padded("h", 1000)));
    lagging.clear();  // as a socket that is closed does
    EXPECT_TRUE(also_lagging.push(padded("i", 1000)));
    EXPECT_EQ(drain(also_lagging), (Names{"c", "i"}));
    EXPECT_EQ(drain(keeping_up), (Names{"d", "g"}));
    EXPECT_EQ(all.now, 0u);
}

/// What the outbox promises, in the simplest words: a list, searched from end to end.
class Model {
public:
    bool push(std::string text, std::size_t size, std::optional<std::uint64_t> key, std::size_t bound) {
        if (key && bytes() > Outbox::kVolatileBound) {
            std::map<std::uint64_t, std::string> newest;
            for (const Item& item : queue_)
                if (item.key) newest[*item.key] = item.text;
            newest[*key] = text;
            std::erase_if(queue_, [&](const Item& item) { return item.key && newest[*item.key] != item.text; });
        }
        if (!queue_.empty() && bytes() + size + Outbox::kFrameOverhead > bound) return false;
        queue_.push_back({std::move(text), size, key});
        return true;
    }
    Names take(std::size_t frames) {
        Names names;
        for (; !queue_.empty() && names.size() < frames; queue_.erase(queue_.begin()))
            names.push_back(queue_.front().text);
        return names;
    }
    std::size_t bytes() const {
        std::size_t sum = 0;
        for (const Item& item : queue_) sum += item.size + Outbox::kFrameOverhead;
        return sum;
    }
    std::size_t size() const { return queue_.size(); }

private:
    struct Item {
        std::string text;
        std::size_t size;
        std::optional<std::uint64_t> key;
    };
    std::vector<Item> queue_;
};

TEST(Outbox, behaves_as_its_model_in_random_use) {
    std::mt19937 random(20250101);
    const auto below = [&](unsigned n) { return random() % n; };
    constexpr std::size_t kBound = 3 * Outbox::kVolatileBound;
    for (int round = 0; round < 20; ++round) {
        Outbox outbox(kBound);
        Model model;
        for (int step = 0; step < 1500; ++step) {
            const std::size_t size = 20 + below(below(10) == 0 ? 5000 : 500);
            const std::string text = "f" + std::to_string(step);
            const std::uint64_t sender = below(5);
            if (below(3) == 0) {
                const std::size_t frames = below(static_cast<unsigned>(1 + round));
                Names names;
                for (const Frame& taken : outbox.take_batch(frames, kMuch)) names.push_back(name(taken));
                ASSERT_EQ(names, model.take(frames));
            } else if (below(2) == 0) {
                ASSERT_EQ(outbox.push(padded(text + ".", size), {sender, kCursor, "e"}),
                          model.push(text, size, sender, kBound));
            } else {
                ASSERT_EQ(outbox.push(padded(text + ".", size)), model.push(text, size, {}, kBound));
            }
            ASSERT_EQ(outbox.size(), model.size());
            ASSERT_EQ(outbox.bytes(), model.bytes());
        }
    }
}

}  // namespace
}  // namespace pictbook::http
