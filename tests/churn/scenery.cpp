#include "churn/scenery.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <stdexcept>

namespace pictbook::test {

namespace {

std::string event(const std::string& type, const std::string& payload) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return R"({"type":")" + type + R"(","timestamp":)" +
           std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()) + R"(,"payload":)" +
           payload + "}";
}

/// The text with the first `old` made `wanted`.
std::string with(std::string text, std::string_view old, const std::string& wanted) {
    return text.replace(text.find(old), old.size(), wanted);
}

}  // namespace

Scenery::Scenery(const TestServer& made) : server(made), owner(made.sign_up("owner")) {
    for (std::size_t i = 0; i < kBooks; ++i) books.push_back(make_book(owner));
}

Socket open_socket(const Person& person, const std::string& book) {
    Socket socket;
    const Headers cookies{{"Cookie", person.cookie_header()}};
    EXPECT_EQ(socket.connect(person.port(), "/canvas/" + book, cookies, kSoon).status, 101);
    return socket;
}

std::string close_text(const Socket::Message& message) {
    if (message.payload.size() < 2) return "no code";
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(message.payload[i]); };
    return std::to_string(unsigned{byte(0)} << 8 | byte(1)) + " " + message.payload.substr(2);
}

std::string standing_of(Socket& socket) {
    socket.send_text("?");
    for (;;) {
        const auto message = socket.receive(kSoon);
        if (!message) return "ended or silent";
        if (message->opcode == 8) return close_text(*message);
        if (message->payload.starts_with(R"({"type":"ERROR")")) return "viewer";
        if (message->payload.starts_with(R"({"type":"validation")")) return "editor";
    }
}

void drain(Socket& socket) {
    while (const auto message = socket.receive(std::chrono::milliseconds(0))) {
        if (message->opcode == 8) throw std::runtime_error("the server closed it with " + close_text(*message));
        if (message->opcode == 9) socket.send_frame({.opcode = 10, .payload = message->payload});
    }
    if (socket.ended()) throw std::runtime_error("the server hung up");
}

std::string cursor(std::size_t x) {
    return event("CURSOR_SYNC", R"({"x":)" + std::to_string(x) + R"(,"y":0,"cursor":"default"})");
}

std::string frame(const std::string& id, std::size_t x) {
    return event("FRAME_UPDATE", with(element_json("RECTANGLE", R"("id":")" + id + "\""), "1.5", std::to_string(x)));
}

std::string numbered(const std::string& sender, int number, std::size_t padding) {
    const std::string text = sender + " " + std::to_string(number) + " " + std::string(padding, '.');
    if (number % 2 == 1) return event("CONNECTION", R"({"status":"CONNECTED","message":")" + text + "\"}");
    return event("SHAPE_CREATE", with(element_json("TEXT", R"("id":"shape")"), "Hello", text));
}

Numbered read_numbered(std::string_view message) {
    for (const std::string_view member : {R"("message":")", R"("content":")"}) {
        const std::size_t at = message.find(member);
        if (at == std::string_view::npos) continue;
        const std::string_view text = message.substr(at + member.size());
        const std::size_t space = text.find(' ');
        if (space == std::string_view::npos) continue;
        Numbered out{std::string(text.substr(0, space)), 0};
        const auto read = std::from_chars(text.data() + space + 1, text.data() + text.size(), out.number);
        if (read.ec == std::errc()) return out;
    }
    return {};
}

}  // namespace pictbook::test
