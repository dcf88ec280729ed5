// The settings of sign-in at providers: GOOGLE_* and any number of OIDC_<NAME>_*.
#pragma once

#include <string>
#include <vector>

#include "base/environment.hpp"

namespace pictbook {

inline constexpr const char* kGoogleIssuer = "https://accounts.google.com";

/// An OpenID Connect provider, and who we are there.
struct ProviderSettings {
    std::string id;      // `google`, or the setting's NAME in lower case
    std::string issuer;  // https, or http on this machine; exactly as the provider writes it
    std::string client_id, client_secret;
};

/// In the order of their ids. Throws BadConfig for one that is described in part, or whose issuer is no such address.
std::vector<ProviderSettings> read_providers(const Environment& environment);

}  // namespace pictbook
