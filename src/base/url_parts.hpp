// Parts of a URL that Boost.URL leaves to its caller.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pictbook {

/// 1 to 65535.
std::optional<std::uint16_t> parse_port(std::string_view text);
/// A host without the brackets that an IPv6 address has in a URL.
std::string without_brackets(std::string host);
/// `host:port`, an IPv6 address in brackets.
std::string host_and_port(const std::string& host, std::uint16_t port);

}  // namespace pictbook
