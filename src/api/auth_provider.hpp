// What a sign-in at a provider is between its beginning and its end. The browser carries the state in a signed cookie and in
// the provider's answer; the row, found by the state's hash, holds what is to be done and is taken once. The nonce and the
// PKCE verifier follow from the state and our secret, so that no row holds a secret.
#pragma once

#include "account/providers.hpp"
#include "api/auth_words.hpp"

namespace pictbook::api {

struct Began {
    std::string provider;
    std::optional<Target> callbackURL;
    std::optional<Target> errorCallbackURL;
    std::optional<Target> newUserCallbackURL;
    std::optional<model::Id> linkUserId;
};
BOOST_DESCRIBE_STRUCT(Began, (), (provider, callbackURL, errorCallbackURL, newUserCallbackURL, linkUserId))

/// `secret` is the one that signs the state's cookie.
account::Attempt attempt_of(const Parts& parts, const std::string& provider, const std::string& state,
                            const std::string& secret);

/// Keeps it for 10 minutes, ties it to the browser, and gives the address where that is to go. PROVIDER_UNREACHABLE when the
/// provider doesn't say where.
boost::asio::awaitable<Result<std::string>> begin_at_provider(const Parts& parts, const Browser& browser, Began began);
/// What began with that state in this browser; gone afterwards.
boost::asio::awaitable<std::optional<Began>> take_began(const Parts& parts, const Browser& browser, std::string state);

/// What a browser that comes back is told: the error's code, or where it goes on.
struct Arrival {
    std::string error;
    std::string target;
};
/// Makes the session of the person whose identity is proven, or of a new one. Its own factor counts: a second one of ours is
/// not asked for.
boost::asio::awaitable<Arrival> arrive(const Parts& parts, const Browser& browser, Began began,
                                       account::Identity identity);
/// Links the identity to the user that began.
boost::asio::awaitable<Arrival> arrive_to_link(const Parts& parts, const Browser& browser, Began began,
                                               account::Identity identity);

}  // namespace pictbook::api
