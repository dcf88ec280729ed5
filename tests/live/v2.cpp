#include "live/v2.hpp"

#include <unistd.h>

#include <boost/json/serialize.hpp>

#include "model/live_v2_server.hpp"
#include "schema/decode.hpp"

namespace pictbook::test {

namespace {

Socket open_v2(const Person& person, const std::string& book) {
    return open_socket(person, book, {{"Sec-WebSocket-Protocol", "other, " + kV2}});
}

}  // namespace

Session::Session(const Person& person, const std::string& book, std::string client)
    : socket_(open_v2(person, book)), client_(std::move(client)) {}

json::object Session::next() {
    const std::string text = socket_.expect_text(kSoon);
    const json::value tree = schema::parse_json(text).value();
    EXPECT_TRUE(schema::decode<model::ServerMessage>(tree, "message")) << text;  // DOC-8: as it is documented
    return tree.as_object();
}

json::object Session::hello() {
    send(replica_.hello(client_));
    const json::object welcome = next();
    EXPECT_EQ(type_of(welcome), "WELCOME");
    take(welcome);
    while (!replica_.is_whole()) take(next());
    return welcome.at("payload").as_object();
}

json::object Session::resume(const Person& person, const std::string& book) {
    socket_ = open_v2(person, book);
    return hello();
}

std::int64_t Session::command(const std::string& type, const std::string& payload) {
    send_command(++counter_, type, payload);
    return counter_;
}

void Session::send_command(std::int64_t number, const std::string& type, const std::string& payload) {
    send(R"({"type":")" + type + R"(","op":{"c":")" + client_ + R"(","n":)" + std::to_string(number) +
         R"(},"payload":)" + payload + "}");
}

json::object Session::answer(std::int64_t number) {
    for (;;) {
        const json::object message = next();
        take(message);
        const std::string type = type_of(message);
        if (type == "ACK" && message.at("op").at("n").as_int64() == number) {
            json::object payload = message.at("payload").as_object();
            payload["seq"] = message.at("seq");
            return payload;
        }
        if (type != "ERROR") continue;
        const json::object& payload = message.at("payload").as_object();
        const json::value* op = payload.at("data").as_object().if_contains("op");
        if (!op || op->at("n").as_int64() == number) return payload;
    }
}

std::string Session::result(const std::string& type, const std::string& payload) {
    const json::object told = answer(command(type, payload));
    if (const json::value* seq = told.if_contains("seq")) reach(seq->as_int64());
    const json::value& word = told.contains("result") ? told.at("result") : told.at("data").at("code");
    return std::string(word.as_string());
}

json::object Session::expect(const std::string& type) {
    for (;;) {
        json::object message = next();
        take(message);
        if (type_of(message) == type) return message;
    }
}

void Session::reach(std::int64_t seq) {
    while (replica_.seq() < seq) take(next());
}

void Session::expect_nothing_more() {
    send(R"({"type":"PING"})");
    const std::size_t before = events_.size();
    expect("PONG");
    EXPECT_EQ(events_.size(), before);
}

void Session::take(const json::object& message) {
    replica_.take(message);
    if (is_event(message)) events_.push_back(message);
}

std::string Session::member(const std::string& id, const std::string& name) const {
    const auto found = elements().find(id);
    return found == elements().end() ? "absent" : json::serialize(found->second.at(name));
}

std::string own_id(const std::string& name) {
    static int count = 0;
    return name + "-" + std::to_string(getpid()) + "-" + std::to_string(++count);
}

std::string update(const std::string& id, const std::string& members) {
    return R"({"type":"CIRCLE","id":")" + id + "\"," + members + "}";
}

std::string circle(const std::string& id, const std::string& more) { return element("CIRCLE", id, more); }
std::string with_id(const std::string& id) { return R"({"id":")" + id + "\"}"; }

}  // namespace pictbook::test
