// What the two ceremonies of passkeys share: the challenge that a browser is given once, and the JSON of what it brings
// (WebAuthn Level 3, section 5.1.8: bytes are base64url).
#pragma once

#include "account/webauthn.hpp"
#include "api/auth_words.hpp"
#include "store/passkeys.hpp"

namespace pictbook::api {

inline constexpr std::string_view kPasskeyCookie = "passkey";
inline constexpr Seconds kChallengeLife = std::chrono::minutes(5);
inline constexpr std::int32_t kPasskeyTimeout = 60'000;  // ms, a hint to the browser

/// Which ceremony a challenge is for; a challenge of one is none of the other.
inline constexpr std::string_view kRegistration = "passkey-registration";
inline constexpr std::string_view kAuthentication = "passkey-authentication";

struct PasskeyDescriptor {
    static constexpr std::string_view type = "public-key";
    std::string id;
    std::vector<std::string> transports;
};
BOOST_DESCRIBE_STRUCT(PasskeyDescriptor, (), (id, transports))

/// What a person calls a passkey.
struct PasskeyName : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.max = 100, .example = "My phone"};
};

/// A challenge that was given out, as its row keeps it.
struct GivenChallenge {
    std::string hash;    // hex of SHA-256
    std::string userId;  // of the person who was signed in, or empty
};
BOOST_DESCRIBE_STRUCT(GivenChallenge, (), (hash, userId))

/// A new challenge in base64url, kept for kChallengeLife and tied to the browser.
boost::asio::awaitable<std::string> give_challenge(const Parts& parts, const Browser& browser,
                                                   std::string_view ceremony, std::string user_id);
/// The browser's challenge, which serves no second time, whatever comes of it; else bad_request `Challenge not found`.
boost::asio::awaitable<Result<GivenChallenge>> take_challenge(const Parts& parts, const Browser& browser,
                                                              std::string_view ceremony);
/// The bytes of its hash.
std::string hash_bytes(const GivenChallenge& challenge);

account::RelyingParty relying_party(const Parts& parts);
std::vector<PasskeyDescriptor> describe_passkeys(const std::vector<store::Passkey>& passkeys);

/// The refusal that a person is told, with the step that a check named for the log.
Error refused(std::string message, std::string_view step);

}  // namespace pictbook::api
