// The WebSocket handshake of RFC 6455 section 4.2.
#pragma once

#include <optional>

#include "http/message.hpp"

namespace pictbook::http {

/// Why a request that asks for `Upgrade: websocket` can't be upgraded: 400, or 426 for another version.
std::optional<Response> refuse_upgrade(const Request& request);
/// The Sec-WebSocket-Accept of a Sec-WebSocket-Key.
std::string accept_key(std::string_view key);

}  // namespace pictbook::http
