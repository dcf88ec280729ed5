// A signed token in its compact form: three texts with dots between (RFC 7515 section 7.1). Taken apart, not believed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schema/json.hpp"

namespace pictbook::account {

/// The two that are taken. `none` and the HS family, whose key would be our own secret, have no place here.
enum class Algorithm { rs256, es256 };

struct Jwt {
    Algorithm algorithm;
    std::string key_id;       // empty when it names none
    std::string signed_text;  // what the signature is over
    std::string signature;
    schema::json::object claims;
};

/// Bytes beyond which a token is none.
inline constexpr std::size_t kLongestJwt = 32u << 10;

/// Nothing for what is no such token, names another algorithm, or demands what isn't known here (`crit`, section 4.1.11).
std::optional<Jwt> read_jwt(std::string_view text);

/// RFC 4648 section 5 in the one way that it can be written: no padding, no letters of another alphabet, no loose bits.
std::optional<std::string> read_base64url(std::string_view text);
/// A member that is a text; nothing when it isn't there or is something else.
std::optional<std::string> text_in(const schema::json::object& object, std::string_view name);

}  // namespace pictbook::account
