#include "support/websocket_client.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <random>
#include <stdexcept>

#include "base/bytes.hpp"

namespace pictbook::test {

namespace {

constexpr std::string_view kAcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455 section 1.3

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("WebSocketClient: " + what); }

[[noreturn]] void fail_with_errno(const std::string& what) { fail(what + ": " + std::strerror(errno)); }

/// The same in every run, so that a failing test can be repeated.
std::string random_bytes(std::size_t size) {
    static thread_local std::mt19937 generator(6455);
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(generator());
    return bytes;
}

const std::string* find(const Headers& headers, std::string_view name) {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [&](const auto& header) { return equal_ignoring_case(header.first, name); });
    return found == headers.end() ? nullptr : &found->second;
}

Headers upgrade_headers(std::uint16_t port, const Headers& given) {
    Headers all = {{"Host", "127.0.0.1:" + std::to_string(port)},
                   {"Upgrade", "websocket"},
                   {"Connection", "Upgrade"},
                   {"Sec-WebSocket-Key", to_base64(random_bytes(16))},
                   {"Sec-WebSocket-Version", "13"}};
    std::erase_if(all, [&](const auto& header) { return find(given, header.first) != nullptr; });
    all.insert(all.end(), given.begin(), given.end());
    std::erase_if(all, [](const auto& header) { return header.second.empty(); });
    return all;
}

}  // namespace

std::optional<std::string> WebSocketClient::Handshake::header(std::string_view name) const {
    const std::string* value = find(headers, name);
    return value ? std::optional(*value) : std::nullopt;
}

WebSocketClient::~WebSocketClient() { hang_up(); }

WebSocketClient::WebSocketClient(WebSocketClient&& other) noexcept { *this = std::move(other); }

WebSocketClient& WebSocketClient::operator=(WebSocketClient&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(ended_, other.ended_);
    std::swap(received_, other.received_);
    std::swap(taken_, other.taken_);
    std::swap(partial_, other.partial_);
    return *this;
}

void WebSocketClient::connect_raw(std::uint16_t port, std::chrono::milliseconds timeout) {
    hang_up();
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) fail_with_errno("socket");
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return;
    if (errno != EINPROGRESS) fail_with_errno("connect");
    if (!wait(POLLOUT, std::chrono::steady_clock::now() + timeout)) fail("connecting took too long");
    int error = 0;
    socklen_t size = sizeof(error);
    ::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) fail(std::string("connect: ") + std::strerror(error));
}

WebSocketClient::Handshake WebSocketClient::connect(std::uint16_t port, std::string_view path, const Headers& headers,
                                                    std::chrono::milliseconds timeout) {
    const Moment deadline = std::chrono::steady_clock::now() + timeout;
    connect_raw(port, timeout);
    const Headers all = upgrade_headers(port, headers);
    std::string request = "GET " + std::string(path) + " HTTP/1.1\r\n";
    for (const auto& [name, value] : all) request += name + ": " + value + "\r\n";
    send_raw(request + "\r\n");
    const std::string* key = find(all, "Sec-WebSocket-Key");
    return read_handshake(key ? to_base64(sha1(*key + std::string(kAcceptSuffix))) : "", deadline);
}

WebSocketClient::Handshake WebSocketClient::read_handshake(const std::string& expected_accept, Moment deadline) {
    std::size_t end = std::string::npos;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos)
        if (!fill(deadline)) fail(ended_ ? "the server hung up in the handshake" : "no answer to the handshake");
    Handshake result;
    std::string_view head = std::string_view(received_).substr(0, end + 2);
    if (!head.starts_with("HTTP/1.1 ")) fail("not HTTP/1.1: " + std::string(head.substr(0, 40)));
    std::from_chars(head.data() + 9, head.data() + std::min<std::size_t>(head.size(), 12), result.status);
    for (head.remove_prefix(head.find("\r\n") + 2); !head.empty(); head.remove_prefix(head.find("\r\n") + 2)) {
        const std::string_view line = head.substr(0, head.find("\r\n"));
        const std::size_t colon = std::min(line.find(':'), line.size());
        result.headers.emplace_back(line.substr(0, colon), trim(line.substr(std::min(colon + 1, line.size()))));
    }
    received_.erase(0, end + 4);
    if (result.status == 101) {
        if (result.header("Sec-WebSocket-Accept") != expected_accept) fail("wrong Sec-WebSocket-Accept");
        return result;
    }
    std::size_t length = 0;
    const std::string text = result.header("Content-Length").value_or("0");
    std::from_chars(text.data(), text.data() + text.size(), length);
    while (received_.size() < length && fill(deadline)) {
    }
    result.body = received_.substr(0, length);
    received_.erase(0, length);
    return result;
}

void WebSocketClient::send_text(std::string_view text) { send_frame({.payload = std::string(text)}); }

void WebSocketClient::send_binary(std::string_view bytes) { send_frame({.opcode = 2, .payload = std::string(bytes)}); }

void WebSocketClient::send_ping(std::string_view payload) {
    send_frame({.opcode = 9, .payload = std::string(payload)});
}

void WebSocketClient::send_close(unsigned code, std::string_view reason) {
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    send_frame({.opcode = 8, .payload = payload + std::string(reason)});
}

void WebSocketClient::send_frame(const Frame& frame) { send_raw(encode(frame)); }

std::string WebSocketClient::encode(const Frame& frame) {
    const std::size_t size = frame.payload.size();
    std::string bytes(1, static_cast<char>((frame.fin ? 0x80u : 0u) | frame.rsv << 4 | frame.opcode));
    const int length_bytes = size > 0xFFFF ? 8 : size > 125 ? 2 : 0;
    const std::size_t short_length = length_bytes == 8 ? 127 : length_bytes == 2 ? 126 : size;
    bytes.push_back(static_cast<char>((frame.masked ? 0x80u : 0u) | short_length));
    for (int i = length_bytes - 1; i >= 0; --i) bytes.push_back(static_cast<char>(size >> (8 * i) & 0xFF));
    if (!frame.masked) return bytes + frame.payload;
    const std::string mask = random_bytes(4);
    bytes += mask;
    for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(frame.payload[i] ^ mask[i % 4]));
    return bytes;
}

void WebSocketClient::send_raw(std::string_view bytes) {
    const Moment deadline = std::chrono::steady_clock::now() + kPatience;
    while (!bytes.empty()) {
        const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EAGAIN && errno != EINTR)
            fail_with_errno("send");
        else if (!wait(POLLOUT, deadline))
            fail("the server does not read");
    }
}

void WebSocketClient::shut_sending() { ::shutdown(descriptor_, SHUT_WR); }

void WebSocketClient::hang_up() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
    ended_ = false;
    received_.clear();
    taken_ = 0;
    partial_.reset();
}

void WebSocketClient::reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    hang_up();
}

std::chrono::milliseconds WebSocketClient::left(Moment deadline) {
    const auto time = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return std::max(time, std::chrono::milliseconds(0));
}

bool WebSocketClient::wait(short events, Moment deadline) const {
    for (;;) {
        const auto time = left(deadline).count();
        pollfd waiting{descriptor_, events, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(time));
        if (ready > 0) return true;
        if (ready == 0 && time == 0) return false;
        if (ready < 0 && errno != EINTR) fail_with_errno("poll");
    }
}

}  // namespace pictbook::test
