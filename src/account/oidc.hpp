// OpenID Connect without I/O: what a provider says of itself, the address at which a sign-in begins, the request that redeems
// its code, and the person of an ID token. Core 1.0 and Discovery 1.0 of the OpenID Foundation.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account/jwt.hpp"
#include "base/clock.hpp"
#include "base/config_providers.hpp"
#include "http/fetcher.hpp"

namespace pictbook::account {

/// How far the provider's clock and ours may be apart.
inline constexpr Seconds kClockLeeway{60};

struct Endpoints {
    std::string authorization, token, keys;
    bool secret_in_header = true;  // client_secret_basic, else client_secret_post
};

/// `<issuer>/.well-known/openid-configuration` (Discovery section 4.1).
std::string discovery_address(std::string_view issuer);
/// Nothing when the document is another issuer's, lacks an endpoint, names one that is neither https nor, like the issuer, http
/// on this machine, or knows no way of showing the secret that is known here.
std::optional<Endpoints> read_discovery(std::string_view json, std::string_view issuer);

/// What a sign-in begins with, and its answer must fit.
struct Attempt {
    std::string redirect_uri;
    std::string state, nonce, code_verifier;
};

/// With S256 of RFC 7636.
std::string authorization_address(std::string_view endpoint, const ProviderSettings& provider, const Attempt& attempt);
http::Outgoing code_request(const Endpoints& endpoints, const ProviderSettings& provider, const Attempt& attempt,
                            std::string_view code);

/// Whom the provider knows.
struct Identity {
    std::string provider;  // its id here
    std::string subject;   // who that is there, for ever
    std::string email;     // in lower case; empty when it told none
    bool email_verified = false;
    std::string name;     // empty when it told none
    std::string picture;  // an http(s) address, or empty
};

/// What the claims say of a token whose signature holds (Core section 3.1.3.7), or why they can't be taken: a word for the log.
struct Claims {
    Identity identity;
    const char* flaw = nullptr;
};
Claims read_claims(const schema::json::object& claims, const ProviderSettings& provider, std::string_view nonce,
                   Time now);

}  // namespace pictbook::account
