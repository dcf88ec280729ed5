#include "api/capability.hpp"

#include <charconv>

#include "base/bytes.hpp"

namespace pictbook::api {

/// A key of its own, so that no signature of one use serves another.
Capabilities::Capabilities(std::string public_url, std::string_view secret)
    : public_url_(std::move(public_url)), secret_(hmac_sha256(secret, "pictbook image capability")) {}

std::string Capabilities::sign(std::string_view expiry, std::string_view key) const {
    return to_base64url(hmac_sha256(secret_, std::string(expiry) + "/" + std::string(key)));
}

std::string Capabilities::src(std::string_view key, Time now) const {
    const std::int64_t second = std::chrono::floor<Seconds>(now).time_since_epoch().count();
    const std::string expiry = std::to_string((second / kPeriod.count() + 2) * kPeriod.count());
    return public_url_ + "/blob/" + expiry + "." + sign(expiry, key) + "/" + std::string(key);
}

bool Capabilities::allows(std::string_view capability, std::string_view key, Time now) const {
    const std::size_t dot = capability.find('.');
    if (dot == capability.npos) return false;
    const std::string_view expiry = capability.substr(0, dot);
    if (!equal_in_constant_time(capability.substr(dot + 1), sign(expiry, key))) return false;
    std::int64_t second = 0;
    std::from_chars(expiry.data(), expiry.data() + expiry.size(), second);
    return now < Time(Seconds(second));
}

}  // namespace pictbook::api
