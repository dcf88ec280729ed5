// What the tests of the second factor do again and again.
#pragma once

#include <memory>

#include "calls.hpp"
#include "support/totp_app.hpp"

namespace pictbook::test {

inline constexpr const char* kTwoFactor = "pctsh-book-local.two_factor";
inline constexpr const char* kTrust = "pctsh-book-local.trust_device";
inline const std::string kPasswordJson = R"({"password":")" + kPassword + R"("})";

std::string code_json(const std::string& code, const std::string& more = "");

/// A person with an authenticator that is enabled.
struct Guarded {
    Person person;
    std::string email;
    TotpApp app;
    std::vector<std::string> backup_codes;
};
Guarded guard(const TestServer& server, const std::string& name = "ada");

/// A browser of its own whose sign-in waits for the code.
Person begin_sign_in(const TestServer& server, const std::string& email, const std::string& more = "");
/// Lets the present code count again.
void forget_last_code(const TestServer& server, const Guarded& guarded);

}  // namespace pictbook::test
