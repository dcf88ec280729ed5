// Where Redis is and how to sign in there, from REDIS_URL.
#pragma once

#include <cstdint>
#include <string>

namespace pictbook::bus {

struct RedisAddress {
    std::string host;  // an IPv6 address without brackets
    std::uint16_t port = 6379;
    std::string user, password;  // empty: none
    bool tls = false;
    std::string authority;       // file of certificates that are trusted with TLS; empty: the system's
    std::string database = "0";  // only keeps installations apart: Redis's channels know no databases

    /// `host:port`: what logs may name.
    std::string describe() const;
};

/// redis://[user:password@]host[:port][/database], or rediss:// for TLS; the user may be empty. `authority` is for TLS only.
/// Throws BadConfig with a sentence that does not repeat the URL.
RedisAddress parse_redis_url(const std::string& url, std::string authority = "");

}  // namespace pictbook::bus
