#include "churn/witnesses.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pictbook::test {

namespace {

constexpr int kInBook = 3;
constexpr std::chrono::milliseconds kWitnessTurn(50);
constexpr int kTurnsBetweenNotes = 4;

}  // namespace

Witnesses::Witnesses(const Scenery& scenery) {
    for (std::size_t book = 0; book < Scenery::kBooks; ++book)
        for (int i = 0; i < kInBook; ++i) {
            witnesses_.push_back({.socket = open_socket(scenery.owner, scenery.books[book]),
                                  .name = "witness" + std::to_string(i),
                                  .book = book});
            EXPECT_EQ(standing_of(witnesses_.back().socket), "editor");
        }
    thread_ = std::thread([this] { run(); });
}

Witnesses::~Witnesses() {
    is_over_ = true;
    thread_.join();
    for (Witness& witness : witnesses_) EXPECT_EQ(witness.socket.close().code, 1000u);
}

void Witnesses::see_off(std::size_t book, const std::string& sender, int count, Sent sent) {
    const std::lock_guard lock(mutex_);
    departed_.push_back({book, sender, count, sent, Clock::now()});
}

void Witnesses::run() {
    try {
        for (int turn = 0; !is_over_; ++turn) {
            std::this_thread::sleep_for(kWitnessTurn);
            for (Witness& witness : witnesses_) listen(witness);
            settle_departed();
            if (turn % kTurnsBetweenNotes != 0) continue;
            for (Witness& witness : witnesses_) witness.socket.send_text(numbered(witness.name, ++witness.sent));
        }
        const auto end = Clock::now() + kSoon;
        while (!have_heard_each_other() && Clock::now() < end)
            for (Witness& witness : witnesses_) listen(witness);
        EXPECT_TRUE(have_heard_each_other()) << "an event of a witness was lost";
        settle_departed();
        for (const Departed& departed : departed_)
            EXPECT_TRUE(departed.sent == Sent::some_arrive || have_heard(departed)) << departed.sender;
    } catch (const std::exception& failure) {
        ADD_FAILURE() << "the witnesses gave up: " << failure.what();
    }
}

void Witnesses::listen(Witness& witness) {
    while (const auto message = witness.socket.receive(std::chrono::milliseconds(0))) {
        if (message->opcode == 1) take(witness, message->payload);
        if (message->opcode == 9) witness.socket.send_frame({.opcode = 10, .payload = message->payload});
        if (message->opcode == 8) throw std::runtime_error("the server closed one with " + close_text(*message));
    }
    if (witness.socket.ended()) throw std::runtime_error("the server hung up");
}

void Witnesses::take(Witness& witness, const std::string& message) {
    const Numbered event = read_numbered(message);
    if (event.sender.empty()) return;
    ++heard_;
    EXPECT_NE(event.sender, witness.name);
    int& last = witness.last[event.sender];
    // Somebody whose role changes is refused some of what it sends: those are missing, but none comes twice or late.
    if (event.sender.starts_with("guest"))
        EXPECT_GT(event.number, last) << event.sender;
    else
        EXPECT_EQ(event.number, last + 1) << event.sender;
    last = event.number;
}

bool Witnesses::have_heard(const Departed& departed) const {
    return std::ranges::all_of(witnesses_, [&](const Witness& witness) {
        if (witness.book != departed.book) return true;
        const auto found = witness.last.find(departed.sender);
        return (found == witness.last.end() ? 0 : found->second) == departed.count;
    });
}

bool Witnesses::have_heard_each_other() const {
    return std::ranges::all_of(witnesses_, [&](const Witness& witness) {
        return std::ranges::all_of(witnesses_, [&](const Witness& other) {
            if (other.book != witness.book || other.name == witness.name) return true;
            const auto found = witness.last.find(other.name);
            return found != witness.last.end() && found->second == other.sent;
        });
    });
}

void Witnesses::forget(const Departed& departed) {
    for (Witness& witness : witnesses_)
        if (witness.book == departed.book) witness.last.erase(departed.sender);
}

/// What somebody sent may still be on its way a while after it has left.
void Witnesses::settle_departed() {
    const std::lock_guard lock(mutex_);
    std::erase_if(departed_, [&](const Departed& departed) {
        const bool is_late = Clock::now() - departed.at > kSoon;
        const bool is_whole = departed.sent == Sent::all_arrive && have_heard(departed);
        if (!is_whole && !is_late) return false;
        EXPECT_TRUE(is_whole || departed.sent == Sent::some_arrive)
            << "of the " << departed.count << " events of " << departed.sender << " some were lost";
        forget(departed);
        return true;
    });
}

}  // namespace pictbook::test
