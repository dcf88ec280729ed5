// Identifiers: unguessable, made by the operating system's random source (OpenSSL's generator seeded by it).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pictbook {

/// 25 characters, `c` and 24 lower-case letters and digits: projects, elements, images.
std::string make_cuid();
/// `length` of [A-Za-z0-9], uniform: users, sessions, accounts, tokens use 32.
std::string make_token(std::size_t length = 32);
/// `length` of [a-z0-9], uniform.
std::string make_lower_token(std::size_t length);
/// `size` random bytes.
std::string random_bytes(std::size_t size);

/// 1 to 64 characters of [A-Za-z0-9_-]: whatever else can't be the id of a row.
bool is_plausible_id(std::string_view text);

}  // namespace pictbook
