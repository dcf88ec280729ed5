#include "bus/redis_url.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>

#include "base/bytes.hpp"
#include "base/config.hpp"
#include "base/url_parts.hpp"

namespace pictbook::bus {

namespace {

constexpr const char* kForm = "REDIS_URL must be redis:// or rediss://[user:password@]host[:port][/database]";

std::string decode(std::string_view text) {
    const std::optional<std::string> decoded = percent_decode(text);
    if (!decoded) throw BadConfig(kForm);
    return *decoded;
}

std::string database_of(std::string_view path) {
    if (path.empty() || path == "/") return "0";
    const std::string_view number = path.substr(1);
    const bool fits = path.front() == '/' && number.size() <= 6 &&
                      number.find_first_not_of("0123456789") == number.npos && (number == "0" || number.front() != '0');
    if (!fits) throw BadConfig(kForm);
    return std::string(number);
}

}  // namespace

std::string RedisAddress::describe() const { return host_and_port(host, port); }

RedisAddress parse_redis_url(const std::string& url, std::string authority) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed) throw BadConfig(kForm);
    const std::string scheme = to_lower_ascii(parsed->scheme());
    const bool fits = (scheme == "redis" || scheme == "rediss") && !parsed->encoded_host().empty() &&
                      !parsed->has_query() && !parsed->has_fragment() &&
                      (!parsed->has_userinfo() || parsed->has_password());
    if (!fits) throw BadConfig(kForm);
    RedisAddress out;
    out.tls = scheme == "rediss";
    if (!out.tls && !authority.empty()) throw BadConfig("REDIS_URL must be rediss:// when REDIS_TLS_CA is set");
    out.authority = std::move(authority);
    out.host = without_brackets(decode(parsed->encoded_host()));
    if (parsed->has_port()) {
        const std::optional<std::uint16_t> port = parse_port(parsed->port());
        if (!port) throw BadConfig(kForm);
        out.port = *port;
    }
    out.user = decode(parsed->encoded_user());
    out.password = decode(parsed->encoded_password());
    if (parsed->has_userinfo() && out.password.empty()) throw BadConfig(kForm);
    out.database = database_of(parsed->encoded_path());
    return out;
}

}  // namespace pictbook::bus
