// What the routes of the second factor share with those that sign people in: when a code is asked for, and how a sign-in
// waits for it. docs/spec/factors.md.
#pragma once

#include "api/auth_words.hpp"
#include "store/accounts.hpp"

namespace pictbook::api {

inline constexpr std::string_view kTwoFactorCookie = "two_factor";
inline constexpr std::string_view kTrustCookie = "trust_device";
inline constexpr Seconds kSignInWait = std::chrono::minutes(10);
inline constexpr Seconds kTrustLife = std::chrono::days(30);
inline constexpr std::string_view kTotpPurpose = "totp";  // of the seal
inline constexpr int kMostWrongCodes = 5;                 // of one sign-in

/// The answer of a sign-in that waits for a code.
struct TwoFactorRedirect {
    bool twoFactorRedirect = true;
};
BOOST_DESCRIBE_STRUCT(TwoFactorRedirect, (), (twoFactorRedirect))

/// A sign-in whose first factor was right, as its row keeps it.
struct WaitingSignIn {
    std::string userId;
    std::string password;  // password_mark() of then
    bool remember = true;
    std::int32_t wrong = 0;  // codes so far
};
BOOST_DESCRIBE_STRUCT(WaitingSignIn, (), (userId, password, remember, wrong))

/// Tells one password of a person from the next: a hash of its hash, empty without a password.
std::string password_mark(const std::optional<store::Credential>& credential);
/// A token's row is found by a hash of it, so that a stolen database gives no cookie.
std::string hash_of_token(std::string_view kind, std::string_view token);

/// Whether the person has to bring a code: two-factor is enabled and the browser is not one that the person trusts.
boost::asio::awaitable<bool> needs_second_factor(const Parts& parts, const Browser& browser, std::string user_id,
                                                 std::string mark);
/// Keeps the sign-in for kSignInWait and ties it to the browser; whoever was signed in there no longer is.
boost::asio::awaitable<void> wait_for_second_factor(const Parts& parts, const Browser& browser, WaitingSignIn waiting);

/// The authenticator's secret, with how it is to be kept: as it was, or sealed anew after a change of BETTER_AUTH_SECRET.
struct TotpSecret {
    std::string plain;
    std::string sealed;
};
/// Nothing when neither BETTER_AUTH_SECRET nor a former one that still holds has sealed it.
std::optional<TotpSecret> open_totp_secret(const Parts& parts, const std::string& user_id, const std::string& sealed);
/// What is said then: the recovery codes still work.
Error unreadable_secret();

}  // namespace pictbook::api
