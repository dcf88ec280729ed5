#include "account/api_keys.hpp"

#include "base/bytes.hpp"
#include "base/ids.hpp"

namespace pictbook::account {

namespace {

constexpr std::size_t kRandomCharacters = 40;

}  // namespace

std::string make_api_key() { return std::string(kApiKeyPrefix) + make_token(kRandomCharacters); }

std::string hash_of_api_key(std::string_view text) { return to_hex(sha256(text)); }

}  // namespace pictbook::account
