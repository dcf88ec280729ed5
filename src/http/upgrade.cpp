#include "http/upgrade.hpp"

#include "base/bytes.hpp"

namespace pictbook::http {

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

}  // namespace pictbook::http
