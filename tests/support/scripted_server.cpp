#include "support/scripted_server.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "base/bytes.hpp"

namespace pictbook::test {

namespace {

constexpr int kLookMilliseconds = 20;

/// Until the text has `size` bytes or nothing more comes.
void receive(int connection, std::string& text, std::size_t size) {
    char buffer[65536];
    while (text.size() < size) {
        const ssize_t n = ::recv(connection, buffer, sizeof buffer, 0);
        if (n <= 0) return;
        text.append(buffer, static_cast<std::size_t>(n));
    }
}

}  // namespace

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0)
        throw std::runtime_error("no port");
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
}

ScriptedServer::~ScriptedServer() {
    stopping_ = true;
    thread_.join();
    ::close(listener_);
}

std::vector<std::string> ScriptedServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::vector<std::string> ScriptedServer::bodies() const {
    const std::lock_guard lock(mutex_);
    return bodies_;
}

std::string ScriptedServer::answer(const std::string& status, const std::string& body, const std::string& headers) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" +
           body;
}

void ScriptedServer::run() {
    while (!stopping_) {
        pollfd wait{listener_, POLLIN, 0};
        if (::poll(&wait, 1, kLookMilliseconds) <= 0) continue;
        const int connection = ::accept(listener_, nullptr, nullptr);
        serve(connection);
        ::close(connection);
    }
}

void ScriptedServer::serve(int connection) {
    std::string text;
    while (text.find("\r\n\r\n") == std::string::npos) {
        const std::size_t before = text.size();
        receive(connection, text, before + 1);
        if (text.size() == before) return;
    }
    const std::string head = text.substr(0, text.find("\r\n\r\n") + 2);
    const std::string lower = to_lower_ascii(head), mark = "\r\ncontent-length: ";
    if (const std::size_t at = lower.find(mark); at != std::string::npos)
        receive(connection, text, head.size() + 2 + std::stoul(lower.substr(at + mark.size())));
    std::size_t number = 0;
    {
        const std::lock_guard lock(mutex_);
        number = requests_.size();
        requests_.push_back(head);
        bodies_.push_back(text.substr(head.size() + 2));
    }
    const Act act = script_(head, number);
    ::send(connection, act.bytes.data(), act.bytes.size(), MSG_NOSIGNAL);
    const auto end = std::chrono::steady_clock::now() + act.silence;
    while (!stopping_ && std::chrono::steady_clock::now() < end) ::usleep(1000 * kLookMilliseconds);
}

}  // namespace pictbook::test
