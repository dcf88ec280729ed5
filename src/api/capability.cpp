#include "api/capability.hpp"

#include <algorithm>
#include <charconv>

#include "base/bytes.hpp"

namespace pictbook::api {

namespace {

/// A secret of its own, so that no signature of one use serves another.
std::string derive_key(std::string_view secret) { return hmac_sha256(secret, "pictbook image capability"); }

std::string sign(const std::string& secret, std::string_view expiry, std::string_view key) {
    return to_base64url(hmac_sha256(secret, std::string(expiry) + "/" + std::string(key)));
}

}  // namespace

Capabilities::Capabilities(std::string public_url, std::string_view secret, const FormerSecrets& former)
    : public_url_(std::move(public_url)), secret_(derive_key(secret)) {
    former_.until = former.until;
    for (const std::string& each : former.secrets) former_.secrets.push_back(derive_key(each));
}

bool Capabilities::is_signed(std::string_view signature, std::string_view expiry, std::string_view key,
                             Time now) const {
    if (equal_in_constant_time(signature, sign(secret_, expiry, key))) return true;
    if (!former_.hold(now)) return false;
    return std::any_of(former_.secrets.begin(), former_.secrets.end(), [&](const std::string& secret) {
        return equal_in_constant_time(signature, sign(secret, expiry, key));
    });
}

std::string Capabilities::src(std::string_view key, Time now) const {
    const std::int64_t second = std::chrono::floor<Seconds>(now).time_since_epoch().count();
    const std::string expiry = std::to_string((second / kPeriod.count() + 2) * kPeriod.count());
    return public_url_ + "/blob/" + expiry + "." + sign(secret_, expiry, key) + "/" + std::string(key);
}

bool Capabilities::allows(std::string_view capability, std::string_view key, Time now) const {
    const std::size_t dot = capability.find('.');
    if (dot == capability.npos) return false;
    const std::string_view expiry = capability.substr(0, dot);
    if (!is_signed(capability.substr(dot + 1), expiry, key, now)) return false;
    std::int64_t second = 0;
    std::from_chars(expiry.data(), expiry.data() + expiry.size(), second);
    return now < Time(Seconds(second));
}

}  // namespace pictbook::api
