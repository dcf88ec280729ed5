// A browser's way through a sign-in at a provider.
#pragma once

#include "calls.hpp"
#include "support/oidc.hpp"

namespace pictbook::test {

/// The provider that most tests share, told nothing odd.
OidcServer& provider();
/// A server that is its client as `work`; it has no Google.
TestServer& client_server();

/// The address where the browser is sent; empty, and a failed test, when it isn't.
std::string begin(const Person& person, const std::string& more = "", const std::string& route = "/auth/sign-in/social",
                  const std::string& id = "work");
/// The whole way: begins, visits the provider, comes back. Gives what the callback answers.
Reply sign_in_at_provider(const Person& person, const std::string& more = "");
Reply link_at_provider(const Person& person, const std::string& more = "");
/// The error that the answer sends the browser with; empty when it doesn't.
std::string error_of(const Reply& reply);

/// `{"sub":...,"email":...,"email_verified":...,"name":"Grace Hopper"}` of the provider's person.
std::string person_json(const std::string& subject, const std::string& email, bool verified = true);
/// Makes that the provider's person, and more.
void tell_person(const std::string& subject, const std::string& email, bool verified = true,
                 const std::string& more = "");
/// A subject that nobody has.
std::string new_subject();
/// Says in the database that the address is verified here.
void verify_here(const std::string& email);

}  // namespace pictbook::test
