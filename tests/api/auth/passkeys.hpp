// What the tests of passkeys do again and again.
#pragma once

#include "calls.hpp"
#include "support/authenticator.hpp"

namespace pictbook::test {

inline constexpr const char* kChallengeCookie = "pctsh-book-local.passkey";

/// The challenge of a new ceremony of that browser, base64url.
std::string registration_challenge(const Person& person);
std::string authentication_challenge(const Person& person);

Reply finish_registration(const Person& person, const std::string& credential_json, const std::string& more = "");
Reply finish_sign_in(const Person& person, const std::string& credential_json);

/// Registers the authenticator for the person; gives the answer.
Reply add_passkey(const Person& person, Authenticator& authenticator, const std::string& more = "");
/// A browser of its own that has tried to sign in with it.
struct Attempt {
    Person browser;
    Reply reply;
};
Attempt sign_in_with(const TestServer& server, const Authenticator& authenticator);

void expect_refused_sign_in(const Attempt& attempt);

}  // namespace pictbook::test
