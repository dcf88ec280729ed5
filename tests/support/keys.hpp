// API keys of people in tests.
#pragma once

#include "support/server.hpp"

namespace pictbook::test {

/// A new key of that person, in clear. `more` are further members of the request: `"expiresIn":5`.
std::string make_key(const Person& person, const std::string& scope, const std::string& more = "");
/// A program that acts for the person with a new key and nothing else.
Person program_of(const Person& person, const std::string& scope, const std::string& more = "");
/// The id of the key, as its person's list has it by its first characters.
std::string key_id(const Person& person, const std::string& key);
/// Takes it back.
void revoke_key(const Person& person, const std::string& key);

}  // namespace pictbook::test
