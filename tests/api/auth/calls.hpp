// What the tests below /auth do again and again.
#pragma once

#include <gtest/gtest.h>

#include "support/server.hpp"

namespace pictbook::test {

inline constexpr const char* kToken = "pctsh-book-local.session_token";
inline constexpr const char* kDontRemember = "pctsh-book-local.dont_remember";

/// An address that nobody has.
std::string new_email();
std::string credentials(const std::string& email, const std::string& password = kPassword,
                        const std::string& more = "");
std::string sign_up_json(const std::string& email, const std::string& password = kPassword,
                         const std::string& name = "Ada");
/// A fresh browser that has signed in as the same person.
Person sign_in_again(const Person& person, const std::string& more = "");
/// The session's token, as its cookie has it.
std::string token_of(const Person& person);
/// The Set-Cookie line of that name, or empty.
std::string set_cookie(const Reply& reply, const std::string& name);
bool is_signed_in(const Person& person);
/// {message, code} with the status, as JSON.
void expect_error(const Reply& reply, int status, const std::string& message, const std::string& code);

/// Runs statements on the server's database file beside the server; gives the first cell of the last row.
std::string sql(const TestServer& server, const std::string& statement);
/// Sets the end of the session to so many milliseconds from now.
void make_session_old(const TestServer& server, const std::string& token);  // more than a day
void set_session_end(const TestServer& server, const std::string& token, std::chrono::milliseconds from_now);

}  // namespace pictbook::test
