// What stands between workers and Redis, without Redis: the queue of publications and the envelope.
#include <gmock/gmock.h>

#include <thread>

#include "bus/redis_envelope.hpp"
#include "bus/redis_publications.hpp"
#include "bus/resp.hpp"

namespace pictbook::bus {
namespace {

Payload payload(std::size_t size) { return std::make_shared<const std::string>(size, 'x'); }

std::vector<std::string> topics_of(const Publications::Batch& batch) {
    std::vector<std::string> out;
    for (const auto& item : batch.items) out.push_back(item.topic);
    return out;
}

TEST(Publications, keep_their_order_and_wake_once) {
    Publications queue(1 << 20);
    EXPECT_TRUE(queue.push("a", payload(1)));
    EXPECT_FALSE(queue.push("b", payload(1)));
    EXPECT_FALSE(queue.push("c", payload(1)));
    EXPECT_EQ(topics_of(queue.take(1)), std::vector<std::string>{"a"});
    EXPECT_TRUE(queue.push("d", payload(1)));
    EXPECT_EQ(topics_of(queue.take(1 << 20)), (std::vector<std::string>{"b", "c", "d"}));
    EXPECT_TRUE(queue.take(1).items.empty());
}

TEST(Publications, are_bounded_until_they_are_written) {
    constexpr std::size_t kSize = 1000 - Publications::kItemOverhead - 1;
    Publications queue(3000);
    for (int i = 0; i < 4; ++i) queue.push("a", payload(kSize));
    EXPECT_EQ(queue.dropped(), 1u);
    Publications::Batch batch = queue.take(1500);
    EXPECT_EQ(batch.items.size(), 2u);
    EXPECT_FALSE(batch.lost_before);  // what came before the loss goes first
    queue.push("a", payload(kSize));
    EXPECT_EQ(queue.dropped(), 2u);
    queue.written();
    queue.push("a", payload(kSize));
    EXPECT_EQ(queue.dropped(), 2u);
    batch = queue.take(1 << 20);
    EXPECT_EQ(batch.items.size(), 2u);
    EXPECT_TRUE(batch.lost_before);
    EXPECT_FALSE(queue.take(1 << 20).lost_before);
}

TEST(Publications, that_no_node_would_take_are_dropped_and_told) {
    Publications queue(256u << 20);
    EXPECT_TRUE(queue.push("a", payload(resp::kMostBulkBytes)));
    const Publications::Batch batch = queue.take(1 << 20);
    EXPECT_TRUE(batch.items.empty());
    EXPECT_TRUE(batch.lost_before);
    EXPECT_EQ(queue.dropped(), 1u);
}

TEST(Publications, without_an_answer_are_lost_with_the_connection) {
    Publications queue(1 << 20);
    for (int i = 0; i < 5; ++i) queue.push("a", payload(1));
    queue.take(1);
    queue.take(1);
    queue.take(1);
    queue.answered(1);
    queue.close();  // 2 without an answer, 2 that wait
    EXPECT_EQ(queue.dropped(), 4u);
    EXPECT_FALSE(queue.push("b", payload(1)));
    EXPECT_EQ(queue.dropped(), 5u);
    queue.open();
    const Publications::Batch batch = queue.take(1 << 20);
    EXPECT_TRUE(batch.items.empty());
    EXPECT_TRUE(batch.lost_before);
}

TEST(Publications, that_are_all_answered_lose_nothing_with_the_connection) {
    Publications queue(1 << 20);
    queue.push("a", payload(1));
    queue.take(1);
    queue.written();
    queue.answered(1);
    queue.close();
    queue.open();
    EXPECT_EQ(queue.dropped(), 0u);
    EXPECT_FALSE(queue.take(1).lost_before);
}

TEST(Publications, are_waited_for_with_a_bound) {
    Publications queue(1 << 20);
    queue.wait_until_idle(Milliseconds(60'000));
    queue.push("a", payload(1));
    const auto began = Monotonic::now();
    queue.wait_until_idle(Milliseconds(50));
    EXPECT_GE(Monotonic::now() - began, Milliseconds(50));
    std::thread link([&] {
        queue.take(1);
        queue.answered(1);
    });
    queue.wait_until_idle(Milliseconds(60'000));
    link.join();
}

TEST(Envelope, is_read_as_it_was_written) {
    const std::string node = "0123456789abcdef";
    for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{0x0123456789ABCDEF}, UINT64_MAX}) {
        const std::string text = write_envelope({node, number});
        EXPECT_EQ(text.size(), kEnvelopeBytes);
        const std::string message = text + "payload";
        const auto envelope = read_envelope(message);
        ASSERT_TRUE(envelope);
        EXPECT_EQ(envelope->node, node);
        EXPECT_EQ(envelope->number, number);
        EXPECT_FALSE(read_envelope(text.substr(1)));
    }
}

TEST(Senders, take_nothing_twice_or_late) {
    Senders senders;
    EXPECT_TRUE(senders.take({"node a", 5}));
    EXPECT_FALSE(senders.take({"node a", 5}));
    EXPECT_FALSE(senders.take({"node a", 4}));
    EXPECT_TRUE(senders.take({"node b", 4}));
    EXPECT_TRUE(senders.take({"node a", 9}));
    EXPECT_FALSE(senders.take({"node a", 6}));
}

TEST(Senders, are_bounded) {
    Senders senders;
    for (std::size_t i = 0; i < Senders::kMost; ++i) EXPECT_TRUE(senders.take({std::to_string(i), 1}));
    EXPECT_FALSE(senders.take({"0", 1}));
    EXPECT_TRUE(senders.take({"one more", 1}));
    EXPECT_TRUE(senders.take({"0", 1}));  // forgotten with the others
}

}  // namespace
}  // namespace pictbook::bus
