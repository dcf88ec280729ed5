// Codes of authenticator apps: TOTP (RFC 6238) with SHA-1, 6 digits and steps of 30 s. Pure functions of secret and time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace pictbook::account {

inline constexpr std::size_t kTotpSecretBytes = 20;  // what RFC 4226 section 4 recommends
inline constexpr std::size_t kTotpDigits = 6;
inline constexpr Seconds kTotpStep{30};

/// RFC 4648 section 6, without padding.
std::string to_base32(std::string_view bytes);

/// RFC 4226 section 5.3; at most 9 digits.
std::string hotp(std::string_view secret, std::uint64_t counter, std::size_t digits = kTotpDigits);

/// The step that `code` is right for: the present one, the one before or the one after (RFC 6238 section 5.2), and later
/// than `last_used`, so that a code counts once.
std::optional<std::int64_t> find_totp_step(std::string_view secret, std::string_view code, Time now,
                                           std::int64_t last_used);

/// `otpauth://totp/…`, which an app reads from a QR code; `account` is what it shows under the issuer's name.
std::string totp_uri(std::string_view secret, std::string_view account);

}  // namespace pictbook::account
