// What may be asked over the network where secrets are sent along.
#pragma once

#include <string_view>

namespace pictbook {

/// An https address, with a host and without user information or a fragment.
bool is_https(std::string_view url);
/// The same with http, to this machine alone: localhost, 127.0.0.0/8 or [::1].
bool is_http_loopback(std::string_view url);

}  // namespace pictbook
