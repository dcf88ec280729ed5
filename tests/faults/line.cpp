// The connections of the writers.
#include <stdexcept>
#include <thread>

#include "faults/writer.hpp"

namespace pictbook::test {

namespace {

constexpr int kMostRequests = 40;  // then it goes home

}  // namespace

bool Line::connect_to(std::size_t node) {
    const std::uint16_t port = fleet_.port(node);
    if (port == 0) return false;
    try {
        wire_.emplace(port);
    } catch (const std::runtime_error&) {
        return false;
    }
    node_ = node;
    requests_ = 0;
    return true;
}

void Line::connect() {
    const auto end = Clock::now() + std::chrono::seconds(30);
    for (;;) {
        for (std::size_t i = 0; i < fleet_.size(); ++i)
            if (connect_to((home_ + i) % fleet_.size())) return;
        if (Clock::now() > end) throw std::runtime_error("no node takes connections");
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

Reply Line::send(const std::string& method, const std::string& path, const std::string& body, const std::string& type) {
    if (!wire_ || requests_ >= kMostRequests) connect();
    ++requests_;
    std::string text = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + fleet_.cookie() + "\r\n";
    if (!body.empty()) text += "Content-Type: " + type + "\r\n";
    if (method != "GET") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    wire_->send(text + "\r\n" + body);
    Reply reply = wire_->receive();
    if (reply.closed) wire_.reset();
    return reply;
}

}  // namespace pictbook::test
