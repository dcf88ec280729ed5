// What every request meets before its route: origins, security headers, the client's address. Pure functions over
// Settings; the connection calls them in plain sight (api.md section 1).
#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "http/message.hpp"

namespace pictbook::http {

/// An address with the count of leading bits that must agree.
struct Network {
    boost::asio::ip::address address;
    unsigned bits;
};
/// `10.0.0.0/8`, `::1`, `192.168.1.7`.
std::optional<Network> parse_network(const std::string& text);
bool contains(const Network& network, const boost::asio::ip::address& address);

struct Settings {
    std::vector<std::string> allowed_origins;  // FRONTEND_URL: may read answers (CORS)
    std::vector<std::string> trusted_origins;  // those and our own: may change state, may be redirected to
    std::string session_cookie;                // name of the cookie that makes a request count as somebody's
    std::string key_prefix;                    // a bearer token that begins so does it too, and comes before the cookie
    std::string guarded_path;                  // below it a foreign Origin is refused without that cookie too
    std::vector<Network> trusted_proxies;
    Milliseconds header_deadline{10'000};    // from the first byte of a request to the end of its header
    Milliseconds progress_deadline{30'000};  // between two pieces of a body, in and out
    Milliseconds idle_deadline{75'000};      // between two requests
    Milliseconds stop_deadline{10'000};      // for what runs when the server stops
};

/// `https://book.example` of an URL, in lower case without a default port; nothing when it is not an http(s) URL.
std::optional<std::string> origin_of(std::string_view url);
bool is_listed(const std::vector<std::string>& origins, std::string_view origin);

/// X-Forwarded-For is read from the right while the sender before it is a trusted proxy.
std::string client_address(const Settings& settings, const boost::asio::ip::address& peer, const Headers& headers);

/// The token of `Bearer TOKEN` (RFC 6750 section 2.1); empty for anything else.
std::string_view bearer_token(std::string_view authorization);
/// The first bearer token that begins with the settings' key_prefix; empty when the request has none.
std::string_view bearer_key(const Settings& settings, const Headers& headers);

/// A state-changing request with the session cookie must not come from a foreign page, and below the guarded path, where it
/// could sign a visitor in as somebody else, not without the cookie either. Where keys are taken and there is one,
/// the cookie counts for nothing, and no page can send a key by itself.
bool is_cross_site(const Settings& settings, const Request& request, bool takes_keys);
/// The canvas socket: a foreign Origin is refused unless a key is sent, none (programs) is allowed.
bool is_foreign_origin(const Settings& settings, const Request& request);

void add_cors_headers(const Settings& settings, const Request& request, std::string& head);
void add_preflight_headers(std::string& head);
void add_security_headers(std::string& head);
/// A Content-Security-Policy that lets a page do nothing, and no page show it.
inline constexpr std::string_view kNothingAllowed = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
/// That nothing keeps the answer and no page shows it, as far as `response` doesn't say itself what may be done with it.
void add_cautious_headers(const Response& response, std::string& head);

/// The value of a cookie, percent-decoded, unquoted; every value of that name, in order of the header.
std::vector<std::string> cookie_values(const Headers& headers, std::string_view name);

}  // namespace pictbook::http
