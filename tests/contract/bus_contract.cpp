// What the canvas relies on between workers and between nodes.
#include <latch>

#include "contract/bus_suite.hpp"

namespace pictbook::bus {
namespace {

TEST_P(BusContract, reaches_every_other_endpoint_once_and_never_its_own) {
    for (std::size_t i = 0; i < kStations; ++i) subscribe(i, "news");
    for (std::size_t i = 0; i < kStations; ++i) publish(i, "news", "from " + std::to_string(i));
    EXPECT_THAT(received(0, 2), testing::UnorderedElementsAre("news from 1", "news from 2"));
    EXPECT_THAT(received(1, 2), testing::UnorderedElementsAre("news from 0", "news from 2"));
    EXPECT_THAT(received(2, 2), testing::UnorderedElementsAre("news from 0", "news from 1"));
}

TEST_P(BusContract, keeps_each_publishers_order) {
    constexpr int kEach = 2000;
    subscribe(0, "one");
    subscribe(0, "two");
    std::latch ready(2);
    const auto publish_all = [&](std::size_t from) {
        stations_[from].run([&] {
            ready.arrive_and_wait();
            for (int number = 0; number < kEach; ++number) {
                const std::string text = std::to_string(from) + " " + std::to_string(number);
                stations_[from].bus->publish(number % 2 == 0 ? "one" : "two", payload(text));
            }
        });
    };
    std::thread other([&] { publish_all(1); });
    publish_all(2);
    other.join();
    std::map<char, int> next;
    const Texts texts = received(0, 2 * kEach);
    ASSERT_EQ(texts.size(), 2u * kEach);
    for (const std::string& text : texts) {
        const char from = text[4];
        const int number = next[from]++;
        EXPECT_EQ(text, std::string(number % 2 == 0 ? "one " : "two ") + from + " " + std::to_string(number));
    }
}

TEST_P(BusContract, reaches_other_nodes_once_and_nobody_of_its_own) {
    for (std::size_t i = 0; i < kStations; ++i) {
        subscribe(i, "news");
        EXPECT_EQ(stations_[i].run([&] { return endpoints_[i]->has_nodes(); }), GetParam().has_nodes);
    }
    for (std::size_t i = 0; i < kStations; ++i) stations_[i].publish_to_nodes("news", "from " + std::to_string(i));
    // What comes behind shows that no more of those is under way.
    for (std::size_t i = 0; i < kStations; ++i) publish(i, "news", "end");
    for (std::size_t i = 0; i < kStations; ++i) {
        Texts expected(kStations - 1, "news end");
        for (std::size_t from = 0; GetParam().is_node_each && from < kStations; ++from)
            if (from != i) expected.push_back("news from " + std::to_string(from));
        EXPECT_THAT(received(i, expected.size()), testing::UnorderedElementsAreArray(expected));
    }
}

TEST_P(BusContract, keeps_the_order_of_what_goes_to_all_and_what_goes_to_other_nodes) {
    constexpr int kCount = 2000;
    subscribe(0, "both");
    stations_[1].run([&] {
        for (int number = 0; number < kCount; ++number) {
            if (number % 2 == 0)
                stations_[1].bus->publish("both", payload(std::to_string(number)));
            else
                stations_[1].bus->publish_to_nodes("both", payload(std::to_string(number)));
        }
    });
    Texts expected;
    for (int number = 0; number < kCount; number += GetParam().is_node_each ? 1 : 2)
        expected.push_back("both " + std::to_string(number));
    EXPECT_EQ(received(0, expected.size()), expected);
}

TEST_P(BusContract, hears_everything_from_the_moment_a_subscription_holds) {
    for (int number = 0; number < 200; ++number) {
        const std::string topic = "book:" + std::to_string(number);
        subscribe(0, topic);
        for (std::size_t from = 1; from < kStations; ++from) publish(from, topic, "from " + std::to_string(from));
    }
    EXPECT_EQ(received(0, 400).size(), 400u);
    end_subscription(0, "book:0");
    publish(1, "book:0", "to nobody");
    EXPECT_EQ(received(0, 0), Texts{});
}

TEST_P(BusContract, hears_everything_of_a_topic_that_comes_and_goes) {
    for (int number = 0; number < 100; ++number) {
        if (number > 0) end_subscription(0, "here");
        subscribe(0, "here");
        publish(1, "here", std::to_string(number));
        EXPECT_EQ(received(0, 1), Texts{"here " + std::to_string(number)});
    }
}

TEST_P(BusContract, keeps_topics_apart) {
    for (const char* topic : {"book:a", "book:ab", "book:", "BOOK:a", "book:*"}) subscribe(0, topic);
    subscribe(1, "book:a");
    publish(2, "book:ab", "1");
    publish(2, "book:abc", "2");
    publish(2, "book:?", "3");
    publish(2, "book:a", "4");
    EXPECT_EQ(received(0, 2), (Texts{"book:ab 1", "book:a 4"}));
    EXPECT_EQ(received(1, 1), Texts{"book:a 4"});
}

TEST_P(BusContract, carries_any_bytes) {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
    const std::string large(4u << 20, '\xFE');
    subscribe(0, "a topic\nof two lines");
    for (const std::string& text : {std::string(), bytes, large, std::string("\r\n")})
        publish(1, "a topic\nof two lines", text);
    EXPECT_EQ(received(0, 4), (Texts{"a topic\nof two lines ", "a topic\nof two lines " + bytes,
                                     "a topic\nof two lines " + large, "a topic\nof two lines \r\n"}));
}

TEST_P(BusContract, ends_a_subscription_with_its_lifetime) {
    subscribe(0, "here");
    subscribe(0, "there");
    stations_[0].run([&] {  // moving it does not end it
        Subscription moved = std::move(stations_[0].subscriptions["here"]);
        Subscription assigned;
        assigned = std::move(moved);
        stations_[0].subscriptions["here"] = std::move(assigned);
    });
    publish(1, "here", "1");
    EXPECT_EQ(received(0, 1), Texts{"here 1"});
    end_subscription(0, "here");
    publish(1, "here", "2");
    publish(1, "there", "3");
    EXPECT_EQ(received(0, 1), Texts{"there 3"});
    subscribe(0, "here");
    publish(1, "here", "4");
    EXPECT_EQ(received(0, 1), Texts{"here 4"});
}

TEST_P(BusContract, drops_what_is_under_way_when_a_subscription_ends) {
    subscribe(0, "here");
    stations_[0].run([&] {
        stations_[1].run([&] { stations_[1].bus->publish("here", payload("late")); });
        stations_[0].subscriptions.clear();
    });
    EXPECT_EQ(received(0, 0), Texts{});
}

TEST_P(BusContract, lets_a_handler_publish_and_end_its_own_subscription) {
    subscribe(2, "answers");
    subscribe(0, "questions");
    stations_[0].run([&] {
        Station& station = stations_[0];
        station.subscriptions.clear();
        auto answer = [&station](const Payload& text) {
            station.subscriptions.clear();
            station.bus->publish("answers", text);
        };
        station.subscriptions["questions"] = station.bus->subscribe("questions", answer);
    });
    for (int tries = 0; tries < 20; ++tries) {
        publish(1, "questions", "why");
        settle();
    }
    EXPECT_EQ(received(2, 1), Texts{"answers why"});
}

TEST_P(BusContract, tells_an_endpoint_that_can_not_keep_up_what_it_lost) {
    constexpr std::size_t kSize = 1u << 20;
    const std::size_t count = GetParam().most_bytes_under_way / kSize + 20;
    subscribe(0, "flood");
    subscribe(2, "flood");
    std::latch release(1);
    auto blocked = std::async(std::launch::async, [&] { stations_[0].run([&] { release.wait(); }); });
    for (std::size_t number = 0; number < count; ++number) {
        std::string text = std::to_string(number) + " ";
        text.resize(kSize, '.');
        publish(1, "flood", text);
        EXPECT_EQ(received(2, 1).size(), 1u);  // one that keeps up loses nothing
    }
    release.count_down();
    blocked.get();
    const auto last = [&] { return stations_[0].received.empty() ? "" : stations_[0].received.back(); };
    while (stations_[0].run(last) != "flood end") {
        publish(1, "flood", "end");
        settle();
    }
    Texts texts = received(0, 0);
    std::erase(texts, "flood end");
    ASSERT_LT(texts.size(), count);
    EXPECT_GE((texts.size() + 1) * (kSize + 100), GetParam().most_bytes_under_way);
    const auto number = [](const std::string& text) { return std::stoul(text.substr(sizeof "flood")); };
    for (std::size_t i = 1; i < texts.size(); ++i) EXPECT_LT(number(texts[i - 1]), number(texts[i]));
    EXPECT_EQ(stations_[0].run([&] { return stations_[0].gaps; }), 1);
    EXPECT_EQ(stations_[2].run([&] { return stations_[2].gaps; }), 0);
    publish(1, "flood", "again");
    EXPECT_EQ(received(0, 1), Texts{"flood again"});
}

}  // namespace
}  // namespace pictbook::bus
