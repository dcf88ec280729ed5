// Recovery codes: the way in for who has lost the authenticator. Each has 120 random bits, so its plain hash can be kept (from
// 112 on, by OWASP ASVS 5.0, 6.5.2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pictbook::account {

inline constexpr std::size_t kRecoveryCodes = 10;

/// `abcd-efgh-ijkl-mnop-qrst-uvwx`: letters and the digits 2 to 7, none of which looks like another.
std::vector<std::string> make_recovery_codes();

/// What is kept of a code. Case, spaces and hyphens of what a person typed don't count.
std::string recovery_hash(std::string_view user_id, std::string_view code);

}  // namespace pictbook::account
