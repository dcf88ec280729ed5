#include "client_socket.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace pictbook::bench {

namespace {

constexpr unsigned char kMask[4] = {0x5a, 0x13, 0xc7, 0x88};

std::string masked_frame(unsigned opcode, std::string_view payload) {
    std::string out;
    out.reserve(payload.size() + 8);
    out += static_cast<char>(0x80 | opcode);
    if (payload.size() < 126) {
        out += static_cast<char>(0x80 | payload.size());
    } else {
        out += static_cast<char>(0x80 | 126);
        out += static_cast<char>(payload.size() >> 8);
        out += static_cast<char>(payload.size());
    }
    out.append(reinterpret_cast<const char*>(kMask), sizeof kMask);
    for (std::size_t i = 0; i < payload.size(); ++i)
        out += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ kMask[i % 4]);
    return out;
}

}  // namespace

ClientSocket::~ClientSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

ClientSocket::ClientSocket(ClientSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), state_(other.state_), partial_(std::move(other.partial_)) {}

void ClientSocket::begin(std::uint16_t port, int receive_bytes) {
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "no more sockets");
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (receive_bytes > 0) ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS)
        throw std::system_error(errno, std::generic_category(), "can't connect");
}

void ClientSocket::upgrade(const std::string& path, const std::string& cookie, const std::string& protocol) {
    const std::string asked = protocol.empty() ? "" : "\r\nSec-WebSocket-Protocol: " + protocol;
    const std::string request = "GET " + path +
                                " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nCookie: " +
                                cookie + asked + "\r\n\r\n";
    if (::send(descriptor_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
        throw std::system_error(errno, std::generic_category(), "can't ask for the upgrade");
    state_ = State::upgrading;
}

bool ClientSocket::send(unsigned opcode, std::string_view payload) {
    const std::string frame = masked_frame(opcode, payload);
    for (std::size_t sent = 0; sent < frame.size();) {
        const ssize_t n = ::send(descriptor_, frame.data() + sent, frame.size() - sent, MSG_NOSIGNAL);
        if (n > 0) {
            sent += static_cast<std::size_t>(n);
        } else if (sent == 0 || errno != EAGAIN) {
            return false;
        } else {
            pollfd wait{descriptor_, POLLOUT, 0};
            ::poll(&wait, 1, 1000);
        }
    }
    return true;
}

std::size_t ClientSocket::receive(std::span<char> buffer) {
    const ssize_t n = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (n > 0) return static_cast<std::size_t>(n);
    if (n == 0 || errno != EAGAIN) state_ = State::ended;
    return 0;
}

bool ClientSocket::take_answer(std::string_view& bytes) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return false;
    if (bytes.substr(9, 3) != "101")
        throw std::runtime_error("the upgrade was refused: " + std::string(bytes.substr(0, end)));
    bytes.remove_prefix(end + 4);
    state_ = State::open;
    return true;
}

bool ClientSocket::take_frame(std::string_view& bytes, Frame& frame) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])); };
    if (bytes.size() < 2) return false;
    const std::uint64_t first = byte(1);
    const std::size_t length_bytes = first < 126 ? 0 : first == 126 ? 2 : 8;
    if (bytes.size() < 2 + length_bytes) return false;
    std::uint64_t size = length_bytes == 0 ? first : 0;
    for (std::size_t i = 0; i < length_bytes; ++i) size = size << 8 | byte(2 + i);
    if (bytes.size() - 2 - length_bytes < size) return false;
    frame.opcode = static_cast<unsigned>(byte(0) & 15);
    frame.payload = bytes.substr(2 + length_bytes, size);
    bytes.remove_prefix(2 + length_bytes + size);
    return true;
}

std::size_t ClientSocket::keep(std::string_view bytes, std::size_t size) {
    if (bytes.empty())
        partial_ = std::string();
    else
        partial_ = std::string(bytes);
    return size;
}

}  // namespace pictbook::bench
