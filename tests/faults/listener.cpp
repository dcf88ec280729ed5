#include "faults/listener.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "schema/json.hpp"

namespace pictbook::test {

namespace {

constexpr std::chrono::milliseconds kPause(20);  // between notes
constexpr std::chrono::milliseconds kOpening = std::chrono::seconds(20);

}  // namespace

Listener::Listener(const Fleet& fleet, std::size_t node, std::string book)
    : fleet_(fleet), node_(node), book_(std::move(book)), thread_([this] { run(); }) {}

void Listener::stop() {
    is_over_ = true;
    if (thread_.joinable()) thread_.join();
}

void Listener::run() {
    try {
        open();
        while (!is_over_) {
            send_note();
            if (!receive_until(Clock::now() + kPause)) open();
        }
        socket_.hang_up();
    } catch (const std::exception& failure) {
        ADD_FAILURE() << "a listener gave up: " << failure.what();
    }
}

void Listener::open() {
    socket_.hang_up();
    const Person owner = fleet_.owner(node_);
    const Headers cookie{{"Cookie", owner.cookie_header()}};
    EXPECT_EQ(socket_.connect(owner.port(), "/canvas/" + book_, cookie, kOpening).status, 101);
}

void Listener::send_note() {
    const std::string text = std::to_string(node_) + " " + std::to_string(++sent_);
    socket_.send_text(R"({"type":"CONNECTION","timestamp":0,"payload":{"status":"CONNECTED","message":")" + text +
                      "\"}}");
}

/// False when the server has closed the socket.
bool Listener::receive_until(Clock::time_point end) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        const auto message = socket_.receive(std::max(left, std::chrono::milliseconds(0)));
        if (!message && !socket_.ended()) return true;
        if (message && message->opcode == 1) {
            take(message->payload);
            continue;
        }
        const bool has_code = message && message->opcode == 8 && message->payload.size() >= 2;
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(message->payload[i]); };
        closes_.push_back(has_code ? unsigned{byte(0)} << 8 | byte(1) : 1006);
        return false;
    }
}

void Listener::take(const std::string& note) {
    const boost::json::value event = schema::parse_json(note).value_or(nullptr);
    const std::string text(event.at("payload").at("message").as_string());
    std::size_t node = 0;
    int number = 0;
    ASSERT_EQ(std::sscanf(text.c_str(), "%zu %d", &node, &number), 2) << note;
    ASSERT_LT(node, kMost);
    repeated_ += number <= heard_[node] || node == node_;
    heard_[node] = number;
    all_.push_back({node, Clock::now()});
}

Clock::duration Listener::silence_after(Clock::time_point moment, std::size_t nodes) const {
    Clock::time_point last = moment;
    for (std::size_t node = 0; node < nodes; ++node) {
        const auto is_of = [&](const Heard& heard) { return heard.node == node && heard.at >= moment; };
        const auto found = std::find_if(all_.begin(), all_.end(), is_of);
        if (found != all_.end()) last = std::max(last, found->at);
    }
    return last - moment;
}

bool wait_until_together(const std::vector<std::unique_ptr<Listener>>& listeners) {
    std::vector<int> marks;
    for (const auto& listener : listeners) marks.push_back(listener->sent());
    const auto have_heard = [&] {
        for (std::size_t i = 0; i < listeners.size(); ++i)
            for (std::size_t other = 0; other < listeners.size(); ++other)
                if (other != i && listeners[i]->heard(other) <= marks[other]) return false;
        return true;
    };
    for (const auto end = Clock::now() + std::chrono::seconds(20); !have_heard();) {
        if (Clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

}  // namespace pictbook::test
