// API keys: how they are made and what is kept of them (docs/decisions/0015-keys.md). Rows are kept by store/api_keys.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace pictbook::account {

inline constexpr std::string_view kApiKeyPrefix = "pb_";
inline constexpr std::size_t kApiKeyStart = 9;          // characters that are kept in clear, the prefix included
inline constexpr Seconds kKeyUseNoted{60};              // how far lastUsedAt may be behind
inline constexpr Seconds kLongestKeyLife{315'360'000};  // ten years

/// kApiKeyPrefix and 40 random characters of [A-Za-z0-9]: 238 bits, of which the start that is kept tells 36.
std::string make_api_key();
/// What is kept instead of the key. `text` may be anything; what is no key has the hash of none.
std::string hash_of_api_key(std::string_view text);

/// Whether lastUsedAt is to be written again.
inline bool is_use_due(std::optional<Time> last_used_at, Time now) {
    return !last_used_at || *last_used_at + kKeyUseNoted <= now;
}

}  // namespace pictbook::account
