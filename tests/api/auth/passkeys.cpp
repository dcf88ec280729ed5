#include "passkeys.hpp"

#include "base/bytes.hpp"

namespace pictbook::test {

std::string registration_challenge(const Person& person) {
    const Reply reply = person.get("/auth/passkey/generate-register-options");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.at("/challenge");
}

std::string authentication_challenge(const Person& person) {
    const Reply reply = person.post("/auth/passkey/generate-authenticate-options");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.at("/challenge");
}

Reply finish_registration(const Person& person, const std::string& credential_json, const std::string& more) {
    return person.post("/auth/passkey/verify-registration", R"({"response":)" + credential_json + more + "}");
}

Reply finish_sign_in(const Person& person, const std::string& credential_json) {
    return person.post("/auth/passkey/verify-authentication", R"({"response":)" + credential_json + "}");
}

Reply add_passkey(const Person& person, Authenticator& authenticator, const std::string& more) {
    const std::string challenge = registration_challenge(person);
    authenticator.user_handle = to_base64url(user_id(person));
    return finish_registration(person, authenticator.registration_json(challenge), more);
}

Attempt sign_in_with(const TestServer& server, const Authenticator& authenticator) {
    Person browser = server.nobody();
    const std::string challenge = authentication_challenge(browser);
    Reply reply = finish_sign_in(browser, authenticator.assertion_json(challenge));
    return {browser, reply};
}

void expect_refused_sign_in(const Attempt& attempt) {
    expect_error(attempt.reply, 400, "Authentication failed", "AUTHENTICATION_FAILED");
    EXPECT_FALSE(is_signed_in(attempt.browser));
}

}  // namespace pictbook::test
