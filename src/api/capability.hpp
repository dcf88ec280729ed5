// The address of a photo's bytes is the permission to read them: browsers load canvas textures without cookies
// (docs/spec/images.md). `<public base>/blob/<expiry>.<HMAC>/<key>`; the same within a period, so that caches work.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/former_secrets.hpp"

namespace pictbook::api {

class Capabilities {
public:
    /// An address lives between one and two of these.
    static constexpr Seconds kPeriod = std::chrono::hours(24);

    /// Addresses that were signed with one of `former` are taken while those hold.
    Capabilities(std::string public_url, std::string_view secret, const FormerSecrets& former = {});

    std::string src(std::string_view key, Time now) const;
    /// `capability` is what stands between /blob/ and the key.
    bool allows(std::string_view capability, std::string_view key, Time now) const;

private:
    bool is_signed(std::string_view signature, std::string_view expiry, std::string_view key, Time now) const;

    std::string public_url_;
    std::string secret_;
    FormerSecrets former_;
};

}  // namespace pictbook::api
