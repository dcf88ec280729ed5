#include "base/config_passkeys.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>

#include "base/bytes.hpp"

namespace pictbook {

namespace {

/// Of an address that read_config() has checked.
std::string host_of(const std::string& url) {
    return to_lower_ascii(boost::urls::parse_uri(url).value().encoded_host());
}

}  // namespace

std::string passkey_rp_id_in(const Environment& environment, const Config& config) {
    const std::string own = host_of(config.auth_url);
    const std::string id = environment("PASSKEY_RP_ID").value_or(own);
    const auto is_below = [&](const std::string& url) {
        const std::string host = host_of(url);
        return host == id || host.ends_with("." + id);
    };
    if (!is_below(config.auth_url) && std::none_of(config.frontend_urls.begin(), config.frontend_urls.end(), is_below))
        throw BadConfig("PASSKEY_RP_ID must be the host of BETTER_AUTH_URL or of a FRONTEND_URL, or a domain above it");
    return id;
}

}  // namespace pictbook
