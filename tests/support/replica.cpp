#include "support/replica.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace pictbook::test {

std::string type_of(const json::object& message) { return std::string(message.at("type").as_string()); }

bool is_event(const json::object& message) {
    const std::string type = type_of(message);
    return message.contains("seq") && type != "WELCOME" && type != "SNAPSHOT" && type != "ACK" && type != "STATE_HASH";
}

std::string Replica::hello(const std::string& client) const {
    std::string payload = R"({"clientId":")" + client + "\"";
    if (seq_ >= 0 && !awaits_snapshot_)
        payload += R"(,"lastSeq":)" + std::to_string(seq_) + R"(,"epoch":)" + std::to_string(epoch_);
    return R"({"type":"HELLO","payload":)" + payload + "}}";
}

void Replica::take(const json::object& message) {
    const std::string type = type_of(message);
    if (type == "WELCOME") return begin(message.at("payload").as_object());
    if (type == "SNAPSHOT") return add(message);
    if (!is_event(message)) return;
    EXPECT_EQ(message.at("seq").as_int64(), seq_ + 1) << json::serialize(message);
    EXPECT_EQ(message.at("epoch").as_int64(), epoch_);
    seq_ = message.at("seq").as_int64();
    for (const json::value& change : message.at("payload").at("changes").as_array()) apply(change.as_object());
}

void Replica::begin(const json::object& welcome) {
    promised_ = welcome.at("seq").as_int64();
    epoch_ = welcome.at("epoch").as_int64();
    awaits_snapshot_ = welcome.at("mode").as_string() == "snapshot";
    if (!awaits_snapshot_) return;
    elements_.clear();
    seq_ = promised_;
}

void Replica::add(const json::object& snapshot) {
    EXPECT_TRUE(awaits_snapshot_);
    EXPECT_EQ(snapshot.at("seq").as_int64(), promised_);
    const json::object& part = snapshot.at("payload").as_object();
    EXPECT_LE(part.at("elements").as_array().size(), 500u);
    for (const json::value& element : part.at("elements").as_array())
        elements_[std::string(element.at("id").as_string())] = element.as_object();
    awaits_snapshot_ = !part.at("last").as_bool();
}

void Replica::apply(const json::object& change) {
    const std::string id(change.at("id").as_string());
    const std::string is(change.at("is").as_string());
    if (is == "deleted") {
        elements_.erase(id);
    } else if (is == "created") {
        elements_[id] = change.at("element").as_object();
    } else {
        for (const auto& [name, value] : change.at("set").as_object()) elements_[id][name] = value;
        elements_[id]["rev"] = seq_;
    }
}

}  // namespace pictbook::test
