#include "base/web_address.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/url/parse.hpp>

#include "base/bytes.hpp"

namespace pictbook {

namespace {

bool is_loopback(std::string_view host) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address_v4(std::string(host), error);
    return host == "localhost" || host == "[::1]" || (!error && address.is_loopback());
}

/// Its host in lower case; empty when it is no such address.
std::string host_of(std::string_view url, std::string_view scheme) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || to_lower_ascii(parsed->scheme()) != scheme) return "";
    // Boost.URL 1.81 takes what follows a port as the path: `http://a:80.evil.example` is no URL.
    const bool odd_path = !parsed->encoded_path().empty() && !parsed->encoded_path().starts_with('/');
    if (odd_path || parsed->has_userinfo() || parsed->has_fragment()) return "";
    return to_lower_ascii(parsed->encoded_host());
}

}  // namespace

bool is_https(std::string_view url) { return !host_of(url, "https").empty(); }

bool is_http_loopback(std::string_view url) { return is_loopback(host_of(url, "http")); }

}  // namespace pictbook
