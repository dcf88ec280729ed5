#include "durable/ledger.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "support/replica.hpp"

namespace pictbook::test {

using Fate = Entry::Fate;

void Ledger::add(std::string type, std::string payload) {
    entries_.push_back({.type = std::move(type), .payload = std::move(payload)});
    waiting_.push_back(size());
}

std::string Ledger::send(std::int64_t number) {
    Entry& entry = at(number);
    totals_.sent_again += entry.sent != Clock::time_point();
    entry.sent = Clock::now();
    entry.due = Clock::time_point::max();
    return R"({"type":")" + entry.type + R"(","op":{"c":")" + client_ + R"(","n":)" + std::to_string(number) +
           R"(},"payload":)" + entry.payload + "}";
}

std::vector<std::int64_t> Ledger::due() const {
    std::vector<std::int64_t> out;
    for (const std::int64_t number : waiting_)
        if (entries_[static_cast<std::size_t>(number - 1)].due <= Clock::now()) out.push_back(number);
    return out;
}

void Ledger::take(const json::object& message) {
    const std::string type = type_of(message);
    if (type == "ACK")
        take_acknowledgement(message);
    else if (type == "ERROR")
        take_error(message.at("payload").as_object());
    else if (is_event(message))
        take_event(message);
}

void Ledger::take_acknowledgement(const json::object& message) {
    const std::int64_t number = message.at("op").at("n").as_int64();
    Entry& entry = at(number);
    const json::object& payload = message.at("payload").as_object();
    EXPECT_EQ(entry.fate, Fate::waiting) << json::serialize(message);
    entry.seq = message.at("seq").as_int64();
    entry.result = payload.at("result").as_string();
    if (entry.told != 0) EXPECT_EQ(entry.told, entry.seq) << json::serialize(message);
    const bool retried = payload.contains("retried");
    totals_.retried += retried;
    totals_.postponed_but_done += retried && entry.was_postponed;
    acknowledged_.push_back({entry.sent, Clock::now()});
    settle(number, Fate::acknowledged);
}

void Ledger::take_error(const json::object& payload) {
    const json::object& data = payload.at("data").as_object();
    if (!data.contains("op")) {
        ADD_FAILURE() << json::serialize(payload);
        return;
    }
    const std::int64_t number = data.at("op").at("n").as_int64();
    Entry& entry = at(number);
    EXPECT_EQ(entry.fate, Fate::waiting) << json::serialize(payload);
    if (!data.at("retryable").as_bool()) {
        EXPECT_TRUE(entry.told == 0 || entry.has_copy) << json::serialize(payload);
        entry.result = data.at("code").as_string();
        settle(number, Fate::refused);
        return;
    }
    const json::value* wait = data.if_contains("retryAfterMs");
    EXPECT_TRUE(wait) << json::serialize(payload);
    entry.due = Clock::now() + std::chrono::milliseconds(wait ? wait->as_int64() : 500);
    entry.was_postponed = true;
    ++totals_.postponed;
}

void Ledger::take_event(const json::object& message) {
    const json::value* op = message.if_contains("op");
    if (!op || message.at("userId").as_string() != user_ || op->at("c").as_string() != client_) return;
    Entry& entry = at(op->at("n").as_int64());
    EXPECT_EQ(entry.told, 0) << "twice: " << json::serialize(message);
    EXPECT_TRUE(entry.fate != Fate::refused || entry.has_copy) << json::serialize(message);
    entry.told = message.at("seq").as_int64();
    if (entry.fate == Fate::acknowledged) EXPECT_EQ(entry.told, entry.seq) << json::serialize(message);
}

void Ledger::settle(std::int64_t number, Fate fate) {
    at(number).fate = fate;
    at(number).payload = {};
    std::erase(waiting_, number);
}

}  // namespace pictbook::test
