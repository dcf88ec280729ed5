#include "http/upgrade.hpp"

#include <unistd.h>

#include "base/bytes.hpp"

namespace pictbook::http {

using boost::asio::ip::tcp;

namespace {

/// Base64 of 16 bytes.
bool is_key(std::string_view key) {
    if (key.size() != 24 || !key.ends_with("==")) return false;
    const auto bytes = from_base64url(key.substr(0, 22));
    return bytes && bytes->size() == 16;
}

}  // namespace

std::optional<Response> refuse_upgrade(const Request& request) {
    const Headers& headers = request.headers;
    if (headers.get("Sec-WebSocket-Version") != "13") {
        Response response = Response::text(headers.has("Sec-WebSocket-Version") ? 426 : 400, "Bad Request");
        response.headers.emplace_back("Upgrade", "websocket");  // RFC 9110 section 15.5.22
        response.headers.emplace_back("Sec-WebSocket-Version", "13");
        return response;
    }
    if (!headers.lists("Connection", "upgrade") || !is_key(headers.get("Sec-WebSocket-Key")))
        return Response::text(400, "Bad Request");
    return std::nullopt;
}

std::string accept_key(std::string_view key) {
    return to_base64(sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
}

Upgraded::Upgraded(tcp::socket socket, std::string rest, ConnectionCount::Place its_place)
    : leftover(std::move(rest)), place(std::move(its_place)), protocol_(tcp::v4()) {
    boost::system::error_code broken;  // the peer may have left already; then reading tells
    const tcp::endpoint local = socket.local_endpoint(broken);
    if (!broken) protocol_ = local.protocol();
    descriptor_ = socket.release(broken);
    if (broken) descriptor_ = -1;
}

Upgraded::Upgraded(Upgraded&& other) noexcept
    : leftover(std::move(other.leftover)),
      place(std::move(other.place)),
      protocol_(other.protocol_),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

Upgraded::~Upgraded() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

tcp::socket Upgraded::attach(const boost::asio::any_io_executor& executor) {
    tcp::socket socket(executor);
    socket.assign(protocol_, descriptor_);
    descriptor_ = -1;
    return socket;
}

}  // namespace pictbook::http
